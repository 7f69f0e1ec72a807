"""Input of the vault pages. A passphrase is never stripped by the form, never shown again, and never offered to be saved."""

from django import forms
from django.utils.translation import gettext_lazy as _

from saiyai.accounts.vault import rules

HINT = _(
    "At least 16 letters. Four or five words that do not belong together are easy to keep in mind and hard to guess."
)


class PassphraseField(forms.CharField):
    """One line that shows dots; browsers are asked neither to save it nor to check its spelling."""

    def __init__(self, **details):
        quiet = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        super().__init__(strip=False, max_length=500, widget=forms.PasswordInput(attrs=quiet), **details)


class NewPassphrase(forms.Form):
    """A passphrase, typed twice: nobody can ever send another one."""

    passphrase = PassphraseField(label=_("Passphrase"), help_text=HINT)
    again = PassphraseField(label=_("Passphrase once more"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_passphrase(self):
        if objection := rules.weak(self.cleaned_data["passphrase"], self.user):
            raise forms.ValidationError(objection)
        return self.cleaned_data["passphrase"]

    def clean(self):
        data = super().clean()
        first, second = (rules.one_spelling(data.get(name) or "") for name in ("passphrase", "again"))
        if first and second and first != second:
            self.add_error("again", _("The two passphrases differ. Type the same one twice."))
        return data


class SetUp(NewPassphrase):
    """The passphrase of a new vault; its owner says that they know what losing it means."""

    knows = forms.BooleanField(
        label=_("I know that nobody can send me a new passphrase: if I lose it, I lose what only I can open.")
    )


class Unlock(forms.Form):
    passphrase = PassphraseField(label=_("Passphrase of your vault"))


class ChangePassphrase(NewPassphrase):
    present = PassphraseField(label=_("Present passphrase"))
    field_order = ("present", "passphrase", "again")


class Reset(forms.Form):
    """How it was checked who asks."""

    reason = forms.CharField(
        label=_("How you made sure who asks"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: came to the office and showed the official card. Stays in the trail."),
    )
