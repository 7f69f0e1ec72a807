"""Organisations: what is written about them, where they stand, what becomes of them, and their posts."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saiyai.directory import models, queries, rules
from saiyai.directory.forms.choosing import Choosing, Once, Seen
from saiyai.thai.ids import check_juristic_id, format_juristic_id
from saiyai.thai.text import tidy
from saiyai.ui.fields import ThaiDateField
from saiyai.ui.provinces import province_choices

LONGEST_NAME = 300
Kind = models.Succession.Kind
A_DAY = gettext_lazy("For example 1 ต.ค. 2569")
WRONG_NUMBER = gettext_lazy(
    "The last digit does not fit the twelve before it, so one digit is wrong or two have changed places."
    " Please check the number against the certificate of registration."
)
A_PART = gettext_lazy("Type a part of the name.")


class NameField(forms.CharField):
    """The name of an organisation, a post or a group: one line, invisible letters taken out."""

    def __init__(self, **options):
        super().__init__(**{"max_length": LONGEST_NAME, **options})

    def clean(self, value):
        return super().clean(tidy(value or ""))


class Dated(forms.Form):
    """From a day to a day, both perhaps not known."""

    def clean(self):
        cleaned = super().clean()
        wrong = rules.lasts_no_time(cleaned.get("starts_on"), cleaned.get("ends_on"))
        if wrong:
            self.add_error("ends_on", wrong)
        return cleaned


class _Organization(Dated):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of organisation"), choices=[("", "—"), *models.Organization.Kind.choices]
    )
    name_th = NameField(label=gettext_lazy("Name in Thai"))
    name_en = NameField(required=False, label=gettext_lazy("Name in English"))
    short_name = NameField(
        required=False,
        max_length=100,
        label=gettext_lazy("Short names"),
        help_text=gettext_lazy("As people say it; several are separated by a comma. The search finds it by each."),
    )
    province_code = forms.ChoiceField(required=False, label=gettext_lazy("Province"))
    juristic_id = forms.CharField(
        required=False,
        max_length=40,
        label=gettext_lazy("Registration number of the juristic person"),
        help_text=gettext_lazy("13 digits that begin with 0. Only officers find by it."),
    )
    starts_on = ThaiDateField(
        required=False, label=gettext_lazy("Exists since"), help_text=gettext_lazy("Empty if it is not known.")
    )
    source = NameField(
        required=False,
        max_length=500,
        label=gettext_lazy("Where this is written"),
        help_text=gettext_lazy("For example the Royal Gazette with volume and page, or a web address."),
    )
    FIELDS = ("kind", "name_th", "name_en", "short_name", "province_code", "juristic_id", "starts_on", "source")

    def __init__(self, *args, organization=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.organization = organization
        self._drop_unfit()
        if "province_code" in self.fields:
            self.fields["province_code"].choices = [("", _("Not known or the whole country")), *province_choices()]
        if self.initial.get("juristic_id"):
            self.initial["juristic_id"] = format_juristic_id(self.initial["juristic_id"])

    def _drop_unfit(self):
        """Asked is what fits the kind; what is written already can always be corrected."""
        kind = self.initial.get("kind") if self.organization else self.data.get("kind", self.initial.get("kind"))
        for name in rules.unfit_fields(kind) & self.fields.keys():
            if not self.initial.get(name):
                del self.fields[name]

    def clean_juristic_id(self):
        typed = self.cleaned_data["juristic_id"]
        if not typed.strip():
            return ""
        found = check_juristic_id(typed)
        if found.code == "wrong_check_digit":
            raise forms.ValidationError(WRONG_NUMBER, code=found.code)
        if not found.ok:
            raise forms.ValidationError(_(found.message) % found.params, code=found.code)
        other = queries.holders_of_number(found.digits)
        other = other.exclude(pk=self.organization.pk) if self.organization else other
        if (holder := other.first()) is not None:
            raise forms.ValidationError(_("%(name)s has this number already.") % {"name": holder})
        return found.digits

    def values(self):
        """The fields that an action takes."""
        return {name: self.cleaned_data[name] for name in self.FIELDS if name in self.cleaned_data}


class NewOrganization(_Organization, Choosing, Once):
    """A new organisation, and what it stands under."""

    chosen = {"parent": (gettext_lazy("Stands under"), gettext_lazy("Type a part of the name. Empty if none."), False)}
    placed_from = ThaiDateField(
        required=False,
        label=gettext_lazy("Stands there since"),
        help_text=gettext_lazy("Empty if it is not known."),
    )

    def _drop_unfit(self):
        super()._drop_unfit()
        self.fields["kind"].widget = forms.HiddenInput()
        if "placed_from" not in self.fields:
            self.chosen = {}
            del self.fields["parent_name"]

    @property
    def kind_words(self):
        """The kind that was chosen on the page before."""
        return models.Organization.Kind(self["kind"].value()).label

    def clean(self):
        cleaned = super().clean()
        parent, since = cleaned.get("parent"), cleaned.get("placed_from")
        if parent is not None and (wrong := rules.is_not_there(parent, since)):
            self.add_error("parent_name", wrong)
        begins = cleaned.get("starts_on")
        if since and begins and since < begins:
            self.add_error("placed_from", _("It does not exist yet on that day."))
        return cleaned


class Organization(_Organization, Seen):
    """Correcting what is written about an organisation."""


class Place(Choosing):
    """A new place in a tree from a day on."""

    chosen = {"parent": (gettext_lazy("New place: under which organisation?"), A_PART, True)}
    tree = forms.ChoiceField(
        label=gettext_lazy("In which tree"), choices=models.Placement.Tree.choices, widget=forms.RadioSelect
    )
    on = ThaiDateField(label=gettext_lazy("From this day"), help_text=A_DAY)

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.organization = organization

    def clean(self):
        cleaned = super().clean()
        parent, on, tree = cleaned.get("parent"), cleaned.get("on"), cleaned.get("tree")
        if parent is None or not tree:
            return cleaned
        wrong = rules.would_circle(self.organization, parent, queries.ever_above(parent, on, tree))
        wrong = wrong or (on and rules.is_not_there(parent, on))
        if wrong:
            self.add_error("parent_name", wrong)
        return cleaned


class Placement(Dated):
    """The days of a place were written down wrongly, or it ends, or it never was."""

    starts_on = ThaiDateField(
        required=False, label=gettext_lazy("Stands there since"), help_text=gettext_lazy("Empty if it is not known.")
    )
    ends_on = ThaiDateField(
        required=False, label=gettext_lazy("Last day there"), help_text=gettext_lazy("Empty while it stands there.")
    )
    drop = forms.BooleanField(
        required=False,
        label=gettext_lazy("It never stood there: take this entry out"),
        help_text=gettext_lazy("The trail keeps what it said and who took it out."),
    )


class Reorganize(Choosing, Once):
    """What becomes of an organisation from a day on."""

    chosen = {
        "first": (gettext_lazy("Organisation that follows"), A_PART, False),
        "second": (gettext_lazy("Second organisation that follows"), A_PART, False),
        "third": (gettext_lazy("Third organisation that follows"), A_PART, False),
    }
    kind = forms.ChoiceField(label=gettext_lazy("What happens?"), choices=Kind.choices, widget=forms.RadioSelect)
    on = ThaiDateField(
        label=gettext_lazy("First day of the new order"),
        help_text=gettext_lazy("The organisation ends the day before. For example 1 ต.ค. 2569"),
    )
    name_th = NameField(required=False, label=gettext_lazy("New name in Thai"))
    name_en = NameField(required=False, label=gettext_lazy("New name in English"))
    short_name = NameField(required=False, max_length=100, label=gettext_lazy("New short names"))
    moves_posts = forms.BooleanField(
        required=False,
        label=gettext_lazy("Posts and the people in them go on in the organisation that follows"),
        help_text=gettext_lazy("Without it the posts are closed, and the people hold none of them any longer."),
    )
    source = NameField(
        required=False,
        max_length=500,
        label=gettext_lazy("Where this is written"),
        help_text=gettext_lazy("For example the Royal Gazette with volume and page, or a web address."),
    )
    verified = forms.BooleanField(required=False, label=gettext_lazy("I checked this against the Royal Gazette"))

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.organization = organization
        self.fields["kind"].choice_hints = {
            "RENAMED": _("The same organisation under a new name. Posts, people, units and numbers go on."),
            "MERGED": _("It goes into another organisation that is in the directory. Its units go along."),
            "SPLIT": _("Two or three organisations follow. Its units stand alone until they are placed."),
            "DISSOLVED": _("Nothing follows. Its units stand alone until they are placed."),
        }

    def successors(self):
        """The organisations that follow, each once, for the kinds that have any."""
        if self.cleaned_data.get("kind") not in (Kind.MERGED, Kind.SPLIT):
            return []
        named = [self.cleaned_data.get(name) for name in self.chosen]
        return list({party.pk: party for party in named if party is not None}.values())

    def clean(self):
        cleaned = super().clean()
        kind, on = cleaned.get("kind"), cleaned.get("on")
        if kind == Kind.RENAMED and not cleaned.get("name_th") and "name_th" not in self.errors:
            self.add_error("name_th", _("Please type the new name."))
        self._check_successors(kind, on)
        if on and self.organization.starts_on and on <= self.organization.starts_on:
            self.add_error("on", _("The organisation does not exist yet on the day before."))
        return cleaned

    def _check_successors(self, kind, on):
        boxes = [f"{name}_name" for name in self.chosen]
        if kind not in (Kind.MERGED, Kind.SPLIT) or any(box in self.errors for box in boxes):
            return
        following = self.successors()
        wrong = rules.lacks_successor(kind, following)
        if self.organization.pk in [party.pk for party in following]:
            wrong = _("An organisation cannot follow itself.")
        wrong = wrong or next((why for party in following if on and (why := rules.is_not_there(party, on))), "")
        if wrong:
            self.add_error(boxes[0], wrong)


class TakeBack(forms.Form):
    """Why a reorganisation is taken back."""

    reason = NameField(label=gettext_lazy("Why was it a mistake?"), max_length=500)


class _Post(forms.Form):
    title_th = NameField(label=gettext_lazy("Post"))
    title_en = NameField(required=False, label=gettext_lazy("Post in English"))
    level = NameField(required=False, max_length=100, label=gettext_lazy("Level"))
    starts_on = ThaiDateField(
        required=False, label=gettext_lazy("Exists since"), help_text=gettext_lazy("Empty if it is not known.")
    )


class NewPost(_Post, Once):
    """A new post of an organisation."""

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.organization = organization

    def clean_starts_on(self):
        on = self.cleaned_data["starts_on"]
        if wrong := on and rules.is_not_there(self.organization, on):
            raise forms.ValidationError(wrong)
        return on


class EditPost(_Post, Dated, Seen):
    """Correcting a post; a closed one stands again when its last day is taken away."""

    ends_on = ThaiDateField(
        required=False, label=gettext_lazy("Last day"), help_text=gettext_lazy("Empty while the post stands.")
    )


class ClosePost(forms.Form):
    """The last day of a post."""

    on = ThaiDateField(label=gettext_lazy("Last day of the post"), help_text=gettext_lazy("For example 30 ก.ย. 2569"))

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.post = post
        self.initial.setdefault("on", timezone.localdate())

    def clean_on(self):
        if wrong := rules.ends_before_start(self.post, self.cleaned_data["on"]):
            raise forms.ValidationError(wrong)
        return self.cleaned_data["on"]
