"""Letting go of what is known about a person."""

from django.db.models import ProtectedError, Q
from django.utils import timezone

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import PrivateLink
from saiyai.audit import trail
from saiyai.directory import rules
from saiyai.directory.actions.indexing import refresh
from saiyai.directory.actions.people import PROFILE, person_sort_key, unless
from saiyai.directory.models import Confirmation, ContactPoint, PersonSkill, SearchEntry, Tie
from saiyai.policy.action import action
from saiyai.policy.actors import carrying_out

# What stands where a name stood: data, not a text of the pages.
ERASED_NAME = "ลบข้อมูลแล้ว"


@action
def erase_person(person, *, by, keep_name=False):
    """Erase an entry of the directory. The bare name stays with `keep_name`, where another record still needs it.

    An entry that nothing points to is deleted; `person.pk` is None afterwards.
    """
    unless(rules.does_not_keep(by))
    key = person.pk
    for asked in Confirmation.objects.filter(person=person):
        accounts.close_links(PrivateLink.Purpose.CONFIRM, asked, by=carrying_out(by))
        asked.delete()  # with what they said of their posts
    ContactPoint.objects.filter(person=person).delete()
    PersonSkill.objects.filter(person=person).delete()
    Tie.objects.filter(Q(a_person=person) | Q(b_person=person)).delete()
    person.holdings.all().delete()
    person.seats.all().delete()
    trail.record("person.erased", ("directory.person", str(key)), by=by, name_kept=keep_name)
    if not keep_name:
        try:
            person.delete()
        except ProtectedError:  # a network that they founded, a membership: the entry stays, without a name
            person.title, person.given_name, person.family_name = "", ERASED_NAME, ""
        else:
            SearchEntry.objects.filter(object_id=key).delete()
            return
    for name in (*PROFILE, "given_name_en", "family_name_en", "nickname", "former_names", "province_code"):
        setattr(person, name, "")
    person.birth_year = person.user = person.profile_confirmed_on = person.asks_refused_on = None
    person.listed, person.erased_on = False, timezone.localdate()
    person.sort_key = person_sort_key(person)
    person.save()
    refresh(person)
