"""What is typed about erasure."""

from django import forms
from django.utils.translation import gettext_lazy as _


def _text(label, required, hint=""):
    return forms.CharField(
        label=label, required=required, max_length=2000, help_text=hint, widget=forms.Textarea(attrs={"rows": 3})
    )


class Ask(forms.Form):
    """Why, if somebody wants to say so; and that they know what it means."""

    reason = _text(_("What you would like to tell us"), False, _("You need not give a reason."))
    sure = forms.BooleanField(label=_("I know that this cannot be undone, and that my account will be closed."))


class Enter(forms.Form):
    """A request that came by letter."""

    reason = _text(_("Where the letter is filed"), True, _("Number and day of the letter."))


class Refuse(forms.Form):
    answer = _text(_("Why it is not carried out"), True, _("The person reads this."))
