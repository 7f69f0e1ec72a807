"""Filters of the trail and of the letters. They live in the address and save nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from saiyai.home import labels
from saiyai.notify.models import Letter
from saiyai.ui.fields import ThaiDateField


class TrailFilter(forms.Form):
    q = forms.CharField(label=_("Who, what, or the key of a record"), required=False, max_length=200)
    verb = forms.ChoiceField(label=_("Deed"), required=False)
    subject = forms.ChoiceField(label=_("Kind of record"), required=False)
    since = ThaiDateField(label=_("From day"), required=False)
    until = ThaiDateField(label=_("To day"), required=False)
    actor = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, verbs=(), subjects=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("Every deed")), *((verb, labels.verb(verb)) for verb in verbs)]
        self.fields["subject"].choices = [("", _("Every kind")), *((name, labels.subject(name)) for name in subjects)]

    def clean(self):
        data = super().clean()
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("This day lies before the first one."))
        return data


class LetterFilter(forms.Form):
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Not sent yet")), *Letter.Status.choices]
    )
