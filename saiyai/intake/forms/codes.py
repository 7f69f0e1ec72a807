"""Codes that are typed: receipts, consent codes, codes of draft files."""

from django import forms
from django.utils.translation import gettext_lazy as _

from saiyai.crypto import codes
from saiyai.intake.forms.asking import QuietForm

WHY = {
    "letters": _("The code has digits only. Please type only the digits."),
    "short": _("Some digits are missing. Please compare it with your slip."),
    "long": _("There are too many digits. Please compare it with your slip."),
    "digit": _("A digit is mistyped. Please compare it with your slip, four digits at a time."),
}


class CodeField(forms.CharField):
    """A code of so many random digits and its check digit; read without asking any table."""

    def __init__(self, *, length, **details):
        self.digits = length
        attrs = {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", "class": "code"}
        super().__init__(max_length=200, widget=forms.TextInput(attrs=attrs), **details)

    def clean(self, value):
        try:
            return codes.read(super().clean(value), self.digits)
        except codes.Mistyped as problem:
            raise forms.ValidationError(WHY[problem.why]) from None


class ReceiptForm(QuietForm):
    """The receipt of a report."""

    code = CodeField(
        length=codes.RECEIPT,
        label=_("Your receipt"),
        help_text=_("25 digits. With spaces or without, in Thai or Arabic digits."),
        error_messages={"required": _("Please type the digits of your receipt.")},
    )


class ConsentForm(QuietForm):
    """The consent code, which opens the sealed name."""

    consent = CodeField(
        length=codes.CONSENT,
        label=_("Your consent code"),
        help_text=_("21 digits. It is the second number, on a sheet of its own."),
        error_messages={"required": _("Please type the digits of your consent code.")},
    )


class DraftForm(QuietForm):
    """A draft file that is brought back, and its code."""

    file = forms.FileField(
        label=_("Your draft file"),
        allow_empty_file=True,
        error_messages={"required": _("Please choose the draft file."), "invalid": _("Please choose the draft file.")},
    )
    code = CodeField(
        length=codes.DRAFT,
        label=_("Code of the draft file"),
        help_text=_("13 digits. You were shown it when you saved the draft."),
        error_messages={"required": _("Please type the code of the draft file.")},
    )
