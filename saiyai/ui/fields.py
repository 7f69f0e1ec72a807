"""Form fields for what Thai offices type."""

from django import forms
from django.utils.translation import gettext as _

from saiyai.thai import dates


class ThaiDateField(forms.Field):
    """A day, typed as 23/11/2569, 23 พ.ย. 2569 or 2026-11-23; never with a two-digit year."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def to_python(self, value):
        if not value or not str(value).strip():
            return None
        try:
            return dates.parse(str(value))
        except dates.DateError as problem:
            raise forms.ValidationError(_(problem.message), code=problem.code) from None

    def prepare_value(self, value):
        return dates.short(value) if hasattr(value, "isoformat") else value
