"""What all forms of the front desk share: nothing typed here is offered again by a browser or sent to a spell checker."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

QUIET = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


TOO_LONG = _("This is too long: at most %(limit_value)s letters.")


class QuietForm(forms.Form):
    """A form whose fields browsers neither remember nor check."""

    use_required_attribute = False  # the page says what is missing, and keeps everything else

    def __init__(self, *args, **details):
        super().__init__(*args, **details)
        for field in self.fields.values():
            field.error_messages = {**field.error_messages, "max_length": TOO_LONG}
            field.widget.attrs.pop("maxlength", None)  # browsers cut off what is pasted, and do not say so
            if not isinstance(field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
                field.widget.attrs |= QUIET


class Whoever(forms.MultipleChoiceField):
    """Officers by key. One who went off duty while the page was open stays left out: they may come back."""

    def valid_value(self, value):
        try:
            return str(uuid.UUID(value)) == value
        except ValueError:
            return False


def line(label, why="", *, length=200, required=False, **details):
    """One line of text."""
    return forms.CharField(label=label, help_text=why, max_length=length, required=required, **details)


def text(label, why="", *, length=5000, rows=5, required=False):
    """Text of several lines."""
    box = forms.Textarea(attrs={"rows": rows, "cols": 40})
    return forms.CharField(label=label, help_text=why, max_length=length, required=required, widget=box)


def one_of(label, choices, why="", *, required=True, wrong=None):
    """One of a few, none of them chosen beforehand."""
    return forms.ChoiceField(
        label=label,
        help_text=why,
        choices=choices,
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": wrong or _("Please choose one."), "invalid_choice": _("Please choose one.")},
    )
