"""Choosing a subdistrict by typing any part of its name, with scripts or without."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from saiyai.membership.forms.fields import Line
from saiyai.thai import places
from saiyai.thai.text import tidy

MOST = 8


def label(code):
    """How an area is written in the reader's language; "" for none."""
    return places.label(code, get_language() or "th") if code else ""


def choices(text):
    """The areas that fit what was typed, as (code, words with the postcode)."""
    found = places.find(text, limit=MOST)
    return [(area.code, " ".join((label(area.code), *area.postcodes[:1]))) for area in found]


def settle(text, code):
    """The code meant by what was typed and chosen. "" when nothing was typed; else an error that says what to do."""
    text = tidy(text)
    if not text:
        return ""
    if code and places.consistent(subdistrict=code) == "" and (text == label(code) or code in dict(choices(text))):
        return code
    found = [area for area in places.find(text, limit=MOST)]
    exact = [area.code for area in found if label(area.code) == text]
    if len(exact) == 1 or len(found) == 1:
        return (exact or [found[0].code])[0]
    if found:
        raise ValidationError(_("Several places fit. Please choose yours from the list below."), code="several")
    raise ValidationError(_why_none(text), code="none")


def _why_none(text):
    """The words fit alone but not together: the province, or the district, is another one."""
    words = text.split()
    for cut, message in ((-1, _("This district does not lie in the province that you typed. Please check both.")),
                         (-2, _("This subdistrict does not lie in the district that you typed. Please check both."))):  # fmt: skip
        rest = words[:cut]
        if rest and places.find(" ".join(rest), limit=1) and places.find(words[cut], limit=1):
            return message
    return _("We found no such place. Please type the subdistrict and the district, for example: ในเมือง ขอนแก่น")


def settle_postcode(typed, code):
    """The postcode that was typed if it is used there; the only one there is when none was typed."""
    known = places.postcodes(code) if code else ()
    if not typed:
        return known[0] if len(known) == 1 else ""
    if problem := places.consistent(subdistrict=code, postcode=typed):
        raise ValidationError(_(places.MESSAGES[problem]), code=problem)
    return typed


class HasAreas:
    """Topics with an address: `area_fields` names the typed text, the code and the postcode of each."""

    area_fields = (("area", "area_code", "postcode"),)

    def prepare(self):
        super().prepare()
        for text, code, _postcode in self.area_fields:
            self.initial[text] = label(self.stored[code])
            if self.looking == text:
                self.offer(code, choices(self.typed(text)))

    def offer(self, code, found):
        """Show the places that fit as a list to choose from."""
        field = self.fields[code]
        field.label = _("Choose the place") if found else _("No place fits. Please type the name in another way.")
        field.widget = forms.RadioSelect(choices=found)

    def clean(self):
        cleaned = super().clean()
        for text, code, postcode in self.area_fields:
            if text in cleaned:
                self._settle(cleaned, text, code, postcode)
        return cleaned

    def _settle(self, cleaned, text, code, postcode):
        typed = cleaned[text]
        try:
            cleaned[code] = settle(typed, self.data.get(code, ""))
        except ValidationError as error:
            self.add_error(text, error)
            if error.code == "several":
                self.offer(code, choices(typed))
            return
        try:
            cleaned[postcode] = settle_postcode(cleaned.get(postcode, ""), cleaned[code])
        except ValidationError as error:
            self.add_error(postcode, error)


def area_box(**options):
    hint = gettext_lazy("Type any part and choose from the list, for example: ในเมือง ขอนแก่น")
    return Line(label=gettext_lazy("Subdistrict, district or postcode"), help_text=hint, **options)


def code_box():
    return forms.CharField(required=False, widget=forms.HiddenInput)


def postcode_box():
    hint = gettext_lazy("Filled in for you where there is only one.")
    return Line(label=gettext_lazy("Postcode"), limit=10, required=False, help_text=hint)
