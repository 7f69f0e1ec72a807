"""What is shown of a search: each party with its name and one line of why it was found, the typed words marked."""

from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saiyai.directory import rules
from saiyai.directory.models import Holding, SearchEntry
from saiyai.directory.queries.reached import NOBODY, parties_reached
from saiyai.directory.queries.trees import with_parent
from saiyai.directory.queries.visible import visible_groups, visible_organizations, visible_people
from saiyai.thai.phones import format_phone
from saiyai.thai.search import clip, fold, highlight
from saiyai.ui.provinces import province_name

Kind = SearchEntry.Kind
AROUND = 60  # letters of a line shown around a hit
LONGEST = 160
# What stands in each line of the index, by its number (`lines.py`).
PUBLIC = {
    Kind.PERSON: {
        2: gettext_lazy("Also written"),
        3: gettext_lazy("Works in"),
        4: gettext_lazy("Skill"),
        5: gettext_lazy("Province"),
        6: gettext_lazy("Group"),
        7: gettext_lazy("Contact"),
        8: gettext_lazy("About"),
    },
    Kind.ORGANIZATION: {
        1: gettext_lazy("Also written"),
        2: gettext_lazy("Stands under"),
        3: gettext_lazy("Province"),
        4: gettext_lazy("Before"),
        5: gettext_lazy("Post"),
        6: gettext_lazy("Contact"),
        7: gettext_lazy("About"),
    },
    Kind.GROUP: {
        1: gettext_lazy("Also written"),
        2: gettext_lazy("Province"),
        3: gettext_lazy("Contact"),
        4: gettext_lazy("About"),
        5: gettext_lazy("About"),
    },
}
PRIVATE = {
    Kind.PERSON: {0: gettext_lazy("Former name"), 1: gettext_lazy("Contact")},
    Kind.ORGANIZATION: {0: gettext_lazy("Registration number"), 1: gettext_lazy("Contact")},
    Kind.GROUP: {1: gettext_lazy("Contact")},
}
ICONS = {Kind.PERSON: "user", Kind.ORGANIZATION: "building", Kind.GROUP: "users-group"}


@dataclass
class Hit:
    """One line of a list. `name`, `line` and `why` are pieces (text, found)."""

    party: object
    kind: str
    name: list
    line: list
    label: str = ""
    why: list = field(default_factory=list)
    province: str = ""
    near: bool = False

    @property
    def icon(self):
        return ICONS[self.kind]

    @property
    def page(self):
        """The name of the page of this party."""
        return f"directory:{self.kind.lower()}"


def present(found, viewer):
    """The hits of a page, then those that only sound alike; whoever may no longer be seen is left out."""
    private = _found_privately(found, viewer)
    parties = parties_of([*found.entries, *found.near], viewer)
    hits = [_hit(entry, parties, found.query, entry.pk in private, False) for entry in found.entries]
    hits += [_hit(entry, parties, found.query, entry.pk in private, True) for entry in found.near]
    return [hit for hit in hits if hit]


def _found_privately(found, viewer):
    """The keys of those lines of a page of which the viewer may also see what only officers find by."""
    keys, reached = {entry.pk for entry in found.entries}, parties_reached(viewer)
    if reached is None or reached == NOBODY or not found.query.terms:
        return keys if reached is None else set()
    return set(SearchEntry.objects.filter(reached, pk__in=keys).values_list("pk", flat=True))


def parties_of(entries, viewer):
    """{key: person, organisation or group} as far as the viewer may see them; people come with `now`, their posts."""
    keys = {kind: [entry.object_id for entry in entries if entry.kind == kind] for kind in Kind}
    found = {}
    if keys[Kind.PERSON]:
        now = Holding.objects.filter(*rules.in_force()).select_related("post__organization").order_by("pk")
        people = visible_people(viewer).prefetch_related(Prefetch("holdings", queryset=now, to_attr="now"))
        found |= people.in_bulk(keys[Kind.PERSON])
    if keys[Kind.ORGANIZATION]:
        found |= with_parent(visible_organizations(viewer)).in_bulk(keys[Kind.ORGANIZATION])
    if keys[Kind.GROUP]:
        found |= visible_groups(viewer).in_bulk(keys[Kind.GROUP])
    return found


def work_line(person):
    """The posts that a person holds now, in one line; the person comes with `now`."""
    return ", ".join(f"{row.post} {row.post.organization}" for row in person.now)


def _line_of(party, kind):
    if kind == Kind.PERSON:
        return work_line(party)
    if kind == Kind.GROUP:
        return " · ".join(filter(None, (party.get_kind_display(), party.about)))
    parent = party.parent_th if str(party) == party.name_th else party.parent_en or party.parent_th
    ended = _("no longer exists") if not rules.stands(party) else ""
    return " · ".join(filter(None, (party.get_kind_display(), parent, ended)))


def _hit(entry, parties, query, private, near):
    party = parties.get(entry.object_id)
    if party is None:
        return None
    typed = " ".join(query.terms)
    name, line = str(party), clip(_line_of(party, entry.kind), LONGEST)
    label, why = ("", []) if near or not query.terms else _why(entry, query, f"{name} {line}", private)
    return Hit(
        party,
        entry.kind,
        highlight(name, typed),
        highlight(line, typed),
        label,
        why,
        province_name(entry.province_code),
        near,
    )


def _why(entry, query, shown, private):
    """The line of the index that holds a word which the shown lines do not: (what it is, pieces)."""
    shown = fold(shown)
    missing = [term for term in (*query.terms, *filter(None, [query.number])) if term not in shown]
    if not missing or (query.number and query.number in shown):
        return "", []
    for labels, text in ((PUBLIC, entry.public), (PRIVATE, entry.private if private else "")):
        for number, line in enumerate(text.split("\n")):
            label = labels[Kind(entry.kind)].get(number)
            term = next((term for term in missing if term in line), None)
            if label and term:
                return label, highlight(_excerpt(line, term), " ".join(missing))
    return "", []


def _excerpt(line, term):
    """The words around a hit; of numbers only the one that was meant, as it is dialled."""
    if term.isdigit() and len(term) >= 4:
        word = next(word for word in line.split() if term in word)
        return format_phone(f"+{word}" if word.startswith("66") else word)
    at = line.index(term)
    start = max(0, at - AROUND // 2)
    start = line.rfind(" ", 0, start + 1) + 1 if start else 0
    piece = line[start : at + len(term) + AROUND]
    return ("…" if start else "") + clip(piece, at - start + len(term) + AROUND - 1)
