"""What is typed about networks."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saiyai.directory import queries as directory
from saiyai.directory.forms.choosing import Choosing, Seen
from saiyai.networks import patterns, rules
from saiyai.networks.models import Chapter, Delegate
from saiyai.thai.text import tidy
from saiyai.ui import checked_files
from saiyai.ui.fields import ThaiDateField
from saiyai.ui.provinces import province_choices

A_PART = gettext_lazy("A part of the name is enough: you choose from what is found before anything is saved.")


def _text(label, required=True, rows=6, hint=""):
    return forms.CharField(
        label=label, required=required, max_length=rules.LONGEST_TEXT, help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class ChoosingPeople(Choosing):
    """People are chosen from those whom the viewer may see."""

    def rows(self):
        return directory.visible_people(self.viewer)

    def offer(self, text):
        return directory.person_choices(text, self.viewer, limit=8)

    def nothing(self, text):
        return _("Nobody found for “%(text)s”. People are chosen from the directory.") % {"text": text}


class NameCoordinator(ChoosingPeople):
    """Who coordinates a network from today."""

    chosen = {"person": (gettext_lazy("Who coordinates from today"), A_PART, True)}


class Propose(ChoosingPeople):
    """A new network: from which pattern, what it is called, and who founds it."""

    chosen = {
        "founder_1": (gettext_lazy("First other founder"), A_PART, True),
        "founder_2": (gettext_lazy("Second other founder"), A_PART, True),
        "founder_3": (gettext_lazy("Third other founder"), A_PART, False),
    }
    pattern = forms.ChoiceField(label=gettext_lazy("Kind of network"), widget=forms.RadioSelect)
    name_th = forms.CharField(label=gettext_lazy("Name in Thai"), max_length=200)
    name_en = forms.CharField(
        label=gettext_lazy("Name in English"),
        max_length=200,
        help_text=gettext_lazy("Its web address is made of this."),
    )
    about_th = _text(gettext_lazy("What the network is for"), rows=4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = patterns.all_patterns()
        self.fields["pattern"].choices = [(key, str(one)) for key, one in known.items()]
        self.fields["pattern"].choice_hints = {key: one.about for key, one in known.items()}

    def clean_name_en(self):
        name = tidy(self.cleaned_data["name_en"])
        if not any(letter.isascii() and letter.isalnum() for letter in name):
            raise forms.ValidationError(_("Please write the English name in Latin letters."))
        return name

    def founders(self):
        """The people who were chosen."""
        return [self.cleaned_data[name] for name in self.chosen if self.cleaned_data.get(name)]


class About(forms.Form):
    """What is written about a network."""

    name_th = forms.CharField(label=gettext_lazy("Name in Thai"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200)
    about_th = _text(gettext_lazy("What the network is for"), required=False, rows=4)
    about_en = _text(gettext_lazy("What the network is for, in English"), required=False, rows=4)


class Sure(forms.Form):
    """A move without words."""


class Reason(forms.Form):
    """A move that needs a reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Please write the reason.")},
    )  # fmt: skip


class Charter(Seen):
    """The draft of a charter."""

    objectives_th = _text(gettext_lazy("Objectives"), hint=gettext_lazy("One on each line."))
    rules_th = _text(gettext_lazy("Rules"), rows=10, hint=gettext_lazy("One on each line."))
    change_th = _text(gettext_lazy("What is new against the version before"), required=False, rows=3)
    changes_meaning = forms.BooleanField(
        required=False,
        initial=True,
        label=gettext_lazy("It changes what members agreed to: ask every member again"),
        help_text=gettext_lazy("Leave it out only for corrections of spelling and the like."),
    )
    objectives_en = _text(gettext_lazy("Objectives in English"), required=False)
    rules_en = _text(gettext_lazy("Rules in English"), required=False, rows=10)
    change_en = _text(gettext_lazy("What is new, in English"), required=False, rows=3)


class NewChapter(Choosing):
    """A new chapter."""

    chosen = {"ministry": (gettext_lazy("Ministry or agency"), A_PART, False)}
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of chapter"), choices=Chapter.Kind.choices, widget=forms.RadioSelect
    )
    name_th = forms.CharField(label=gettext_lazy("Name in Thai"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200, required=False)
    province_code = forms.ChoiceField(required=False, label=gettext_lazy("Province"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["province_code"].choices = [("", "–"), *province_choices()]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == Chapter.Kind.PROVINCE and not cleaned.get("province_code"):
            self.add_error("province_code", _("Please choose the province."))
        if cleaned.get("kind") == Chapter.Kind.MINISTRY and not cleaned.get("ministry"):
            self.add_error("ministry_name", _("Please type a part of the name."))
        return cleaned


class Invite(Choosing):
    """A unit to invite."""

    chosen = {"organization": (gettext_lazy("Unit to invite"), A_PART, True)}
    email = forms.EmailField(
        required=False,
        label=gettext_lazy("E-mail of the unit"),
        help_text=gettext_lazy(
            "The invitation and a private link go there. Leave it empty if the unit signs on paper."
        ),
    )


class Delegates(forms.Form):
    """Who speaks for a unit."""

    focal_name = forms.CharField(label=gettext_lazy("Focal person"), max_length=200)
    focal_post = forms.CharField(label=gettext_lazy("Position of the focal person"), max_length=200, required=False)
    focal_email = forms.EmailField(label=gettext_lazy("E-mail of the focal person"))
    focal_phone = forms.CharField(label=gettext_lazy("Telephone of the focal person"), max_length=40, required=False)
    deputy_name = forms.CharField(label=gettext_lazy("Deputy of the focal person"), max_length=200, required=False)
    deputy_post = forms.CharField(label=gettext_lazy("Position of the deputy"), max_length=200, required=False)
    deputy_email = forms.EmailField(label=gettext_lazy("E-mail of the deputy"), required=False)
    deputy_phone = forms.CharField(label=gettext_lazy("Telephone of the deputy"), max_length=40, required=False)

    def delegates(self):
        """As the action takes them."""
        parts = (("focal", Delegate.Part.FOCAL), ("deputy", Delegate.Part.DEPUTY))
        fields = ("name", "post", "email", "phone")
        rows = [{"part": part, **{key: tidy(self.cleaned_data[f"{of}_{key}"]) for key in fields}} for of, part in parts]
        return [row for row in rows if row["name"]]


class Signing(Delegates):
    """A unit signs its participation."""

    scope = _text(gettext_lazy("What the unit takes part in"), rows=4)
    limits = _text(
        gettext_lazy("Limits"), required=False, rows=3,
        hint=gettext_lazy("What the unit does not do, and what needs leave each time."),
    )  # fmt: skip
    offers = _text(gettext_lazy("What the unit offers"), required=False, rows=3)
    mandate_number = forms.CharField(label=gettext_lazy("Number of the mandate"), max_length=100)
    mandate_on = ThaiDateField(
        label=gettext_lazy("Day of the mandate"), help_text=gettext_lazy("For example 30 ก.ย. 2569")
    )
    mandate = forms.FileField(
        required=False, label=gettext_lazy("Mandate document"),
        help_text=gettext_lazy("The order or letter by which the unit takes part, as PDF. It is kept sealed."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )  # fmt: skip
    signer_name = forms.CharField(label=gettext_lazy("Who signs"), max_length=200)
    signer_post = forms.CharField(label=gettext_lazy("Position of who signs"), max_length=200)
    agrees = forms.BooleanField(label=gettext_lazy("We have read the charter and sign for this unit"))
    number = forms.IntegerField(widget=forms.HiddenInput)

    def clean_mandate(self):
        upload = self.cleaned_data.get("mandate")
        if not upload:
            return None
        kinds = _("PDF, at most %(size)s") % {"size": filesizeformat(settings.MAX_UPLOAD_BYTES)}
        content, content_type = checked_files.check_upload(
            upload, most=settings.MAX_UPLOAD_BYTES, kinds=kinds, taken=(checked_files.PDF,)
        )
        return checked_files.clean_name(upload.name, content_type), content

    def words(self):
        """The columns that the action takes."""
        names = ("scope", "limits", "offers", "mandate_number", "mandate_on", "signer_name", "signer_post")
        return {name: self.cleaned_data[name] for name in names}
