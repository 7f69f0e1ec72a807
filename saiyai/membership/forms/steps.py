"""What every topic of the form has in common: stored values in, typed values out, and noticing another window."""

import hashlib
import json

from django import forms
from django.forms.utils import ErrorDict

from saiyai.membership import rules


class StepForm(forms.Form):
    """One topic. `application` gives the stored values; `looking` shows what was typed without judging it."""

    use_required_attribute = False
    template = ""
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, application, step, looking=False, later=False, **options):
        self.application, self.step, self.looking = application, step, looking
        self.stored = {name: getattr(application, name) for name in step.fields}
        super().__init__(data, initial=self.starting_values(), label_suffix="", **options)
        self.initial["seen"] = self.fingerprint()
        self.prepare()
        if later:
            for field in self.fields.values():
                field.required = False

    def starting_values(self):
        """What the boxes show at first."""
        return dict(self.stored)

    def prepare(self):
        """Fill in choices that need the database."""

    def full_clean(self):
        if self.looking:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def fingerprint(self):
        """A short digest of the stored values: a page that carries another one was made before the last save."""
        told = json.dumps([self.stored, self.application.id_digest], default=str, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def values(self):
        """The columns to save."""
        return {name: self.cleaned_data[name] for name in self.step.fields if name in self.cleaned_data}

    def typed(self, name, default=""):
        """What stands in a box now, judged or not."""
        return self.data.get(name, default) if self.is_bound else self.initial.get(name, default)

    def conflicts(self):
        """Fields that another window has saved since this page was made, and that differ from what was typed here."""
        seen = self.data.get("seen")
        if not seen or seen == self.fingerprint():
            return []
        return [name for name, value in self.values().items() if value != self.stored[name]]


def step_named(application, name):
    """The step of this name in this application's form, or None."""
    return next((step for step in rules.steps_of(application) if step.name == name), None)
