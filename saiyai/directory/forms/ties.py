"""Joining two parties, and correcting what joins them."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saiyai.directory import models, queries, rules
from saiyai.directory.forms.choosing import Choosing, Once, Seen
from saiyai.directory.forms.organizations import A_PART, Dated
from saiyai.ui.fields import ThaiDateField

KEEPERS_SOURCES = [models.Tie.Source.OFFICER, models.Tie.Source.DOCUMENT]


class _About(Dated):
    starts_on = ThaiDateField(
        required=False, label=gettext_lazy("Since"), help_text=gettext_lazy("Empty if it is not known.")
    )
    evidence = forms.CharField(
        required=False,
        max_length=rules.LONGEST_TEXT,
        label=gettext_lazy("How it is known"),
        help_text=gettext_lazy("For example the meeting, the work or the document."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Source"),
        choices=[(source.value, source.label) for source in KEEPERS_SOURCES],
        initial=models.Tie.Source.OFFICER,
        widget=forms.RadioSelect,
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("Who may see it"),
        choices=models.Tie.Reach.choices,
        initial=models.Tie.Reach.MEMBERS,
        widget=forms.RadioSelect,
    )

    def for_members(self):
        """What a member says of themselves has one source."""
        del self.fields["source"]


class NewTie(_About, Choosing, Once):
    """A tie of this party with another. `kind` is a kind and the side of this party: "MENTORS:a"."""

    kind = forms.ChoiceField(label=gettext_lazy("What joins them"))
    chosen = {"other": (gettext_lazy("With whom"), A_PART, True)}
    field_order = ["kind", "other_name", "other"]

    def __init__(self, *args, party, keeper, **kwargs):
        super().__init__(*args, **kwargs)
        self.party = party
        kinds = [kind for kind in models.SORTS if keeper or kind in rules.DECLARABLE]
        self.fields["kind"].choices = [("", "—"), *_readings(kinds, party._meta.model_name)]
        if not keeper:
            self.for_members()
        self.order_fields(self.field_order)

    def _typed(self):
        """(kind, side of this party, sort of the other) as far as it was chosen."""
        kind, _colon, side = self.data.get(self.add_prefix("kind"), "").partition(":")
        if kind not in models.SORTS or side not in ("a", "b"):
            return None
        first, second = rules.ends_of(kind)
        return models.Tie.Kind(kind), side, second if side == "a" else first

    def rows(self):
        typed = self._typed()
        ways = {"person": queries.visible_people, "group": queries.visible_groups}
        rows = ways.get(typed[2] if typed else "", queries.visible_organizations)(self.viewer)
        return rows.exclude(pk=self.party.pk)

    def offer(self, text):
        typed = self._typed()
        other = typed[2] if typed else ""
        if other == "person":
            found = queries.person_choices(text, self.viewer, limit=9)
        elif other == "group":
            found = queries.group_choices(text, self.viewer, limit=9)
        else:
            found = queries.organization_choices(text, limit=9)
        return [party for party in found if party.pk != self.party.pk][:8]

    def nothing(self, text):
        return _("Nothing found for “%(text)s”. Try fewer letters.") % {"text": text}

    def _choose(self, name):
        return super()._choose(name) if self._typed() else None

    def values(self):
        """(kind, a, b, what else an action takes)."""
        cleaned = dict(self.cleaned_data)
        kind, side, _other = self._typed()
        a, b = (self.party, cleaned["other"]) if side == "a" else (cleaned["other"], self.party)
        kept = {name: cleaned[name] for name in ("starts_on", "evidence", "source", "reach") if name in cleaned}
        return kind, a, b, kept


def _readings(kinds, end):
    """Each kind as it reads from this end; a directed one between alike ends reads both ways."""
    for kind in kinds:
        sort = models.SORTS[kind]
        if end == sort.first:
            yield f"{kind}:a", kind.label
        if end == sort.second and not sort.mutual:
            yield f"{kind}:b", format_lazy("{}", sort.inverse)


class EditTie(_About, Seen):
    """Correcting a tie; one that ended has its last day."""

    ends_on = ThaiDateField(
        required=False, label=gettext_lazy("Last day"), help_text=gettext_lazy("Empty while it lasts.")
    )
    field_order = ["starts_on", "ends_on"]


class WithdrawTie(forms.Form):
    """Why the entry was wrong."""

    reason = forms.CharField(
        max_length=500, label=gettext_lazy("Why was the entry wrong?"), widget=forms.Textarea(attrs={"rows": 3})
    )


class From(Choosing):
    """From whom a way begins."""

    chosen = {"start": (gettext_lazy("From whom"), A_PART, False)}

    def rows(self):
        return queries.visible_people(self.viewer)

    def offer(self, text):
        return queries.person_choices(text, self.viewer, limit=8)

    def nothing(self, text):
        return _("Nothing found for “%(text)s”. Try fewer letters.") % {"text": text}

    def _search(self, name, box, typed):
        """Nothing is changed by looking: the one person that the words lead to is taken."""
        found = self.offer(typed)
        return found[0] if len(found) == 1 else super()._search(name, box, typed)
