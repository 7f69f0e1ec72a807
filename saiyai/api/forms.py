"""What is typed to make a token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from saiyai.api import rules
from saiyai.thai.text import tidy


class NewToken(forms.Form):
    """What it is called, what it is for, how long it works."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Name of the program"), max_length=80, help_text=_("So that you know the token again in the list.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=list(rules.SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as will do. It never may do more than you may yourself."),
        error_messages={"required": _("Choose what the token is for.")},
    )
    days = forms.TypedChoiceField(
        label=_("How long it works"),
        choices=list(rules.LIVES.items()),
        coerce=int,
        widget=forms.RadioSelect,
        initial=90,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_name(self):
        return tidy(self.cleaned_data["name"])


class NewReceiver(forms.Form):
    """Where events go, and which."""

    use_required_attribute = False
    address = forms.CharField(
        label=_("Address of the program"),
        max_length=500,
        help_text=_("It begins with https:// and stands on the public internet."),
    )
    topics = forms.MultipleChoiceField(
        label=_("What it is told of"),
        choices=list(rules.TOPICS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It is told only of what you may see yourself."),
        error_messages={"required": _("Choose what the program is told of.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_address(self):
        address = self.cleaned_data["address"].strip()
        if reason := rules.why_not_address(address):
            raise forms.ValidationError(reason)
        return address
