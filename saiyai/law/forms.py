"""What is typed about the law."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from saiyai.law.models import Act
from saiyai.thai.text import tidy
from saiyai.ui.fields import ThaiDateField

LONGEST = 4000
SHORT_NAME = RegexValidator(r"^[a-z0-9][a-z0-9.-]*$", _("Small Latin letters, digits, dots and hyphens only."))


class Line(forms.CharField):
    """One line, without spaces at its ends."""

    def clean(self, value):
        return tidy(super().clean(value))


def _text(label, required=True, hint=""):
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, required=required, max_length=LONGEST, help_text=hint, widget=area)


class NewAct(forms.Form):
    """An act, a decree, a regulation, a resolution."""

    name_th = Line(label=_("Full name in Thai"), max_length=400)
    short_th = Line(label=_("As it is cited, in Thai"), max_length=200)
    name_en = Line(label=_("Full name in English"), max_length=400, required=False)
    short_en = Line(label=_("As it is cited, in English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind of law"), choices=Act.Kind.choices)
    slug = forms.SlugField(label=_("Short name for addresses"), max_length=60)


class NewProvision(forms.Form):
    """A section."""

    section_th = Line(label=_("Section, as it is written in Thai"), max_length=200)
    section_en = Line(label=_("Section, in English"), max_length=200, required=False)
    code = Line(label=_("Code by which pages cite it"), max_length=60, validators=[SHORT_NAME])


class NewVersion(forms.Form):
    """What a section says from a day on."""

    summary_th = _text(_("What it says, in Thai"))
    summary_en = _text(_("What it says, in English"), required=False)
    starts_on = ThaiDateField(
        label=_("In force from"), required=False, help_text=_("Leave it empty only if it is not known.")
    )
    source = _text(_("Where this was read"), hint=_("Volume, part, page and day of the Royal Gazette if you can."))


class Verify(forms.Form):
    """Against what a version was held."""

    source = _text(_("Official source"), hint=_("Volume, part, page and day of the Royal Gazette if you can."))


class Withdraw(forms.Form):
    """Why a verification is taken back."""

    reason = _text(_("Reason"))
