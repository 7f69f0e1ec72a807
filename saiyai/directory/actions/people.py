"""Adding and changing people, and what they tell about themselves."""

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.directory import rules
from saiyai.directory.actions.indexing import refresh
from saiyai.directory.models import Person, PersonSkill, Skill
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.thai.collation import sort_key
from saiyai.thai.names import clean

PROFILE = ("resources", "goals", "ways_of_working", "target_groups")
NAMES = ("title", "given_name", "family_name", "given_name_en", "family_name_en", "nickname")
FIELDS = (*NAMES, "former_names", "province_code", "birth_year", "deceased_on", *PROFILE)


def unless(reason):
    """Go on unless there is a reason against it."""
    if reason:
        raise Refused(reason)


def unless_changed(row, seen):
    """Lock an entry, and go on unless somebody changed it since the form with `seen` was opened."""
    row.refresh_from_db(from_queryset=type(row).objects.select_for_update())
    unless(rules.was_changed(row, seen))


def insert(row, key=None):
    """Save a new entry. A form brings its key along, so that one form sent twice is saved once."""
    row.id = key or row.id
    if key and type(row).objects.filter(pk=key).exists():
        raise Refused(_("This was saved already."))
    row.save(force_insert=True)


def write_fields(party, allowed, values):
    """Set the given fields; the names in one spelling. Returns the names of those that changed."""
    unknown = set(values) - set(allowed)
    if unknown:
        raise TypeError(f"not fields of {type(party).__name__}: {sorted(unknown)}")
    changed = [name for name, value in values.items() if getattr(party, name) != value]
    for name in changed:
        setattr(party, name, values[name])
    return changed


def person_sort_key(person):
    """People are in order of their given names, as in Thai lists."""
    return sort_key(f"{person.given_name} {person.family_name}")


def _tidy(values):
    return {name: clean(value) if name in NAMES else value for name, value in values.items()}


@action
def add_person(given_name, family_name="", *, by, listed=False, user=None, **fields):
    """Add somebody to the directory."""
    unless(rules.does_not_keep(by))
    person = Person(listed=listed, user=user)
    write_fields(person, FIELDS, _tidy({"given_name": given_name, "family_name": family_name, **fields}))
    if not person.given_name:
        raise Refused(_("A person needs a name."))
    person.sort_key = person_sort_key(person)
    person.save()
    refresh(person)
    trail.record("person.added", person, by=by, listed=listed)
    return person


@action
def change_person(person, *, by, seen="", **fields):
    """Change names, province, birth year or profile. A new name keeps the old one among the former names."""
    unless(rules.does_not_keep(by))
    unless_changed(person, seen)
    before = f"{person.given_name} {person.family_name}".strip()
    changed = write_fields(person, FIELDS, _tidy(fields))
    after = f"{person.given_name} {person.family_name}".strip()
    if before != after and "former_names" not in fields and before not in person.former_names.splitlines():
        person.former_names = "\n".join(filter(None, [person.former_names, before]))
    person.sort_key = person_sort_key(person)
    person.save()
    refresh(person)
    trail.record("person.changed", person, by=by, fields=sorted(changed))
    return person


@action
def list_person(person, *, by):
    """Show a person to the members, because the person agreed to it."""
    _set_listed(person, True, by)


@action
def unlist_person(person, *, by):
    """Show a person to officers only from now on."""
    _set_listed(person, False, by)


def _set_listed(person, listed, by):
    unless(rules.is_not_theirs(person, by))
    person.listed = listed
    person.save(update_fields=["listed"])
    refresh(person)
    trail.record("person.listed" if listed else "person.unlisted", person, by=by)


@action
def set_skills(person, skills, *, by):
    """Exactly these skills (Skill or its key)."""
    unless(rules.is_not_theirs(person, by))
    keys = {getattr(skill, "pk", skill) for skill in skills}
    PersonSkill.objects.filter(person=person).exclude(skill__in=keys).delete()
    known = Skill.objects.filter(pk__in=keys).exclude(personskill__person=person)
    PersonSkill.objects.bulk_create([PersonSkill(person=person, skill=skill) for skill in known])
    refresh(person)
    trail.record("person.skills_set", person, by=by, count=len(keys))


@action
def save_profile(party, *, by, **texts):
    """The four things a party brings: resources, goals, ways_of_working, target_groups (row S1)."""
    unless(rules.is_not_theirs(party if isinstance(party, Person) else None, by))
    changed = write_fields(party, PROFILE, {name: text.strip()[: rules.LONGEST_TEXT] for name, text in texts.items()})
    party.save(update_fields=PROFILE)
    refresh(party)
    trail.record(f"{party._meta.model_name}.profile_saved", party, by=by, fields=sorted(changed))
    return party


@action
def link_user(person, user, *, by):
    """Tie an account to its person: from then on it is their own entry."""
    unless(rules.does_not_keep(by))
    if person.user_id and person.user_id != user.pk:
        raise Refused(_("This person has an account already."))
    other = Person.objects.filter(user=user).exclude(pk=person.pk).exists()
    if other:
        raise Refused(_("This account belongs to another person of the directory."))
    person.user = user
    person.save(update_fields=["user"])
    trail.record("person.user_linked", person, by=by, user=str(user.pk))
    return person


@action
def mark_deceased(person, *, by, on=None):
    """Somebody has died: shown to officers only, and no longer in any post."""
    unless(rules.does_not_keep(by))
    on = on or timezone.localdate()
    unless(rules.is_still_to_come(on))
    person.deceased_on, person.listed = on, False
    person.save(update_fields=["deceased_on", "listed"])
    for row in (*person.holdings.filter(ends_on__isnull=True), *person.seats.filter(ends_on__isnull=True)):
        row.ends_on = max(filter(None, (on, row.starts_on)))
        row.save(update_fields=["ends_on"])
    refresh(person)
    trail.record("person.deceased", person, by=by, on=on)
