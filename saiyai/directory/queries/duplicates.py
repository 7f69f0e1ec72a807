"""Who might be the same person: asked while an application is typed, and before somebody is added."""

from dataclasses import dataclass

from django.db.models import Q
from rapidfuzz import fuzz

from saiyai.directory.models import ContactPoint, Person, SearchEntry
from saiyai.directory.queries.match import matching, read_query, sounding_like
from saiyai.thai.names import clean
from saiyai.thai.phones import normal_form
from saiyai.thai.search import fold, sound_key

CANDIDATES = 300
# Weights of 100, added up. Nothing is merged by them: an officer looks at both.
SAME_EMAIL, SAME_PHONE = 60, 50
SAME_NAME, SAME_SOUND, SAME_GIVEN_NEW_FAMILY = 55, 45, 25
SAME_YEAR, OTHER_YEAR = 15, -30
LEAST = 40
ALIKE = 85  # of 100: how near the sound of a whole name must be


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be the same person; `reasons` are codes: email, phone, name, sound, given, year."""

    person: Person
    score: int
    reasons: tuple[str, ...]


def possible_duplicates(given, family="", *, phone="", email="", birth_year=None, exclude=None, limit=5):
    """People of the directory who may be this one, the likeliest first. For officers: it tells who is there."""
    given, family = clean(given), clean(family)
    contacts = _by_contact(phone, email)
    keys = set(contacts) | _by_name(given, family)
    keys.discard(getattr(exclude, "pk", exclude))
    found = []
    for person in Person.objects.filter(pk__in=keys):
        score, reasons = _judge(person, given, family, birth_year)
        for reason, weight in (("email", SAME_EMAIL), ("phone", SAME_PHONE)):
            if reason in contacts.get(person.pk, ()):
                score, reasons = score + weight, (*reasons, reason)
        if score >= LEAST:
            found.append(Candidate(person, min(score, 100), reasons))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.person.sort_key))[:limit]


def _by_contact(phone, email):
    """{person: reasons} by contact points, also by those that have ended: people keep their old numbers."""
    folded = {normal_form(phone): "phone"} if phone else {}
    if email.strip():
        folded[email.strip().lower()] = "email"
    folded.pop("", None)
    rows = ContactPoint.objects.filter(folded__in=folded, person__isnull=False).values_list("person", "folded")
    found = {}
    for person, value in rows if folded else ():
        found.setdefault(person, set()).add(folded[value])
    return found


def _by_name(given, family):
    query = read_query(f"{given} {family}")
    if not query.terms:
        return set()
    near = sounding_like(query, CANDIDATES).values("pk")
    people = SearchEntry.objects.filter(kind=SearchEntry.Kind.PERSON)
    rows = people.filter(matching(query, private=True) | Q(pk__in=near))
    return set(rows.values_list("object_id", flat=True)[: 2 * CANDIDATES])


def _names_of(person):
    """Every way this person's name was written: now, in Latin letters, and before."""
    yield person.given_name, person.family_name
    if person.given_name_en:
        yield person.given_name_en, person.family_name_en
    for line in person.former_names.splitlines():
        first, _, last = clean(line).partition(" ")
        yield first, last


def _judge(person, given, family, birth_year):
    best, why = 0, ""
    for own_given, own_family in _names_of(person):
        score, reason = _compare(given, family, own_given, own_family)
        if score > best:
            best, why = score, reason
    reasons = (why,) if why else ()
    if best and birth_year and person.birth_year:
        same = int(birth_year) == person.birth_year
        best += SAME_YEAR if same else OTHER_YEAR
        reasons += ("year",) if same else ()
    return best, reasons


def _compare(given, family, own_given, own_family):
    if fold(f"{given} {family}") == fold(f"{own_given} {own_family}"):
        return SAME_NAME, "name"
    alike_given = fuzz.ratio(sound_key(given), sound_key(own_given))
    alike_family = fuzz.ratio(sound_key(family), sound_key(own_family)) if family and own_family else 0
    if alike_given >= ALIKE and alike_family >= ALIKE:
        return SAME_SOUND, "sound"
    if fold(given) == fold(own_given):
        return SAME_GIVEN_NEW_FAMILY, "given"
    return 0, ""
