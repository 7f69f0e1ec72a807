"""What a reporter types who came back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from saiyai.intake.forms.asking import QuietForm, text
from saiyai.intake.forms.codes import ConsentForm
from saiyai.intake.forms.questions import Identity


class Letter(QuietForm):
    """A letter to who works on the report."""

    text = text(
        _("Your message"),
        "",  # the page itself says that nobody need tell who they are
        length=10_000,
        rows=8,
        required=True,
    )

    def __init__(self, *args, **details):
        super().__init__(*args, **details)
        self.fields["text"].error_messages["required"] = _("Please write something.")


class Aside(QuietForm):
    """A few words beside a signal; none are needed."""

    text = text(_("If you like, say more"), length=5000, rows=4)


class LaterIdentity(Identity):
    """Who the reporter is, told later; the new consent code is typed back in the same form."""

    def __init__(self, data=None, *, consent):
        super().__init__(data, answers=None)
        self.expected = consent
        field = ConsentForm.base_fields["consent"]
        self.fields["consent"] = type(field)(
            length=field.digits,
            label=_("Type the new consent code"),
            help_text=_("So you can be sure that you copied it rightly."),
            error_messages=field.error_messages,
        )

    def clean_consent(self):
        typed = self.cleaned_data["consent"]
        if typed != self.expected:
            raise forms.ValidationError(_("This is another code. Please compare it with the one above."))
        return typed
