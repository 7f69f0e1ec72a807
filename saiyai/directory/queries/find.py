"""The one box: find people, organisations and groups by anything that is known of them."""

from dataclasses import dataclass, field
from itertools import repeat
from operator import add

from django.db.models import Case, Count, IntegerField, Value, When, Window
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from rapidfuzz import fuzz, process

from saiyai.directory import rules
from saiyai.directory.models import Organization, PersonSkill
from saiyai.directory.queries.match import Query, matching, read_query, sounding_like
from saiyai.directory.queries.visible import visible_entries

NEAR_BELOW = 10  # so few hits that names which sound alike are offered as well
MOST_NEAR = 20
CANDIDATES = 450  # names compared letter by letter
ALIKE, ALIKE_SHORT, SHORT = 74, 80, 5  # of 100: how near two names must sound; the second for few letters
NOWHERE = 1_000_000
NONE = repeat(0)


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
    least = ALIKE if max(map(len, query.keys), default=0) >= SHORT else ALIKE_SHORT
    seen = entries.filter(pk__in=candidates.values("pk")).values_list("pk", "sound", "sort_key")
    rows = [row for row in seen if row[0] not in known]
    scores = alikeness(query.keys, {sound for _, sound, _ in rows}, least)
    scored = [(-scores[sound], key, pk) for pk, sound, key in rows if sound in scores]
    best = [pk for _, _, pk in sorted(scored)[:MOST_NEAR]]
    found = entries.in_bulk(best)
    return [found[pk] for pk in best]


def alikeness(keys, sounds, least):
    """How much the words sound like each of `sounds`, of 100, where that is `least` or more: {sound: measure}.

    Word by word, or all of them run together, whichever is more.
    """
    if not keys:
        return {}
    words = {sound: sound.split() for sound in sounds}
    pairs = {sound: list(map(add, each, each[1:])) for sound, each in words.items()}
    floor = max(0, least * len(keys) - 100 * (len(keys) - 1))  # below it the other words cannot make up for one
    every = set().union(*words.values())
    by_key = [_ratios(key, every, floor) for key in keys]
    joined = _ratios("".join(keys), set().union(*pairs.values()), least)
    found = {}
    for sound, each in words.items():
        by_word = sum(max(map(ratios.get, each, NONE), default=0) for ratios in by_key) / len(keys)
        measure = max(by_word, max(map(joined.get, pairs[sound], NONE), default=0))
        if measure >= least:
            found[sound] = measure
    return found


def _ratios(key, words, least):
    found = process.extract(key, words, scorer=fuzz.ratio, score_cutoff=least, limit=None)
    return {word: ratio for word, ratio, _ in found}
