"""Old details: which ones, what their owner answers, and what a keeper makes of it."""

from dataclasses import dataclass

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saiyai.directory import rules
from saiyai.directory.actions.confirming import CHANGED, GONE, RIGHT, Answer
from saiyai.directory.actions.contacts import normalize
from saiyai.directory.forms.choosing import Choosing
from saiyai.directory.forms.people import Find, Profile
from saiyai.directory.models import Confirmation
from saiyai.policy.lifecycle import Refused
from saiyai.thai.text import tidy
from saiyai.ui.fields import ThaiDateField

MONTHS = (6, 12, 24)
WAYS = {
    "point": [
        (RIGHT, gettext_lazy("Still right")), (CHANGED, gettext_lazy("Changed")),
        (GONE, gettext_lazy("No longer mine")),
    ],
    "post": [
        (RIGHT, gettext_lazy("Still right")), (CHANGED, gettext_lazy("I have another post now")),
        (GONE, gettext_lazy("I am no longer in this post")),
    ],
    "profile": [
        (RIGHT, gettext_lazy("Still right")), (CHANGED, gettext_lazy("Changed")),
        (GONE, gettext_lazy("No longer fits: take it out")),
    ],
}  # fmt: skip


class Details(Find):
    """People, narrowed as in their list, and by how old their details are."""

    older = forms.ChoiceField(required=False, label=gettext_lazy("Details not verified for"))

    def __init__(self, data, skills=()):
        super().__init__(data, "PERSON", skills)
        del self.fields["sort"]
        self.fields["older"].choices = [
            ("", _("Any time")), *((str(n), _("%(number)s months or more") % {"number": n}) for n in MONTHS),
        ]  # fmt: skip
        self.full_clean()

    @property
    def chosen(self):
        """The arguments of `queries.people_with_details`."""
        return {name: self.value(name) for name in ("q", "province", "skill")} | {
            "older": int(self.value("older") or 0)
        }

    def in_force(self):
        chosen = super().in_force()
        if older := self.value("older"):
            chosen.append((f"{self.fields['older'].label}: {dict(self.fields['older'].choices)[older]}", "older"))
        return chosen


class Asked(forms.Form):
    """Who was asked: by how it stands."""

    status = forms.ChoiceField(required=False, label=gettext_lazy("Standing"))

    def __init__(self, data):
        super().__init__(data)
        self.fields["status"].choices = [("", _("All")), *Confirmation.Status.choices]
        self.full_clean()

    @property
    def chosen(self):
        """The standing that was chosen, or "" for all."""
        return getattr(self, "cleaned_data", {}).get("status") or ""


@dataclass
class Line:
    """One line of the page behind the link: what it is about, and its fields."""

    item: object
    answer: object
    new: list


class Confirm(forms.Form):
    """What somebody answers for each line that the directory holds of them. No line has to be answered."""

    use_required_attribute = False

    def __init__(self, data=None, *, items):
        super().__init__(data, label_suffix="")
        self.items = list(items)
        for item in self.items:
            self.fields[f"{item.name}-answer"] = forms.ChoiceField(
                required=False, label=item.label or _("What you bring to the network"), choices=WAYS[item.sort],
                widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields |= {f"{item.name}-{name}": field for name, field in _fields_of(item).items()}

    def lines(self):
        """For the template: each line with its answer and what is typed if it changed."""
        for item in self.items:
            new = [self[f"{item.name}-{name}"] for name in _fields_of(item)]
            yield Line(item, self[f"{item.name}-answer"], new)

    def clean(self):
        cleaned = super().clean()
        self.answers = [answer for item in self.items if (answer := self._answer(item, cleaned))]
        if not self.answers and not self.errors:
            raise forms.ValidationError(_("Please answer for at least one line."))
        return cleaned

    def _answer(self, item, cleaned):
        what = cleaned.get(f"{item.name}-answer")
        if not what:
            return None
        typed = {name: cleaned.get(f"{item.name}-{name}") for name in _fields_of(item)}
        if item.sort == "point":
            return Answer(item.name, what, self._new_point(item, typed) if what == CHANGED else {})
        if item.sort == "profile":
            return Answer(item.name, what, self._new_profile(item, typed) if what == CHANGED else {})
        return Answer(item.name, what, self._new_post(item, typed, what))

    def _new_point(self, item, typed):
        try:
            normalize(item.row.kind, typed["value"] or "")
        except Refused as refusal:
            self.add_error(f"{item.name}-value", str(refusal.reason))
        return typed

    def _new_profile(self, item, typed):
        """Who sees only the beginning of a text cannot mean to empty what they leave empty."""
        typed = {name: text for name, text in typed.items() if text or item.whole}
        if not typed:
            self.add_error(f"{item.name}-resources", _("Please write what has changed."))
        return typed

    def _new_post(self, item, typed, what):
        if what == RIGHT:
            return {}
        if what == GONE:
            return {"on": typed["on"]}
        if not tidy(typed["title"] or ""):
            self.add_error(f"{item.name}-title", _("Please type your post now."))
        return {
            "post_title": tidy(typed["title"] or ""), "organization_name": tidy(typed["organization"] or ""),
            "on": typed["on"],
        }  # fmt: skip


def _fields_of(item):
    if item.sort == "point":
        hint = _("The whole number or address, as it is now.")
        return {"value": forms.CharField(required=False, max_length=500, label=_("New"), help_text=hint)}
    if item.sort == "post":
        return {
            "title": forms.CharField(required=False, max_length=300, label=_("Your post now")),
            "organization": forms.CharField(
                required=False, max_length=300, label=_("Organisation"),
                help_text=_("Empty if it is still the same organisation."),
            ),
            "on": ThaiDateField(
                required=False, label=_("Since when, or your last day there"),
                help_text=_("For example 1 ต.ค. 2569. Empty if you do not know it."),
            ),
        }  # fmt: skip
    return {name: _text(name, getattr(item.row, name) if item.whole else "") for name in Profile.hints}


def _text(name, now):
    known = Profile.base_fields[name]
    return forms.CharField(
        required=False, max_length=rules.LONGEST_TEXT, label=known.label, help_text=Profile.hints[name], initial=now,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": rules.LONGEST_TEXT}),
    )  # fmt: skip


class AcceptGone(forms.Form):
    """The last day in a post that somebody has left."""

    on = ThaiDateField(required=False, label=gettext_lazy("Last day"))

    def clean_on(self):
        return self.cleaned_data["on"] or timezone.localdate()


class AcceptChanged(Choosing):
    """The post that somebody has now: where it is, how it is called, since when."""

    chosen = {"organization": (gettext_lazy("Organisation"), gettext_lazy("Type a part of its name."), True)}
    title = forms.CharField(max_length=300, label=gettext_lazy("Post"))
    on = ThaiDateField(label=gettext_lazy("From this day"), help_text=gettext_lazy("For example 1 ต.ค. 2569"))


class RefuseCorrection(forms.Form):
    """Why what somebody said is not entered."""

    reason = forms.CharField(
        max_length=500, label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Please write the reason.")},
    )  # fmt: skip
