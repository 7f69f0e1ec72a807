"""The small forms around an application: beginning, finding the way back, endorsing, appealing."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saiyai.membership.forms.fields import Email, Line, Text, one_of
from saiyai.membership.models import Application


class PlainForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args, **options):
        super().__init__(*args, label_suffix="", **options)


class BeginForm(PlainForm):
    kind = one_of(Application.Kind.choices, label=gettext_lazy("Who applies?"))
    email = Email(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("If you give one, we send you the private link of your draft."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    chapter = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Which chapter?"),
        help_text=gettext_lazy("Where you would like to work. You can join more of them as a member."),
    )

    def __init__(self, *args, chapters=(), **options):
        super().__init__(*args, **options)
        if chapters:
            self.fields["chapter"].choices = [("", _("None for now")), *((str(one.pk), str(one)) for one in chapters)]
        else:
            del self.fields["chapter"]
        self.fields["kind"].choice_hints = {
            "PERSON": _("A state official, a citizen, somebody from the private sector or from civil society"),
            "UNIT": _("A division, an office or an organisation that takes part as a whole"),
        }


class PaperKindForm(PlainForm):
    kind = one_of(Application.Kind.choices, label=gettext_lazy("Who applies?"))


class ResumeForm(PlainForm):
    email = Email(
        label=gettext_lazy("The e-mail address on your application"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class EndorseForm(PlainForm):
    answer = one_of(
        [("endorse", gettext_lazy("I endorse this application")), ("decline", gettext_lazy("I do not endorse it"))],
        label=gettext_lazy("Your answer"),
    )
    reason = Text(
        label=gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("Needed if you do not endorse. The applicant reads it."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == "decline" and "reason" in cleaned and not cleaned["reason"]:
            self.add_error("reason", _("Please say why, so that the applicant knows what to do."))
        return cleaned


class ReasonForm(PlainForm):
    reason = Text(label=gettext_lazy("Reason"), required=False)


class AppealForm(PlainForm):
    reason = Text(
        label=gettext_lazy("What should be looked at again, and why"),
        rows=8,
        error_messages={"required": gettext_lazy("Please write what should be looked at again.")},
    )


class EndorserForm(PlainForm):
    name = Line(label=gettext_lazy("Name"), limit=160)
    position = Line(label=gettext_lazy("Position"), required=False)
    email = Email(label=gettext_lazy("E-mail"))

    def __init__(self, *args, application, **options):
        self.application = application
        super().__init__(*args, **options)

    def clean_email(self):
        email = self.cleaned_data["email"]
        if email == self.application.email.lower():
            raise forms.ValidationError(_("This is your own address. Please give that of your superior."))
        return email
