"""The one box: find people, organisations and groups by anything that is known of them."""

from dataclasses import dataclass, field
from itertools import repeat
from operator import add

from django.db.models import Value
from django.db.models.functions import Coalesce
from rapidfuzz import fuzz, process

from saiyai.directory.models import Organization, PersonSkill, SearchEntry
from saiyai.directory.queries import match
from saiyai.directory.queries.match import Query, beginning_with, matching, place_of, read_query, sounding_like
from saiyai.directory.queries.reached import NOBODY, parties_reached
from saiyai.directory.queries.visible import visible_entries

NEAR_BELOW = 10  # so few hits that names which sound alike are offered as well
MOST_NEAR = 20
CANDIDATES = 450  # names compared letter by letter
ALIKE, ALIKE_SHORT, SHORT = 74, 80, 5  # of 100: how near two names must sound; the second for few letters
NOWHERE = 1_000_000
NONE = repeat(0)
COUNTED = 10_000  # of a list; beyond it "more than" is said
RANKED = 500  # hits that are put in order; who gets more types one more word


@dataclass
class Found:
    """One page of a search. `near` are names that only sound like what was typed; they are on the last page.

    `more`: there are more than `count`, which was not counted to the end. `follow`: another page follows this one.
    """

    query: Query
    entries: list = field(default_factory=list)
    count: int = 0
    near: list = field(default_factory=list)
    more: bool = False
    follow: bool = False


def find(text, viewer, *, kinds=(), province="", skill="", organization_kind="", sort="best", limit=20, offset=0):
    """What this viewer may find by this text, within the filters; without text, everything by name."""
    query = read_query(text)
    entries = _filtered(visible_entries(viewer), kinds, province, skill, organization_kind)
    found = Found(query)
    if query.text and not query.terms:
        return found  # nothing but punctuation
    hits = _matching(query, entries, viewer) if query.terms else entries
    if query.terms and sort == "best":
        keys = _best(found, hits, entries, offset, limit)
    else:
        keys = _in_order(found, hits.order_by(*_by_name(sort)), offset, limit)
    near = []
    if query.terms and not found.more and found.count < NEAR_BELOW and offset + limit >= found.count:
        near = _near(query, entries, set(keys))
    rows = SearchEntry.objects.in_bulk([*keys, *near])
    found.entries, found.near = [rows[key] for key in keys], [rows[key] for key in near]
    return found


def _in_order(found, hits, offset, limit):
    """The keys of one page of what stands in order. Whole rows are fetched by key only of what is shown."""
    keys = list(hits.values_list("pk", flat=True)[offset : offset + limit + 1])
    found.count = hits.order_by()[: COUNTED + 1].count()
    found.more, found.count = found.count > COUNTED, min(found.count, COUNTED)
    found.follow = len(keys) > limit
    return keys[:limit]


def _best(found, hits, entries, offset, limit):
    """The keys of one page, the best hits first.

    Only so many are put in order, whichever the index comes upon first. Where there are more, the names that begin with
    what was typed stand before them: they have an index of their own.
    """
    keys = []
    for some in match.come_upon(hits.order_by()):
        rows = SearchEntry.objects.filter(pk__in=some.values("pk")[: RANKED + 1])
        keys = list(rows.order_by(*_best_first(found.query)).values_list("pk", flat=True))
        if len(keys) > RANKED:
            break
    if len(keys) > RANKED:
        found.more = True
        named = entries.filter(beginning_with(found.query)).order_by("sort_key", "pk").values_list("pk", flat=True)
        keys = list(dict.fromkeys([*named[:RANKED], *keys]))[:RANKED]
    found.count = len(keys)
    found.follow = offset + limit < found.count
    return keys[offset : offset + limit]


def all_matching(text, viewer, **filters):
    """Every line that `find` would show, by name; for the export."""
    query = read_query(text)
    entries = _filtered(visible_entries(viewer), **{"kinds": (), "province": "", "skill": "", **filters})
    if query.terms:
        entries = _matching(query, entries, viewer)
    return entries.order_by("sort_key", "pk")


def _matching(query, entries, viewer):
    """The entries that hold every word: by what only officers find by, as far as this one's grants reach."""
    reached = parties_reached(viewer)
    if reached is None or reached == NOBODY:
        return entries.filter(matching(query, private=reached is None))
    # The first condition is asked of the index; only what it finds is asked whether it may be found so.
    return entries.filter(matching(query, private=True)).filter(matching(query) | reached)


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
    ways = [place_of(" ".join(query.terms))]
    if len(query.terms) > 1:
        ways.append(place_of(query.terms[0], later_by=1000))
    return (Coalesce(*ways, Value(NOWHERE)), "sort_key", "pk")


def _by_name(sort):
    return ("-sort_key", "-pk") if sort == "-name" else ("sort_key", "pk")


def _near(query, entries, known):
    """The keys of entries whose names sound like the query, most alike first."""
    candidates = sounding_like(query, CANDIDATES)
    least = ALIKE if max(map(len, query.keys), default=0) >= SHORT else ALIKE_SHORT
    seen = entries.filter(pk__in=candidates.values("pk")).values_list("pk", "sound", "sort_key")
    rows = [row for row in seen if row[0] not in known]
    scores = alikeness(query.keys, {sound for _, sound, _ in rows}, least)
    scored = [(-scores[sound], key, pk) for pk, sound, key in rows if sound in scores]
    return [pk for _, _, pk in sorted(scored)[:MOST_NEAR]]


def alikeness(keys, sounds, least):
    """How much the words sound like each of `sounds`, of 100, where that is `least` or more: {sound: measure}.

    Word by word, or, for one word or two, run together, whichever is more.
    """
    if not keys:
        return {}
    words = {sound: sound.split() for sound in sounds}
    together = len(keys) <= 2
    pairs = {sound: list(map(add, each, each[1:])) if together else () for sound, each in words.items()}
    floor = max(0, least * len(keys) - 100 * (len(keys) - 1))  # below it the other words cannot make up for one
    every = set().union(*words.values())
    by_key = [_ratios(key, every, floor) for key in keys]
    joined = _ratios("".join(keys), set().union(*pairs.values()), least)
    near, joint = set().union(*by_key), joined.keys()
    found = {}
    for sound, each in words.items():
        if near.isdisjoint(each) and joint.isdisjoint(pairs[sound]):
            continue
        by_word = sum(max(map(ratios.get, each, NONE), default=0) for ratios in by_key) / len(keys)
        measure = max(by_word, max(map(joined.get, pairs[sound], NONE), default=0))
        if measure >= least:
            found[sound] = measure
    return found


def _ratios(key, words, least):
    found = process.extract(key, words, scorer=fuzz.ratio, score_cutoff=least, limit=None)
    return {word: ratio for word, ratio, _ in found}
