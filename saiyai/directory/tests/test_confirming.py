"""Please confirm your details: who may be asked, what the link shows, what an answer does, and when it is quiet."""

import itertools
import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from saiyai.accounts.models import PrivateLink
from saiyai.audit.models import Event
from saiyai.crypto.unseal import unseal
from saiyai.directory import actions, queries, rules
from saiyai.directory.actions import Answer
from saiyai.directory.actors import asked
from saiyai.directory.models import Confirmation, ContactPoint, Correction, Holding, Person
from saiyai.notify import actions as notify
from saiyai.notify.models import Letter
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

S = Confirmation.Status


def text_of(letter):
    return unseal(letter.body_sealed, purpose="letter", bound_to=str(letter.pk))


def token_of(letter):
    return re.search(r"/confirm/([^/\s]+)/", text_of(letter)).group(1)


def letters():
    return Letter.objects.filter(purpose="directory").order_by("created_at", "pk")


def point(person, kind):
    return ContactPoint.objects.get(person=person, kind=kind, ends_on__isnull=True)


@pytest.fixture
def ask(world):
    """The listed person was asked; the letter went to their e-mail."""
    return actions.ask_to_confirm(world.listed, by=world.somying)


@pytest.fixture
def link(ask, client):
    """The address behind the letter, and somebody without an account who opens it."""
    return reverse("directory:confirm", args=[token_of(letters().last())])


# ---------------------------------------------------------------- who may ask, and whom


@pytest.mark.parametrize(
    ("role", "may"),
    [("somying", True), ("thiradet", True), ("decider", True), ("reviewer", True), ("member", False),
     ("outsider", False), ("auditor", False), ("admin", False)],
)  # fmt: skip
def test_officers_who_see_everybody_ask_and_nobody_else(world, role, may):
    if may:
        assert actions.ask_to_confirm(world.listed, by=getattr(world, role)).status == S.ASKED
    else:
        with pytest.raises(Refused):
            actions.ask_to_confirm(world.listed, by=getattr(world, role))
        assert not Confirmation.objects.exists() and not letters().exists()


ALL = list(itertools.product([0, 1], [0, 1], ["", "new", "old", "back"], [0, 1], [0, 1]))


@pytest.mark.parametrize(("deceased", "refused", "last", "known", "bounced"), ALL)
def test_nobody_is_asked_against_a_reason(deceased, refused, last, known, bounced):
    now = timezone.now()
    person = Person(deceased_on=date(2026, 1, 1) if deceased else None, asks_refused_on=now.date() if refused else None)
    days = {"new": 179, "old": 181, "back": 1}
    before = Confirmation(
        asked_at=now - timedelta(days=days.get(last, 0)), status=S.CAME_BACK if last == "back" else S.UNANSWERED
    )
    addresses = [(None, "a@b.example")] if known else []
    reason = rules.cannot_be_asked(
        person, before if last else None, addresses, {"a@b.example"} if bounced else set(), now
    )
    may = not deceased and not refused and last != "new" and known and not bounced
    assert bool(reason) is not bool(may)


def test_one_letter_in_180_days_whoever_asks(world, ask):
    with pytest.raises(Refused, match="180"):
        actions.ask_to_confirm(world.listed, by=world.thiradet)
    assert letters().count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():  # the table keeps it as well
        Confirmation.objects.create(person=world.listed, until=timezone.now())


def test_the_letter_goes_to_their_own_address_and_keeps_only_a_digest(world, ask):
    letter = letters().get()
    assert unseal(letter.recipient_sealed, purpose="letter", bound_to=str(letter.pk)) == "nattapong@canal.example"
    token = token_of(letter)
    kept = PrivateLink.objects.get(purpose="CONFIRM")
    assert token not in kept.digest and kept.key == str(ask.pk)
    assert kept.expires_at == ask.until and 29 < (ask.until - timezone.now()).days + 1 <= 30
    assert Event.objects.filter(verb="confirmation.asked").count() == 1
    assert Event.objects.get(verb="confirmation.asked").actor_label == world.somying.actor_label


def test_the_mail_of_a_post_is_never_asked(world):
    actions.add_contact_point(world.chief, "EMAIL", "office@canal.example", by=SYSTEM)
    with pytest.raises(Refused):
        actions.ask_to_confirm(world.hidden, by=world.somying)


def test_where_mail_comes_back_another_address_is_taken(world):
    actions.add_contact_point(world.listed, "EMAIL", "old@canal.example", by=SYSTEM)
    notify.record_bounce("nattapong@canal.example", "5.1.1", by=SYSTEM)
    actions.ask_to_confirm(world.listed, by=world.somying)
    letter = letters().get()
    assert unseal(letter.recipient_sealed, purpose="letter", bound_to=str(letter.pk)) == "old@canal.example"


def test_a_list_is_asked_and_says_whom_it_leaves_out(world, client, django_assert_max_num_queries):
    client.force_login(world.somying)
    url = reverse("directory:ask_many")
    with django_assert_max_num_queries(14):
        page = client.get(url)
    asking = page.context["asking"]
    assert {person.pk for person in asking.people} == {world.listed.pk, world.own.pk}
    assert asking.total == 3 and [count for _reason, count in asking.left_out] == [1]  # no address of the hidden one
    assert client.post(url).status_code == 302
    assert Confirmation.objects.count() == letters().count() == 2
    again = client.post(url)
    assert again.status_code == 409 and letters().count() == 2
    narrowed = client.get(url, {"province": "42"})
    assert narrowed.context["asking"].total == 1


def test_the_database_and_the_rule_name_the_same_reasons(world, ask):
    world.own.asks_refused_on = timezone.localdate()
    world.own.save()
    people = queries.people_with_details(world.somying)
    for person in queries.with_details(queries.confirming._by_state(people, timezone.now())):
        reason = queries.why_not_asked(person, set())
        assert str(reason) == str(rules.WHY_NOT_ASKED.get(person.state, ""))


# ---------------------------------------------------------------- what the link shows


def test_the_page_masks_what_the_letter_does_not_prove(world, link, client):
    world.listed.listed = False
    world.listed.goals = "ก" * 80
    world.listed.save()
    page = client.get(link)
    said = page.content.decode()
    assert page.status_code == 200 and page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "same-origin"
    assert "nattapong@canal.example" in said  # the letter went there
    assert "080-000-1122" not in said and "0800001122" not in said and "122" in said
    assert "วิศวกรคลอง" in said and "กรมคลองหลอด" in said
    assert "ก" * 61 not in said and "ณัฐพล" not in said
    drawn = (
        r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|name="csrfmiddlewaretoken" value="[^"]*"'  # these hold any digits
    )
    assert "2520" not in re.sub(drawn, "", said)


def test_who_is_signed_in_as_themselves_sees_all_and_another_does_not(world, client):
    actions.add_contact_point(world.own, "PHONE", "081-234-5678", by=SYSTEM)
    actions.ask_to_confirm(world.own, by=world.somying)
    url = reverse("directory:confirm", args=[token_of(letters().last())])
    assert "081-234-5678" not in client.get(url).content.decode()
    client.force_login(world.outsider)
    assert "081-234-5678" not in client.get(url).content.decode()
    client.force_login(world.member)
    assert "081-234-5678" in client.get(url).content.decode()


@given(
    st.sampled_from(["PHONE", "EMAIL", "LINE", "ADDRESS"]),
    st.text(min_size=4, max_size=60).filter(lambda one: "•" not in one),
)
def test_what_is_masked_cannot_be_used(kind, value):
    shown = rules.masked(kind, value)
    assert "•••" in shown
    if kind == "EMAIL" and "@" in value[2:]:
        assert shown.partition("@")[0] == value.partition("@")[0][:1] + "•••"
    if kind in ("LINE", "ADDRESS"):
        assert value.strip() != shown and len(shown.replace("•", "").strip()) <= 12
    if kind == "PHONE":
        assert sum(letter.isdigit() for letter in shown) <= 3


def test_looking_changes_nothing(world, link, client):
    for _time in range(3):
        client.get(link)
    assert Confirmation.objects.get().status == S.ASKED and letters().count() == 1


def test_a_link_that_was_answered_or_ran_out_shows_nothing_of_the_person(world, ask, link, client):
    assert client.post(link, {"all": "1"}).status_code == 302
    said = client.get(link)
    assert said.status_code == 200 and "ณัฐพงษ์" not in said.content.decode()
    assert client.post(link, {"all": "1"}).status_code == 200  # said once: nothing more happens
    assert Event.objects.filter(verb="confirmation.answered").count() == 1


def test_an_expired_or_made_up_link_is_gone(world, ask, link, client):
    PrivateLink.objects.filter(purpose="CONFIRM").update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(link).status_code == 404
    assert client.post(link, {"all": "1"}).status_code == 404
    assert client.get(reverse("directory:confirm", args=["made-up"])).status_code == 404
    assert Confirmation.objects.get().status == S.ASKED


# ---------------------------------------------------------------- what an answer does


def test_everything_is_still_right_in_one_press(world, ask, link, client):
    client.post(link, {"all": "1"})
    today = timezone.localdate()
    for kind in ("PHONE", "EMAIL"):
        one = point(world.listed, kind)
        assert one.verified_on == today and one.said_by_self
    held = Holding.objects.get(person=world.listed)
    assert held.confirmed_on == today and held.ends_on is None
    done = Confirmation.objects.get()
    assert (done.status, done.right, done.changed, done.gone) == (S.ANSWERED, 3, 0, 0)
    assert letters().count() == 1  # nothing changed: nobody needs to be warned
    assert Event.objects.filter(verb="contact_point.verified").latest("seq").actor_label == f"link:{ask.pk}"


def test_a_changed_number_replaces_the_old_one_and_its_owner_is_told(world, ask, link, client):
    phone, mail = point(world.listed, "PHONE"), point(world.listed, "EMAIL")
    answers = {
        f"point-{phone.pk}-answer": "CHANGED", f"point-{phone.pk}-value": "081 999 8877",
        f"point-{mail.pk}-answer": "GONE",
    }  # fmt: skip
    assert client.post(link, answers).status_code == 302
    new = point(world.listed, "PHONE")
    assert new.pk != phone.pk and new.folded == "+66819998877" and new.reach == phone.reach
    assert new.said_by_self and new.verified_on == timezone.localdate()
    phone.refresh_from_db(), mail.refresh_from_db()
    assert phone.ends_on == mail.ends_on == timezone.localdate()
    warned = letters().last()
    to = unseal(warned.recipient_sealed, purpose="letter", bound_to=str(warned.pk))
    assert warned.kind == "details_answered" and to == "nattapong@canal.example"
    assert "8877" not in text_of(warned)


def test_a_wrong_number_is_refused_and_nothing_happens(world, ask, link, client):
    phone = point(world.listed, "PHONE")
    page = client.post(link, {f"point-{phone.pk}-answer": "CHANGED", f"point-{phone.pk}-value": "12"})
    assert page.status_code == 422 and Confirmation.objects.get().status == S.ASKED
    assert client.post(link, {}).status_code == 422
    assert point(world.listed, "PHONE").pk == phone.pk


def test_nothing_of_anybody_else_can_be_answered(world, ask):
    theirs = actions.add_contact_point(world.hidden, "PHONE", "080-777-6655", by=SYSTEM)
    held = Holding.objects.get(person=world.hidden)
    actions.answer(ask, [Answer(f"point-{theirs.pk}", "GONE"), Answer(f"post-{held.pk}", "GONE")], by=asked(ask))
    theirs.refresh_from_db(), held.refresh_from_db()
    assert theirs.ends_on is None and not Correction.objects.exists()


def test_only_the_holder_of_the_link_answers(world, ask):
    with pytest.raises(Refused):
        actions.answer(ask, [Answer("profile", "GONE")], by=world.outsider)
    assert asked(ask).allows(P.DETAILS_ANSWER) and not asked(ask).allows(P.DIRECTORY_EDIT)


def test_a_profile_shown_by_its_beginning_is_never_emptied_by_leaving_it_empty(world, ask, link, client):
    world.listed.listed, world.listed.goals, world.listed.resources = False, "เป้าหมายเดิม", "รถหนึ่งคัน"
    world.listed.save()
    assert client.post(link, {"profile-answer": "CHANGED"}).status_code == 422
    assert client.post(link, {"profile-answer": "CHANGED", "profile-goals": "เป้าหมายใหม่"}).status_code == 302
    world.listed.refresh_from_db()
    assert (world.listed.goals, world.listed.resources) == ("เป้าหมายใหม่", "รถหนึ่งคัน")
    assert world.listed.profile_confirmed_on == timezone.localdate()
