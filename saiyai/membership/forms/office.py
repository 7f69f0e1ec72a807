"""What officers type: filters, reasons, decisions."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.membership.models import Application, Member
from saiyai.membership.rules import STAGES, read_code
from saiyai.networks import queries as networks
from saiyai.thai.text import tidy
from saiyai.ui.fields import ThaiDateField
from saiyai.ui.provinces import province_choices

LONGEST_REASON = 2000  # the trail and the letters hold it whole
DEEDS = {
    "assign": _("Give to an officer"),
    "pass_documents": _("Documents are complete"),
    "pass_background": _("Background check is done"),
    "ask_for": _("Ask the applicant"),
    "remind_endorser": _("Remind the superior"),
    "approve": _("Approve"),
    "reject": _("Do not approve"),
}
NEEDS_REASON = {"ask_for", "reject"}


def _text(label, required=True, hint="", rows=4):
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Please write the reason.")},
    )


class OfficeForm(forms.Form):
    """Ours do without Django's colon and the browser's own messages."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class Reason(OfficeForm):
    """A move that needs a reason, which the other side reads."""

    reason = _text(_("Reason"), hint=_("The applicant reads this. Say it plainly and politely."))


class FromPaper(OfficeForm):
    """What somebody says on paper or by word, typed by an officer."""

    reason = _text(_("What they say, in their own words"), hint=_("Keep the signed paper in the file."))


class Note(OfficeForm):
    """A move that may carry a note for the office."""

    note = _text(_("Note for the office"), required=False, rows=2)


class Back(OfficeForm):
    """What the office is to look at again."""

    reason = _text(_("What the office should look at again"), hint=_("Officers read this, the applicant does not."))


class Ask(OfficeForm):
    """What the applicant is asked for."""

    reason = _text(
        _("What is missing"),
        hint=_("The applicant gets this by e-mail. One thing on each line is easiest to answer."),
    )


class Approve(OfficeForm):
    """A reason is welcome with an approval, and not needed."""

    reason = _text(_("Reason"), required=False, rows=2)


class Advise(OfficeForm):
    """The opinion of the office."""

    opinion = forms.ChoiceField(
        label=_("Opinion of the office"),
        choices=Application.Opinion.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )
    reason = _text(_("Reason"), hint=_("The decider reads this, the applicant does not."))


class Assign(OfficeForm):
    """Which officer of the office takes it."""

    officer = forms.ModelChoiceField(
        label=_("Officer"), queryset=None, empty_label=None, error_messages={"required": _("Please choose an officer.")}
    )

    def __init__(self, *args, officers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers


class Nothing(OfficeForm):
    """A move with nothing to type."""


class Judge(OfficeForm):
    """Whether a document will do."""

    accepted = forms.ChoiceField(choices=[("yes", _("Accept")), ("no", _("Do not accept"))])
    note = forms.CharField(
        label=_("What is wrong with it"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self):
        if self.cleaned_data.get("accepted") == "no" and not self.cleaned_data.get("note"):
            self.add_error("note", _("Please say what is wrong with the document."))
        return self.cleaned_data


class OpenSealed(OfficeForm):
    """Why something sealed is opened; it goes on the record."""

    reason = forms.CharField(
        label=_("What you need it for"),
        help_text=_("It is written in the trail, and the applicant may ask who opened it."),
        max_length=300,
        error_messages={"required": _("Please write what you need it for.")},
    )


class QueueFilter(OfficeForm):
    """The filters of the queue, as they stand in the address."""

    who = forms.ChoiceField(choices=[(w, w) for w in ("us", "others", "done")], required=False)
    q = forms.CharField(label=_("Name, agency or application number"), required=False, max_length=100)
    status = forms.ChoiceField(label=_("Stage"), required=False)
    province = forms.ChoiceField(label=_("Province"), required=False)
    kind = forms.ChoiceField(
        label=_("Who applies"), choices=[("", _("Persons and units")), *Application.Kind.choices], required=False
    )
    where = forms.ChoiceField(label=_("Network"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[("", _("Overdue first")), ("newest", _("Sent in last first")), ("name", _("By name"))],
        required=False,
    )
    overdue = forms.BooleanField(label=_("Only overdue"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        over = [Application.Status.APPROVED, Application.Status.REJECTED, Application.Status.WITHDRAWN]
        stages = [(status, Application.Status(status).label) for status in [*STAGES, *over]]
        self.fields["status"].choices = [("", _("All stages")), *stages]
        self.fields["province"].choices = [("", _("All provinces")), *province_choices()]
        self.fields["where"].choices = [("", _("All networks")), *networks.with_chapters()]

    def clean_q(self):
        return tidy(self.cleaned_data["q"])

    def chosen(self):
        """The filters that hold; a value that nobody offers counts as none."""
        self.is_valid()
        values = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        return values | {"who": values["who"] or "us", "overdue": bool(values["overdue"])}


class MemberFilter(OfficeForm):
    """The filters of the list of members."""

    q = forms.CharField(label=_("Name or member number"), required=False, max_length=100)
    status = forms.ChoiceField(label=_("Standing"), choices=[("", _("All")), *Member.Status.choices], required=False)
    office = forms.ModelChoiceField(label=_("Office"), queryset=None, empty_label=_("All offices"), required=False)
    province = forms.ChoiceField(label=_("Province"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[("", _("Term that ends first")), ("newest", _("Newest members first")), ("name", _("By name"))],
        required=False,
    )
    ending = forms.BooleanField(label=_("Ends within 90 days"), required=False)
    asked = forms.BooleanField(label=_("Has asked for renewal"), required=False)

    def __init__(self, *args, offices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices
        self.fields["province"].choices = [("", _("All provinces")), *province_choices()]

    def clean_q(self):
        return tidy(self.cleaned_data["q"])

    def chosen(self):
        """The filters that hold; a value that nobody offers counts as none."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class MemberReason(OfficeForm):
    """A move against a member; the member reads the reason."""

    reason = _text(_("Reason"), hint=_("The member reads this. Say it plainly and politely."))


class MemberNote(OfficeForm):
    """A move in favour of a member; a reason is welcome."""

    reason = _text(_("Reason"), required=False, rows=2)


class Death(OfficeForm):
    """When a member died."""

    on = ThaiDateField(label=_("Day of death"), help_text=_("For example 23 Nov 2569."))

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError(_("The day lies in the future."))
        return on


class Explanation(OfficeForm):
    """What a member says to a proposed removal."""

    text = _text(_("Your explanation"), hint=_("The office reads it before anything is decided."), rows=8)


class Leave(OfficeForm):
    """Why a member leaves; nobody has to say."""

    reason = _text(_("Why you leave"), required=False, rows=3, hint=_("You need not say."))


class VerifyCode(OfficeForm):
    """The code that stands under the QR code of a card."""

    code = forms.CharField(
        label=_("Code on the card"),
        help_text=_("It stands beside the QR code, in groups of four. Spaces and small letters do not matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Please type the code of the card.")},
    )

    def clean_code(self):
        """The code alone, also when the whole address was pasted, or with the spaces of the card."""
        return read_code(self.cleaned_data["code"].strip().rstrip("/").rpartition("/")[2])
