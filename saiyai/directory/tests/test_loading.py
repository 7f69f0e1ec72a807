"""Many rows at once: one line of the trail each kind, an index that is the same as after single actions."""

import uuid
from datetime import date

from saiyai.audit.models import Event
from saiyai.directory import actions, queries
from saiyai.directory.models import ContactPoint, Holding, Person, SearchEntry, Seat
from saiyai.policy.actors import SYSTEM


def test_people_with_everything_that_hangs_on_them(world):
    people = [Person(id=uuid.uuid4(), given_name=f"บุญมา{n}", family_name="ทดสอบ", listed=True) for n in range(50)]
    before = Event.objects.count()
    actions.load_people(
        people,
        by=SYSTEM,
        holdings=[Holding(person=person, post=world.chief, starts_on=date(2024, 1, 1)) for person in people[:10]],
        contact_points=[ContactPoint(person=people[0], kind="PHONE", value="080 000 9988")],
        skills=[(people[1].pk, "audit")],
        seats=[Seat(person=people[2], group=world.group)],
    )
    assert Event.objects.count() - before == 5
    assert queries.find("บุญมา", world.member).count == 50
    assert queries.find("บุญมา ประตูน้ำ", world.member).count == 10
    assert queries.find("บุญมา ตรวจบัญชี", world.member).count == 1
    assert queries.find("080-000-9988", world.somying).entries[0].object_id == people[0].pk
    lines = dict(SearchEntry.objects.values_list("object_id", "public"))
    actions.rebuild_search(by=SYSTEM)
    assert dict(SearchEntry.objects.values_list("object_id", "public")) == lines


def test_contact_points_of_posts_reach_their_holders(world):
    actions.load_contact_points([{"post": world.chief, "kind": "PHONE", "value": "02-111-2345"}], by=SYSTEM)
    keys = {entry.object_id for entry in queries.find("021112345", world.somying).entries}
    assert keys == {world.hidden.pk, world.division.pk}


def test_holdings_and_posts(world):
    post = actions.load_posts([{"organization": world.ministry, "title_th": "เลขานุการ"}], by=SYSTEM)[0]
    actions.load_holdings([{"person": world.own, "post": post}], by=SYSTEM)
    found = {entry.object_id for entry in queries.find("เลขานุการ", world.somying).entries}
    assert found == {world.own.pk, world.ministry.pk}
