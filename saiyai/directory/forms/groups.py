"""Groups and who is in them."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saiyai.directory import models, queries, rules
from saiyai.directory.forms.choosing import Choosing, Once, Seen
from saiyai.directory.forms.organizations import A_PART, Dated, NameField
from saiyai.ui.fields import ThaiDateField
from saiyai.ui.provinces import province_choices


class _Group(Dated):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of group"), choices=models.Group.Kind.choices, widget=forms.RadioSelect
    )
    name_th = NameField(label=gettext_lazy("Name in Thai"))
    name_en = NameField(required=False, label=gettext_lazy("Name in English"))
    about = forms.CharField(
        required=False,
        max_length=rules.LONGEST_TEXT,
        label=gettext_lazy("What the group is for"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    province_code = forms.ChoiceField(required=False, label=gettext_lazy("Province"))
    starts_on = ThaiDateField(
        required=False, label=gettext_lazy("Exists since"), help_text=gettext_lazy("Empty if it is not known.")
    )
    FIELDS = ("kind", "name_th", "name_en", "about", "province_code", "starts_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["province_code"].choices = [("", _("Not known or the whole country")), *province_choices()]

    def values(self):
        """The fields that an action takes."""
        return {name: self.cleaned_data[name] for name in self.FIELDS if name in self.cleaned_data}


class NewGroup(_Group, Once):
    """A new group."""


class Group(_Group, Seen):
    """Correcting what is written about a group; one that ended by mistake stands again without its last day."""

    ends_on = ThaiDateField(
        required=False, label=gettext_lazy("Last day"), help_text=gettext_lazy("Empty while the group stands.")
    )
    FIELDS = (*_Group.FIELDS, "ends_on")


class EndGroup(forms.Form):
    """The last day of a group."""

    on = ThaiDateField(label=gettext_lazy("Last day of the group"), help_text=gettext_lazy("For example 30 ก.ย. 2569"))

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.group = group
        self.initial.setdefault("on", timezone.localdate())

    def clean_on(self):
        if wrong := rules.ends_before_start(self.group, self.cleaned_data["on"]):
            raise forms.ValidationError(wrong)
        return self.cleaned_data["on"]


class Seat(Dated):
    """Somebody's part in a group, from when to when."""

    role = NameField(required=False, label=gettext_lazy("Role in the group"))
    starts_on = ThaiDateField(
        required=False, label=gettext_lazy("In the group since"), help_text=gettext_lazy("Empty if it is not known.")
    )
    ends_on = ThaiDateField(
        required=False,
        label=gettext_lazy("Last day in the group"),
        help_text=gettext_lazy("Empty while the person is in it."),
    )


class NewSeat(Choosing):
    """Somebody joins a group."""

    chosen = {"person": (gettext_lazy("Person"), A_PART, True)}
    role = NameField(required=False, label=gettext_lazy("Role in the group"))
    starts_on = ThaiDateField(
        required=False, label=gettext_lazy("In the group since"), help_text=gettext_lazy("Empty if it is not known.")
    )

    def rows(self):
        return queries.visible_people(self.viewer)

    def offer(self, text):
        return queries.person_choices(text, self.viewer, limit=8)

    def nothing(self, text):
        return _("Nobody found for “%(text)s”. Add the person first, or try fewer letters.") % {"text": text}
