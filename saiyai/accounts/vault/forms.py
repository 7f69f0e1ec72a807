"""Input of the vault pages. A passphrase is never stripped by the form, never shown again, and never offered to be saved."""

from django import forms
from django.utils.translation import gettext_lazy as _

from saiyai.accounts.models import User
from saiyai.accounts.vault import rules
from saiyai.accounts.vault.models import Ceremony

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


class FirstAnswer(forms.Form):
    """What a passkey answered: its signed word, and what it computed. The page writes both by itself, and never again."""

    wrong = _("The passkey did not prove itself, or does not compute the same twice. Try again, or take another one.")
    credential = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    prf = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        if not (data.get("credential") and data.get("prf")):
            self.add_error(None, _("The passkey did not answer. It needs scripts, and a recent browser."))
        return data


class SecondAnswer(FirstAnswer):
    passphrase = PassphraseField(label=_("Passphrase of your vault"))


class UnlockWithPasskey(FirstAnswer, Unlock):
    """Both are needed."""

    wrong = _("The passkey did not open the vault. Use one that is bound to it, and try again.")


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


class FoundQuorum(forms.Form):
    """Who shall hold the recovery key together, and how many of them are needed."""

    trustees = forms.ModelMultipleChoiceField(
        label=_("Trustees"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Five is usual. Best of different offices, none of whom leads another."),
    )
    needed = forms.TypedChoiceField(
        label=_("How many must come together"),
        coerce=int,
        choices=[(number, str(number)) for number in range(rules.FEWEST, rules.MOST + 1)],
        initial=3,
        help_text=_("Three of five is usual: two who are lost do no harm, and two who conspire open nothing."),
    )
    begins_anew = forms.BooleanField(
        label=_("Begin with another recovery key, because too few of the present trustees are left"),
        required=False,
        help_text=_("What only the present recovery key could bring back is lost then."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Stays in the trail.")
    )

    def __init__(self, *args, able, in_force, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["trustees"].queryset = able
        if in_force is None:
            del self.fields["begins_anew"]

    def clean(self):
        data = super().clean()
        chosen, needed = data.get("trustees"), data.get("needed")
        if chosen is not None and needed and (objection := rules.unfit_quorum(len(chosen), needed)):
            self.add_error("needed", objection)
        return data


class OpenCeremony(forms.Form):
    """Why the trustees shall come together."""

    purpose = forms.ChoiceField(
        label=_("What for"),
        choices=[
            choice
            for choice in Ceremony.Purpose.choices
            if choice[0] in (Ceremony.Purpose.RECOVERY, Ceremony.Purpose.DRILL)
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The trustees read it, and it stays in the trail: say nothing of what a report tells."),
    )
