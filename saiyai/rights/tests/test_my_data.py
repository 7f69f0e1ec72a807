"""What is held, who looked, the copy."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from saiyai.audit.models import Event, Look
from saiyai.directory import actions as directory
from saiyai.policy import stores
from saiyai.policy.actors import SYSTEM
from saiyai.policy.held import Holding, Keeper, keepers, rows
from saiyai.rights import actions, jobs, queries
from saiyai.rights.tests.shared import cast, network, offices, world, world_of_the_file
from tests.architecture.test_data_register import register

__all__ = ["cast", "network", "offices", "world", "world_of_the_file"]
pytestmark = pytest.mark.django_db
# Tables with personal data about officers at work or about what is under way, and where their owners see them.
ELSEWHERE = {
    "membership.Counter": "numbers that were given out; no name",
    "networks.Participation": "who signed for a unit; shown to the unit",
    "networks.ParticipationEntry": "the story of a unit, by whom; shown to the unit",
    "api.Delivery": "names of events and keys",
}
# Reports are closed to single officers: nobody, this system included, can look for a person in them.
CLOSED = stores.VAULT_APPS


def test_every_table_with_personal_data_has_a_keeper():
    kept = {name for keeper in keepers() for name in keeper.models}
    personal = {name for name, entry in register().items() if entry.get("personal") or entry.get("sensitive")}
    personal = {name for name in personal if name.partition(".")[0] not in CLOSED}
    assert personal - kept - set(ELSEWHERE) == set()


def _open(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def test_a_member_reads_everything_that_is_held(client, cast, world):
    page = _open(client, cast.member, "rights:my_data").content.decode()
    person, member = world["person"], world["member"]
    for text in (cast.member.email, person.name, member.number, "0812345678", "กรมตัวอย่าง", "ชมรมตัวอย่าง"):
        assert text in page
    assert "ลับ" not in page.split('id="held"')[1].split('id="looks"')[0].replace("ความลับ", "")


def test_an_officer_who_looks_is_told_by_office_once_a_day(client, cast, world):
    person = world["person"]
    for _time in range(2):
        assert _open(client, cast.somying, "directory:person", person.pk).status_code == 200
    _open(client, cast.decider, "directory:person", person.pk)
    seen = queries.who_looked(queries.subject_of(cast.member))
    assert {(one.office, one.what, one.times) for one in seen if one.what == "person"} == {
        ("R4", "person", 1), ("", "person", 1),
    }  # fmt: skip
    page = _open(client, cast.member, "rights:my_data").content.decode().split('id="looks"')[1]
    assert "เขต 4" in page and cast.somying.display_name not in page


def test_members_and_the_person_itself_are_not_noted(client, cast, world):
    before = Look.objects.count()
    _open(client, cast.member, "directory:person", world["person"].pk)
    directory.list_person(world["person"], by=SYSTEM)
    _open(client, cast.outsider, "directory:person", world["person"].pk)
    assert Look.objects.count() == before


@pytest.mark.parametrize(
    ("who", "name", "record", "page"),
    [
        ("somying", "directory:person_ties", "person", "person_ties"),
        ("somying", "directory:person_contacts", "person", "person_contacts"),
        ("somying", "membership:application", "waiting", "application"),
        ("somying", "membership:member", "member", "member"),
    ],
)
def test_every_page_about_somebody_is_noted(client, cast, world, who, name, record, page):
    assert _open(client, getattr(cast, who), name, world[record].pk).status_code == 200
    assert Look.objects.filter(key=str(world[record].pk), page=page, viewer=str(cast.somying.pk)).exists()


def test_a_list_that_is_taken_away_is_noted_for_everybody_in_it(client, cast, world):
    answer = _open(client, cast.somying, "directory:people_export")
    assert answer.status_code == 200 and b"".join(answer) if answer.streaming else answer.content
    assert Look.objects.filter(page="export", key=str(world["person"].pk)).count() == 1
    _open(client, cast.somying, "directory:people_export")
    assert Look.objects.filter(page="export", key=str(world["person"].pk)).count() == 1


def test_opening_an_identity_number_is_told(client, cast, world):
    from saiyai.membership import actions as membership

    membership.open_identity(world["admitted"], by=cast.somying, reason="ตรวจ")
    told = [one for one in queries.who_looked(queries.subject_of(cast.member)) if "identity" in one.what]
    assert [(one.office, one.times) for one in told] == [("R4", 1)]


def test_looks_are_sealed_and_a_missing_one_is_seen(client, cast, world):
    yesterday = timezone.localdate() - timedelta(days=1)
    for viewer in ("a", "b"):
        Look.objects.create(day=yesterday, viewer=viewer, subject="directory.person", key="k", page="person")
    assert jobs.seal_looks(timezone.now()) == "sealed 7"
    assert jobs.seal_looks(timezone.now()) == "sealed 0"
    assert queries.broken_days([yesterday]) == []
    Look.objects.filter(viewer="b").delete()
    assert queries.broken_days([yesterday]) == [yesterday]
    page = _open(client, cast.auditor, "rights:looks")
    assert page.context["broken"] == [yesterday]


def test_old_looks_are_forgotten(db):
    old = timezone.localdate() - timedelta(days=731)
    for day in (old, timezone.localdate()):
        Look.objects.create(day=day, viewer="a", subject="directory.person", key="k", page="person")
    assert jobs.forget_looks(timezone.now()) == "forgot 1"
    assert [look.day for look in Look.objects.all()] == [timezone.localdate()]


def test_the_copy_holds_what_the_page_shows_and_the_files(cast, world):
    content = actions.take_own_copy(queries.subject_of(cast.member), by=cast.member)
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        told = json.loads(pack.read("data.json"))
        files = [name for name in pack.namelist() if name.startswith("files/")]
        assert [pack.read(name) for name in files] == [b"x"]
    assert told["format"] == "saiyai.held/1"
    values = [row["value"] for part in told["held"] for row in part["rows"]]
    assert world["member"].number in values and "1101700203450" not in content.decode("latin-1")
    assert Event.objects.filter(verb="own_copy.taken", actor=str(cast.member.pk)).count() == 1


def test_nobody_takes_the_copy_of_another(cast, world):
    from saiyai.policy.lifecycle import Refused

    with pytest.raises(Refused):
        actions.take_own_copy(queries.subject_of(cast.member), by=cast.admin)


def test_files_of_the_copy_cannot_leave_their_folder(cast, world):
    world["admitted"].documents.update(name="../../etc/passwd")
    content = actions.take_own_copy(queries.subject_of(cast.member), by=cast.member)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert all(name.count("/") <= 1 for name in names)


def test_the_guard_of_keepers_sees_a_table_without_one():
    lonely = Keeper("x", 1, ("x.Y",), held=lambda subject: [Holding("y", "Y", rows(("a", "A", 1)))])
    assert "x.Y" in lonely.models and rows(("a", "A", None), ("b", "B", "")) == ()
