"""What all forms of the front desk share: nothing typed here is offered again by a browser or sent to a spell checker."""

from django import forms
from django.utils.translation import gettext_lazy as _

QUIET = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


class QuietForm(forms.Form):
    """A form whose fields browsers neither remember nor check."""

    use_required_attribute = False  # the page says what is missing, and keeps everything else

    def __init__(self, *args, **details):
        super().__init__(*args, **details)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
                field.widget.attrs |= QUIET


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
        error_messages={"required": wrong or _("Please choose one.")},
    )
