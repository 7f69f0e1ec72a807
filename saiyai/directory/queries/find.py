"""The one box: find people, organisations and groups by anything that is known of them."""

from dataclasses import dataclass, field

from django.db.models import Case, Count, IntegerField, Value, When, Window
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from rapidfuzz import fuzz

from saiyai.directory import rules
from saiyai.directory.models import Organization, PersonSkill
from saiyai.directory.queries.match import Query, matching, read_query, sounding_like
from saiyai.directory.queries.visible import visible_entries

NEAR_BELOW = 10  # so few hits that names which sound alike are offered as well
MOST_NEAR = 20
CANDIDATES = 300
ALIKE, ALIKE_SHORT, SHORT = 74, 80, 5  # of 100: how near two names must sound; the second for few letters
NOWHERE = 1_000_000


@dataclass
class Found:
    """One page of a search. `near` are names that only sound like what was typed; they are on the last page."""

    query: Query
    entries: list = field(default_factory=list)
    count: int = 0
    near: list = field(default_factory=list)


def find(text, viewer, *, kinds=(), province="", skill="", organization_kind="", sort="best", limit=20, offset=0):
    """What this viewer may find by this text, within the filters; without text, everything by name."""
    query = read_query(text)
    entries = _filtered(visible_entries(viewer), kinds, province, skill, organization_kind)
    found = Found(query)
    if query.terms:
        hits = entries.filter(matching(query, private=rules.may_read_all(viewer)))
        order = _best_first(query) if sort == "best" else _by_name(sort)
    elif query.text:
        return found  # nothing but punctuation
    else:
        hits, order = entries, _by_name(sort)
    page = list(hits.annotate(total=Window(Count("pk"))).order_by(*order)[offset : offset + limit])
    found.entries = page
    found.count = page[0].total if page else (hits.count() if offset else 0)
    if query.terms and found.count < NEAR_BELOW and offset + limit >= found.count:
        found.near = _near(query, entries, {entry.pk for entry in page})
    return found


def all_matching(text, viewer, **filters):
    """Every line that `find` would show, by name; for the export."""
    query = read_query(text)
    entries = _filtered(visible_entries(viewer), **{"kinds": (), "province": "", "skill": "", **filters})
    if query.terms:
        entries = entries.filter(matching(query, private=rules.may_read_all(viewer)))
    return entries.order_by("sort_key", "pk")


def _filtered(entries, kinds, province, skill, organization_kind=""):
    if kinds:
        entries = entries.filter(kind__in=kinds)
    if province:
        entries = entries.filter(province_code=province)
    if skill:
        entries = entries.filter(object_id__in=PersonSkill.objects.filter(skill=skill).values("person"))
    if organization_kind:
        entries = entries.filter(object_id__in=Organization.objects.filter(kind=organization_kind).values("pk"))
    return entries


def _best_first(query):
    """Names stand first in a line of the index, so the earlier the place, the better the hit."""
    whole = StrIndex("public", Value(" ".join(query.terms)))
    first = StrIndex("public", Value(query.terms[0]))
    place = Case(
        When(GreaterThan(whole, 0), then=whole),
        When(GreaterThan(first, 0), then=first + 1000),
        default=Value(NOWHERE),
        output_field=IntegerField(),
    )
    return (place, "sort_key", "pk")


def _by_name(sort):
    return ("-sort_key", "-pk") if sort == "-name" else ("sort_key", "pk")


def _near(query, entries, known):
    """Entries whose names sound like the query, most alike first. Whole rows are fetched only of those shown."""
    candidates = sounding_like(query, CANDIDATES)
    seen = entries.filter(pk__in=candidates.values("pk")).exclude(pk__in=known)
    least = ALIKE if max(map(len, query.keys), default=0) >= SHORT else ALIKE_SHORT
    rows = seen.values_list("pk", "sound", "sort_key")
    scored = [(alikeness(query.keys, sound), key, pk) for pk, sound, key in rows]
    best = sorted((row for row in scored if row[0] >= least), key=lambda row: (-row[0], row[1]))[:MOST_NEAR]
    found = entries.in_bulk([pk for _, _, pk in best])
    return [found[pk] for _, _, pk in best]


def alikeness(keys, sound):
    """How much the words sound like those of an entry, of 100: word by word, or all of them run together."""
    words = sound.split()
    if not words or not keys:
        return 0
    by_word = sum(max(fuzz.ratio(key, word) for word in words) for key in keys) / len(keys)
    pairs = ["".join(words[at : at + 2]) for at in range(len(words) - 1)]
    joined = max((fuzz.ratio("".join(keys), pair) for pair in pairs), default=0)
    return max(by_word, joined)
