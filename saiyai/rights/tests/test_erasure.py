"""Asking, answering, what goes and what stays, and the end of the time."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, router, transaction
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts.models import User
from saiyai.audit.models import Event
from saiyai.audit.verify import verify
from saiyai.directory import actions as directory
from saiyai.directory.models import ContactPoint, Person, SearchEntry, Tie
from saiyai.membership import actions as membership
from saiyai.membership import jobs as membership_jobs
from saiyai.membership.actions.forgetting import cleared_fields
from saiyai.membership.models import Application, Member
from saiyai.notify import actions as notify
from saiyai.notify import writing
from saiyai.notify.models import Bounce, Letter
from saiyai.notify.queries import address_digest
from saiyai.policy.actors import SYSTEM
from saiyai.policy.held import Subject
from saiyai.policy.lifecycle import Refused
from saiyai.rights import actions, queries
from saiyai.rights.models import Erasure
from saiyai.rights.tests.shared import cast, network, offices, world, world_of_the_file

__all__ = ["cast", "network", "offices", "world", "world_of_the_file"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(cast, world):
    """A member who has left and asked for erasure."""
    membership.resign(world["member"], by=cast.member, reason="")
    return actions.ask_erasure(queries.subject_of(cast.member), by=cast.member, reason="ไม่ต้องการแล้ว")


def test_a_living_member_is_told_to_leave_first(cast, world):
    with pytest.raises(Refused, match="member still|สมาชิก"):
        actions.ask_erasure(queries.subject_of(cast.member), by=cast.member)


@pytest.mark.parametrize("who", ["somying", "admin", "auditor"])
def test_who_holds_an_office_role_is_told_so(cast, world, who):
    user = getattr(cast, who)
    with pytest.raises(Refused):
        actions.ask_erasure(queries.subject_of(user), by=user)


def test_asked_once_and_taken_back(cast, gone):
    with pytest.raises(Refused):
        actions.ask_erasure(queries.subject_of(cast.member), by=cast.member)
    with pytest.raises(Refused):
        actions.take_back_erasure(gone, by=cast.outsider)
    actions.take_back_erasure(gone, by=cast.member)
    gone.refresh_from_db()
    assert (gone.status, gone.reason) == ("TAKEN_BACK", "")
    with pytest.raises(Refused):
        actions.carry_out_erasure(gone, by=cast.decider)


def test_answered_within_thirty_days_by_another_person(cast, gone):
    assert gone.due_on - gone.asked_on == timedelta(days=30)
    for who in (cast.member, cast.somying, cast.admin):
        with pytest.raises(Refused):
            actions.carry_out_erasure(gone, by=who)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.filter(pk=gone.pk).update(answered_by=cast.member, status="DONE", answered_on=date.today())


def test_a_refusal_needs_a_reason_and_is_told(cast, gone):
    with pytest.raises(Refused):
        actions.refuse_erasure(gone, by=cast.decider, answer="  ")
    actions.refuse_erasure(gone, by=cast.decider, answer="มีคดี")
    assert Letter.objects.filter(kind="erasure_refused", about_key=str(gone.pk)).count() == 1
    with pytest.raises(Refused):
        actions.carry_out_erasure(gone, by=cast.decider)


def test_what_goes_and_what_stays(cast, world, gone):
    person, application, member = world["person"], world["admitted"], world["member"]
    files = [settings.PRIVATE_DIR / "documents" / file.path for file in application.documents.all()]
    assert files and all(path.exists() for path in files)
    name, email = person.name, cast.member.email
    left = actions.carry_out_erasure(gone, by=cast.decider)
    # the account
    user = User.objects.get(pk=cast.member.pk)
    assert not user.is_active and email not in user.email and not user.has_usable_password()
    assert not user.grants.filter(ends_on__isnull=True).exists()
    # the directory
    person = Person.objects.get(pk=person.pk)
    assert person.name == name and person.user_id is None and not person.listed and person.erased_on
    assert not ContactPoint.objects.filter(person=person).exists()
    assert not Tie.objects.filter(a_person=person).exists() and not Tie.objects.filter(b_person=person).exists()
    assert not person.holdings.exists() and not person.seats.exists() and not person.skills.exists()
    # application and membership
    application.refresh_from_db()
    assert application.given_name and application.number and application.status == "APPROVED"
    assert {field.name for field in cleared_fields() if getattr(application, field.name) not in ("", None, [])} == {
        "search_text"
    }
    assert "มาลี" in application.search_text and "0812345678" not in application.search_text
    for name_of in ("id_sealed", "id_digest", "id_last", "address", "phone", "email", "born_on", "line_id"):
        assert not getattr(application, name_of)
    assert not application.documents.exists()
    member = Member.objects.get(pk=member.pk)
    assert member.number and member.email == "" and member.consents.exists()
    # what was told
    assert any(one.keeps_name and one.until == member.ends_on.replace(year=member.ends_on.year + 5) for one in left)
    gone.refresh_from_db()
    assert gone.status == "DONE" and gone.reason == "" and len(gone.left) == len(left)
    assert Letter.objects.filter(kind="erasure_done").count() == 1
    assert Event.objects.filter(verb="erasure.carried_out").exists()


def test_the_trail_is_whole_afterwards_and_tells_nothing_new(cast, gone):
    actions.carry_out_erasure(gone, by=cast.decider)
    assert verify().ok
    facts = str(list(Event.objects.filter(verb__endswith="erased").values_list("facts", flat=True)))
    assert cast.member.email not in facts


def test_all_or_nothing(cast, gone, monkeypatch):
    from saiyai.accounts import held

    def fails(*args, **kwargs):
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr(held.actions, "erase_account", fails)
    with pytest.raises(RuntimeError):
        actions.carry_out_erasure(gone, by=cast.decider)
    person = Person.objects.get(user=cast.member)
    assert person.erased_on is None and ContactPoint.objects.filter(person=person).exists()


def test_somebody_of_the_directory_only_is_deleted_altogether(cast, world):
    someone = directory.add_person("ชั่วคราว", "ผ่านมา", by=SYSTEM)
    key = someone.pk
    asked = actions.ask_erasure(Subject(None, someone), by=cast.somying, reason="หนังสือ")
    actions.carry_out_erasure(asked, by=cast.decider)
    assert not Person.objects.filter(pk=key).exists() and not SearchEntry.objects.filter(object_id=key).exists()
    asked.refresh_from_db()
    assert asked.person is None and asked.status == "DONE"


def test_who_founded_a_network_stays_in_it_without_a_name(cast, world, network):
    from saiyai.networks.models import Founder

    someone = directory.add_person("ผู้ก่อตั้ง", "เดิม", by=SYSTEM)
    Founder.objects.create(network=network, person=someone)
    asked = actions.ask_erasure(Subject(None, someone), by=cast.somying, reason="หนังสือ")
    actions.carry_out_erasure(asked, by=cast.decider)
    someone = Person.objects.get(pk=someone.pk)
    assert "ผู้ก่อตั้ง" not in someone.name and someone.erased_on
    assert "ผู้ก่อตั้ง" not in SearchEntry.objects.get(object_id=someone.pk).private


MARK = "ถ้อยคำที่ต้องหายไป"


def test_nothing_that_was_written_or_queued_stays_in_any_table(cast, world):
    """Every row of every table is looked through, but for the trail, which is never cut."""
    member, email = world["member"], cast.member.email
    Member.objects.filter(pk=member.pk).update(explanation=MARK)
    membership.resign(member, by=cast.member, reason=MARK)
    notify.record_bounce(email, "5.1.1", by=SYSTEM)
    letters = [
        writing.queue_text(to=email, subject=MARK, body=MARK, purpose="announcement"),
        writing.queue_text(to="head@saiyai.example", subject="s", body=MARK, purpose="membership", about=member),
        writing.queue_text(
            to="head@saiyai.example", subject="s", body=MARK, purpose="membership", about=world["admitted"]
        ),
    ]
    other = writing.queue_text(to="head@saiyai.example", subject="s", body="b", purpose="membership")
    first = actions.ask_erasure(queries.subject_of(cast.member), by=cast.member, reason=MARK)
    actions.refuse_erasure(first, by=cast.decider, answer="ยังมีคดี")
    again = actions.ask_erasure(queries.subject_of(cast.member), by=cast.member, reason=MARK)
    actions.carry_out_erasure(again, by=cast.decider)
    found = [
        (model._meta.label, name)
        for model in apps.get_models()
        if model is not Event and router.db_for_read(model) == "default"
        for row in model._base_manager.values()
        for name, value in row.items()
        if MARK in str(value) or email in str(value)
    ]
    assert found == []
    assert not Letter.objects.filter(pk__in=[letter.pk for letter in letters]).exists()
    assert Letter.objects.filter(pk=other.pk).exists()
    to_them = Letter.objects.filter(recipient_digest=address_digest(email))
    assert list(to_them.values_list("kind", flat=True)) == ["erasure_done"] and not Bounce.objects.exists()


def test_the_time_of_a_membership_ends(cast, world, gone):
    actions.carry_out_erasure(gone, by=cast.decider)
    person, member = world["person"].pk, world["member"]
    past = timezone.localdate() - timedelta(days=6 * 366)
    Member.objects.filter(pk=member.pk).update(starts_on=past, ends_on=past)
    assert membership_jobs.forget_over(timezone.now()) == "forgot 0 applications, 1 memberships"
    assert not Member.objects.filter(pk=member.pk).exists()
    assert not Application.objects.filter(pk=world["admitted"].pk).exists()
    found = Person.objects.filter(pk=person).first()
    assert found is None or "มาลี" not in found.name


@pytest.mark.parametrize(("status", "months", "goes"), [("REJECTED", 25, True), ("WITHDRAWN", 25, True),
                                                        ("REJECTED", 23, False), ("APPEAL", 30, False)])  # fmt: skip
def test_the_time_of_an_application_ends(cast, world, status, months, goes):
    since = timezone.now() - timedelta(days=30.5 * months)
    Application.objects.filter(pk=world["waiting"].pk).update(
        status=status, stage_since=since, decided_by=cast.decider, decided_at=since
    )
    membership_jobs.forget_over(timezone.now())
    assert Application.objects.filter(pk=world["waiting"].pk).exists() is not goes


def test_the_pages_lead_through_it(client, cast, world):
    membership.resign(world["member"], by=cast.member, reason="")
    client.force_login(cast.member)
    ask = reverse("rights:ask_erasure")
    assert client.post(ask, {}).status_code == 422
    client.post(ask, {"sure": "on"})
    asked = Erasure.objects.filter(user=cast.member)
    assert asked.count() in (0, 1)  # a stale sign-in is asked for the password first


def test_an_officer_does_not_answer_what_they_entered(cast, world):
    from saiyai.rights import rules

    assert rules.why_not_answer(world["erasure"], cast.decider) == ""
    Erasure.objects.filter(pk=world["erasure"].pk).update(entered_by=cast.decider)
    world["erasure"].refresh_from_db()
    assert rules.why_not_answer(world["erasure"], cast.decider)
