"""Mail that comes back: which of it, and what is done about it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saiyai.directory.actions.contacts import normalize
from saiyai.directory.forms.people import Find
from saiyai.directory.models import ContactPoint
from saiyai.notify.models import Bounce
from saiyai.policy.lifecycle import Refused


class ReturnedMail(Find):
    """People whose mail comes back, narrowed as in their list, by kind, and by whether they were asked."""

    kind_of = forms.ChoiceField(required=False, label=gettext_lazy("What happened"))
    asked = forms.ChoiceField(required=False, label=gettext_lazy("Asked by another way"))

    def __init__(self, data, skills=()):
        super().__init__(data, "PERSON", skills)
        del self.fields["sort"], self.fields["skill"]
        self.fields["kind_of"].choices = [("", _("All")), *Bounce.Kind.choices]
        self.fields["asked"].choices = [("", _("All")), ("no", _("Not asked yet")), ("yes", _("Was asked"))]
        self.full_clean()

    @property
    def chosen(self):
        """The arguments of `queries.returned_mail`."""
        return {"kind": self.value("kind_of"), "asked": self.value("asked"), **self.narrowed}

    @property
    def narrowed(self):
        """Of them, those that say which people."""
        return {name: self.value(name) for name in ("q", "province")}

    def in_force(self):
        chosen = super().in_force()
        for name in ("kind_of", "asked"):
            if value := self.value(name):
                chosen.append((f"{self.fields[name].label}: {dict(self.fields[name].choices)[value]}", name))
        return chosen


class NewAddress(forms.Form):
    """The address that works instead."""

    value = forms.CharField(max_length=254, label=gettext_lazy("The address that works"))

    def clean_value(self):
        try:
            return normalize(ContactPoint.Kind.EMAIL, self.cleaned_data["value"])[0]
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.reason)) from None


class AskOtherwise(forms.Form):
    """By which way somebody is, or was, asked."""

    how = forms.ChoiceField(
        label=gettext_lazy("How"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose how.")},
    )  # fmt: skip

    def __init__(self, *args, has_account, **kwargs):
        super().__init__(*args, **kwargs)
        ways = [way for way in Bounce.Asked if way != Bounce.Asked.INBOX or has_account]
        self.fields["how"].choices = [(way.value, way.label) for way in ways]
        self.fields["how"].choice_hints = {
            "INBOX": _("Sent now, also to their LINE if they linked it"),
            "PHONE": _("Note that you called today"),
            "LINE": _("Note that you wrote today"),
            "PAPER": _("Note that a letter goes out today"),
        }
