"""Finding, and what is written about a person."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saiyai.directory import rules
from saiyai.directory.forms.choosing import Seen
from saiyai.directory.models import ContactPoint, Holding, Organization, SearchEntry, Skill
from saiyai.thai import names
from saiyai.thai.dates import to_be
from saiyai.thai.phones import check_phone
from saiyai.thai.titles import suggestions
from saiyai.ui.fields import ThaiDateField
from saiyai.ui.provinces import province_choices

SORTS = {
    "best": gettext_lazy("Best match"),
    "name": gettext_lazy("Name, ก to ฮ"),
    "-name": gettext_lazy("Name, ฮ to ก"),
}
KINDS = {
    SearchEntry.Kind.PERSON: gettext_lazy("People"),
    SearchEntry.Kind.ORGANIZATION: gettext_lazy("Organisations"),
    SearchEntry.Kind.GROUP: gettext_lazy("Groups"),
}


def _any(label, choices):
    return [("", label), *choices]


class Find(forms.Form):
    """The one box and its filters. What is not a choice counts as not chosen, so that an old address still works."""

    q = forms.CharField(required=False, max_length=200, label=gettext_lazy("Name, agency, phone, skill or province"))
    kind = forms.ChoiceField(required=False, label=gettext_lazy("Looking for"))
    province = forms.ChoiceField(required=False, label=gettext_lazy("Province"))
    skill = forms.ChoiceField(required=False, label=gettext_lazy("Skill"))
    unit = forms.ChoiceField(required=False, label=gettext_lazy("Kind of organisation"))
    sort = forms.ChoiceField(required=False, label=gettext_lazy("Order"))

    def __init__(self, data, kind="", skills=()):
        super().__init__(data, auto_id="f-%s")
        self.fixed_kind = kind
        fields = self.fields
        fields["kind"].choices = _any(_("Everything"), KINDS.items())
        fields["province"].choices = _any(_("All provinces"), province_choices())
        fields["skill"].choices = _any(_("All skills"), [(skill.pk, str(skill)) for skill in skills])
        fields["unit"].choices = _any(_("All kinds"), Organization.Kind.choices)
        typed = str(data.get("q", "")).strip()
        fields["sort"].choices = [(key, label) for key, label in SORTS.items() if typed or key != "best"]
        for name in self._unfit(kind):
            del fields[name]
        self.full_clean()

    def _unfit(self, kind):
        """The filters that mean nothing for this kind of list."""
        unfit = {"PERSON": ("kind", "unit"), "ORGANIZATION": ("kind", "skill"), "GROUP": ("kind", "unit", "skill")}
        return unfit.get(kind, ("unit",))

    def value(self, name):
        """What was chosen, or "" for nothing and for what is no choice."""
        return (getattr(self, "cleaned_data", {}).get(name) or "") if name in self.fields else ""

    @property
    def order(self):
        """How to sort: as chosen; else the best match first, and without words by name."""
        typed = self.value("sort")
        return typed or ("best" if self.value("q").strip() else "name")

    @property
    def filters(self):
        """The arguments of `queries.find`."""
        kind = self.fixed_kind or self.value("kind")
        return {
            "kinds": (kind,) if kind else (),
            "province": self.value("province"),
            "skill": self.value("skill"),
            "organization_kind": self.value("unit"),
        }

    def in_force(self):
        """The filters to show as chips: (text, parameter)."""
        chosen = [(name, self.value(name)) for name in ("kind", "province", "skill", "unit")]
        return [
            (f"{self.fields[name].label}: {dict(self.fields[name].choices)[value]}", name)
            for name, value in chosen
            if value
        ]


class NameField(forms.CharField):
    """One part of a name."""

    def clean(self, value):
        value = names.clean(value or "")
        wrong = [code for code in names.problems(value) if code != "empty"] if value else []
        if wrong:
            raise forms.ValidationError(_(names.MESSAGES[wrong[0]]) % {"limit": names.LIMIT}, code=wrong[0])
        return super().clean(value)


class Person(forms.Form):
    """Who somebody is."""

    title = NameField(
        required=False, label=gettext_lazy("Title or rank"), widget=forms.TextInput(attrs={"list": "titles"})
    )
    given_name = NameField(label=gettext_lazy("Given name"))
    family_name = NameField(
        required=False, label=gettext_lazy("Family name"), help_text=gettext_lazy("Leave empty for a name of one word.")
    )
    given_name_en = NameField(required=False, label=gettext_lazy("Given name in Latin letters"))
    family_name_en = NameField(required=False, label=gettext_lazy("Family name in Latin letters"))
    nickname = NameField(required=False, label=gettext_lazy("Nickname"))
    former_names = forms.CharField(
        required=False,
        max_length=1000,
        label=gettext_lazy("Former names"),
        help_text=gettext_lazy("One a line. Officers can find the person by them; members do not see them."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    province_code = forms.ChoiceField(required=False, label=gettext_lazy("Province"))
    birth_year = forms.IntegerField(
        required=False,
        label=gettext_lazy("Year of birth (B.E.)"),
        help_text=gettext_lazy("Four digits, for example 2520. Only to tell namesakes apart."),
    )
    listed = forms.BooleanField(
        required=False,
        label=gettext_lazy("The person agreed to be shown to members"),
        help_text=gettext_lazy("Without it only officers see this entry."),
    )
    titles = suggestions()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["province_code"].choices = _any(_("Not known"), province_choices())

    def clean_birth_year(self):
        year, now = self.cleaned_data["birth_year"], to_be(timezone.localdate().year)
        if year is not None and not now - 120 <= year <= now:
            raise forms.ValidationError(
                _("Please type a Buddhist year between %(first)s and %(last)s.") % {"first": now - 120, "last": now}
            )
        return year


class EditPerson(Person, Seen):
    """Correcting who somebody is; it knows what the entry said when the form was opened."""


class Contact(forms.Form):
    """A new way to reach somebody."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ContactPoint.Kind.choices)
    value = forms.CharField(
        max_length=500,
        label=gettext_lazy("Number or address"),
        help_text=gettext_lazy("For example 081-234-5678, 02-123-4567 ext. 12, or name@agency.go.th"),
    )
    post = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Belongs to"),
        help_text=gettext_lazy("What belongs to a post stays there when its holder leaves."),
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("Who may see it"),
        choices=ContactPoint.Reach.choices,
        initial=ContactPoint.Reach.OFFICERS,
        widget=forms.RadioSelect,
    )
    verified = forms.BooleanField(required=False, label=gettext_lazy("I checked today that it works"))

    def __init__(self, *args, posts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reach"].choice_hints = {
            "OFFICERS": _("Officers of the network"),
            "MEMBERS": _("Officers, and every member who is signed in"),
        }
        if posts:
            self.fields["post"].choices = _any(
                _("The organisation itself"), [(str(post.pk), str(post)) for post in posts]
            )
        else:
            del self.fields["post"]

    def clean(self):
        kind, value = self.cleaned_data.get("kind"), self.cleaned_data.get("value")
        if kind == ContactPoint.Kind.PHONE and value:
            found = check_phone(value)
            if not found.ok:
                self.add_error("value", _(found.message) % found.params)
        if kind == ContactPoint.Kind.EMAIL and value:
            try:
                forms.EmailField().clean(value)
            except forms.ValidationError as problem:
                self.add_error("value", problem)
        return self.cleaned_data


class Profile(forms.Form):
    """What a party brings to the network (row S1)."""

    resources = forms.CharField(required=False, max_length=rules.LONGEST_TEXT, label=gettext_lazy("Resources"))
    goals = forms.CharField(required=False, max_length=rules.LONGEST_TEXT, label=gettext_lazy("Goals"))
    ways_of_working = forms.CharField(
        required=False, max_length=rules.LONGEST_TEXT, label=gettext_lazy("Ways of working")
    )
    target_groups = forms.CharField(required=False, max_length=rules.LONGEST_TEXT, label=gettext_lazy("Target groups"))
    hints = {
        "resources": gettext_lazy("What can be offered: knowledge, rooms, time, tools, people."),
        "goals": gettext_lazy("What should be different in a year or two."),
        "ways_of_working": gettext_lazy("How things are done, and when to be reached best."),
        "target_groups": gettext_lazy("For whom or with whom the work is done."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, hint in self.hints.items():
            self.fields[name].help_text = hint
            self.fields[name].widget = forms.Textarea(attrs={"rows": 4, "maxlength": rules.LONGEST_TEXT})


class PersonProfile(Profile):
    """The same, and the skills of a person."""

    skills = forms.MultipleChoiceField(
        required=False, label=gettext_lazy("Skills"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, skills=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = [(skill.pk, str(skill)) for skill in skills or Skill.objects.all()]


class OwnProfile(PersonProfile):
    """A member's own entry."""

    listed = forms.BooleanField(
        required=False,
        label=gettext_lazy("Show me to the other members"),
        help_text=gettext_lazy("You can change this at any time. Without it only officers see your entry."),
    )


class TakePost(forms.Form):
    """A post for a person: one that is there, or a new one in the same organisation."""

    post = forms.ChoiceField(required=False, label=gettext_lazy("Post"), widget=forms.RadioSelect)
    new_post = forms.CharField(
        required=False, max_length=300, label=gettext_lazy("Or another post of this organisation")
    )
    standing = forms.ChoiceField(label=gettext_lazy("As"), choices=Holding.Standing.choices)
    on = ThaiDateField(label=gettext_lazy("From this day"), help_text=gettext_lazy("For example 1 ต.ค. 2569"))
    leaving = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Which post does the person leave?"),
        help_text=gettext_lazy("It ends the day before. The contact points of that post stay there."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, posts=(), holdings=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [(str(post.pk), str(post)) for post in posts]
        held = [(str(row.pk), f"{row.post} {row.post.organization}") for row in holdings]
        self.fields["leaving"].choices = [*held, ("", _("None: the person holds both"))]
        if not held:
            del self.fields["leaving"]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("post") and not (cleaned.get("new_post") or "").strip():
            self.add_error("post", _("Please choose a post, or type its name below."))
        return cleaned


class Day(forms.Form):
    """One day, today unless said otherwise."""

    on = ThaiDateField(required=False, label=gettext_lazy("Last day"))

    def clean_on(self):
        return self.cleaned_data["on"] or timezone.localdate()
