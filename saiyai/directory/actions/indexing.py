"""Keep the search index equal to the records. Called by every action that changes what a party is found by."""

from saiyai.audit import trail
from saiyai.directory import queries
from saiyai.directory.models import Group, Organization, Person, SearchEntry
from saiyai.directory.queries import lines
from saiyai.policy.action import action
from saiyai.policy.inserting import insert_many

BATCH = 2000
_BUILDERS = {Person: lines.person_entries, Organization: lines.organization_entries, Group: lines.group_entries}
_WRITTEN = ["kind", "public", "private", "sound", "listed", "province_code", "sort_key"]


def _batches(keys):
    keys = list(dict.fromkeys(keys))
    return (keys[at : at + BATCH] for at in range(0, len(keys), BATCH))


def refresh_many(model, keys):
    """Write the lines of many parties of one kind. Returns how many."""
    count = 0
    for batch in _batches(keys):
        entries = _BUILDERS[model](batch)
        SearchEntry.objects.bulk_create(
            entries, batch_size=BATCH, update_conflicts=True, unique_fields=["object_id"], update_fields=_WRITTEN
        )
        count += len(entries)
    return count


def write_new(people, holdings, points, skills, seats):
    """Write the lines of people who have none yet, from the rows that were just put into the tables."""
    return insert_many(SearchEntry, lines.entries_of_new(people, holdings, points, skills, seats))


def refresh(party):
    """Write the line of one person, organisation or group."""
    refresh_many(type(party), [party.pk])


def refresh_around(*organizations):
    """Write the lines of organisations, of everything below them, and of everybody who holds a post there."""
    keys = [organization.pk for organization in organizations]
    for organization in organizations:
        keys += queries.descendant_keys(organization)
    refresh_many(Organization, keys)
    for batch in _batches(keys):
        refresh_many(Person, queries.people_holding(batch))


@action
def rebuild_search(*, by):
    """Write every line anew and drop those of parties that are gone. Returns how many lines there are."""
    count = 0
    for model in _BUILDERS:
        kind = SearchEntry.Kind[model.__name__.upper()]
        keys = model.objects.values_list("pk", flat=True)
        SearchEntry.objects.filter(kind=kind).exclude(object_id__in=model.objects.values("pk")).delete()
        count += refresh_many(model, list(keys))
    trail.record("directory.search_rebuilt", ("directory.searchentry", "all"), by=by, count=count)
    return count


@action
def follow_dates(since, until, *, by):
    """Renew the lines of everybody whose holding or seat began or ended by its date in these days. Returns how many."""
    keys = queries.people_moved_by_dates(since, until)
    count = refresh_many(Person, keys)
    trail.record("directory.dates_followed", ("directory.searchentry", "all"), by=by, count=count)
    return count


@action
def take_export(*, by, kind, count):
    """Somebody takes a list out of the system."""
    trail.record("directory.exported", ("directory.searchentry", "all"), by=by, kind=str(kind), count=count)
