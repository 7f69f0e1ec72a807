"""What officers see and do: the queue, the page of an application, its moves, and many at once."""

import pytest
from django.test import Client
from django.urls import reverse

from saiyai.accounts.tests.ways import PASSWORD, sign_in
from saiyai.audit.models import Event
from saiyai.membership import actions
from saiyai.membership.models import Application
from saiyai.membership.tests import ready
from saiyai.membership.views import bulk

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(cast, network):
    """A function that walks an application to a status."""
    return lambda status, **about: ready.at(status, cast, **about)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def confirmed(user):
    """Signed in by the page just now: nothing is asked again."""
    client = Client()
    sign_in(client, user)
    return client


def at(name, application, *more):
    return reverse(f"membership:{name}", args=[application.pk, *more])


def test_the_queue_shows_what_is_to_do_with_one_act_a_row(cast, stage):
    first, other = stage("DOCUMENTS"), stage("OPINION", given="ปิติ")
    page = signed_in(cast.somying).get(reverse("membership:queue"))
    assert page.status_code == 200
    text = page.content.decode()
    assert at("application", first) + "#documents" in text
    assert at("application", other) not in text
    assert text.count("btn-primary") == 1
    others = signed_in(cast.somying).get(reverse("membership:queue"), {"who": "others"}).content.decode()
    assert at("application", other) in others


def test_the_queue_narrows_by_words_stage_and_province(cast, stage):
    manee, piti = stage("DOCUMENTS"), stage("DOCUMENTS", given="ปิติ", province="42")
    client = signed_in(cast.somying)
    for query, seen, unseen in (
        ({"q": "มานี"}, manee, piti),
        ({"q": piti.number}, piti, manee),
        ({"province": "42"}, piti, manee),
    ):
        text = client.get(reverse("membership:queue"), query).content.decode()
        assert at("application", seen) in text, query
        assert at("application", unseen) not in text, query
    assert "chip" in client.get(reverse("membership:queue"), {"status": "BACKGROUND"}).content.decode()
    assert client.get(reverse("membership:queue"), {"status": "x", "sort": "y", "page": "z"}).status_code == 200


def test_another_office_and_a_member_see_nothing(cast, stage):
    application = stage("DOCUMENTS")
    assert (
        at("application", application)
        not in signed_in(cast.officer_r1).get(reverse("membership:queue")).content.decode()
    )
    for user in (cast.officer_r1, cast.member, cast.auditor, cast.outsider):
        client = signed_in(user)
        assert client.get(at("application", application)).status_code == 404
        assert client.post(at("pass_documents", application)).status_code == 404
        assert client.get(at("application_pdf", application)).status_code == 404
    assert signed_in(cast.member).get(reverse("membership:queue")).status_code == 404
    application.refresh_from_db()
    assert application.status == "DOCUMENTS"


def test_the_page_budgets(cast, stage, django_assert_max_num_queries):
    applications = [stage("DOCUMENTS", given=f"คนที่{n}") for n in range(3)]
    template = applications[0]
    rows = []
    for n in range(200):
        row = Application.objects.get(pk=template.pk)
        row.pk, row._state.adding, row.number, row.id_digest = None, True, f"4-2569-9{n:03d}", f"digest-{n}"
        row.pk = Application._meta.pk.get_default()
        rows.append(row)
    Application.objects.bulk_create(rows)
    client = signed_in(cast.somying)
    client.get(reverse("membership:queue"))
    with django_assert_max_num_queries(12):
        client.get(reverse("membership:queue"))
    with django_assert_max_num_queries(24):
        client.get(at("application", template))


def test_the_table_to_take_away_holds_no_formulas_and_is_on_record(cast, stage):
    application = stage("DOCUMENTS", given="=HYPERLINK(1)", family="ก")
    Application.objects.filter(pk=application.pk).update(title="", given_name="=HYPERLINK(1)")
    text = signed_in(cast.somying).get(reverse("membership:queue_export")).content.decode("utf-8-sig")
    assert application.number in text
    assert "'=HYPERLINK" in text
    assert application.phone not in text
    assert Event.objects.filter(verb="application.exported", facts__count=1).exists()


@pytest.mark.parametrize("status", ["ENDORSEMENT", "SUPPLY", "DECISION", "REJECTED", "APPEAL", "WITHDRAWN", "APPROVED"])
def test_every_stage_has_a_page(cast, stage, status):
    application = stage(status, official=status == "ENDORSEMENT")
    for user in (cast.somying, cast.thiradet, cast.decider, cast.reviewer):
        page = signed_in(user).get(at("application", application))
        assert page.status_code == 200, (status, user)
        assert application.party_name in page.content.decode()
        assert "no-store" in page["Cache-Control"]


def test_the_moves_in_the_browser_from_documents_to_member(cast, stage):
    application = stage("DOCUMENTS")
    document = application.documents.get()
    officer = signed_in(cast.somying)
    judge = at("judge_document", application, document.pk)
    prefix = f"j{document.pk.hex[:8]}"
    assert officer.post(judge, {f"{prefix}-accepted": "no"}).status_code == 422
    assert officer.post(judge, {f"{prefix}-accepted": "yes"}).status_code == 302
    for client, move, data in (
        (officer, "pass_documents", {}),
        (officer, "pass_background", {"pass_background-note": "ไม่พบ"}),
        (signed_in(cast.thiradet), "advise", {"advise-opinion": "SUPPORT", "advise-reason": "เหมาะสม"}),
        (signed_in(cast.decider), "approve", {"approve-reason": ""}),
    ):
        answer = client.post(at(move, application), data)
        assert answer.status_code == 302, (move, answer.content.decode()[:2000])
    application.refresh_from_db()
    assert application.status == "APPROVED"
    assert application.member.number.startswith("M4-")


def test_a_move_without_its_reason_keeps_the_page_and_says_so(cast, stage):
    application = stage("DECISION")
    client = signed_in(cast.decider)
    answer = client.post(at("reject", application), {"reject-reason": "  "})
    assert answer.status_code == 422
    assert "id_reject-reason_error" in answer.content.decode()
    application.refresh_from_db()
    assert application.status == "DECISION"


def test_two_officers_at_once_the_second_learns_who_decided_and_keeps_the_words(cast, stage):
    application = stage("DECISION")
    actions.approve(application, by=cast.decider)
    from saiyai.accounts.models import Grant, User

    second = User.objects.create(email="second@saiyai.example", display_name="คนที่สอง")
    Grant.objects.create(
        user=second, role="membership_decider", reach="ALL", status="CONFIRMED", starts_on="2020-01-01"
    )
    answer = signed_in(second).post(at("reject", application), {"reject-reason": "เหตุผลที่พิมพ์ไว้"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert cast.decider.display_name in text
    assert "เหตุผลที่พิมพ์ไว้" in text
    application.refresh_from_db()
    assert application.status == "APPROVED"


def test_a_document_is_opened_with_a_reason_in_a_box_without_rights(cast, stage):
    application = stage("DOCUMENTS")
    document = application.documents.get()
    client, address = confirmed(cast.somying), at("open_document", application, document.pk)
    assert client.post(address, {}).status_code == 422
    answer = client.post(address, {f"o{document.pk.hex[:8]}-reason": "ตรวจชื่อ"})
    assert answer.content == ready.PICTURE
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline")
    assert Event.objects.filter(verb="document.opened", facts__reason="ตรวจชื่อ").exists()


def test_the_identity_number_is_sealed_until_it_is_opened_on_the_record(cast, stage):
    application = stage("DOCUMENTS")
    client = confirmed(cast.somying)
    number = actions.open_identity(application, by=cast.somying, reason="test")
    assert number not in client.get(at("application", application)).content.decode()
    assert client.post(at("open_identity", application), {}).status_code == 422
    assert number in client.post(at("open_identity", application), {"identity-reason": "เทียบ"}).content.decode()
    assert Event.objects.filter(verb="application.identity_opened", facts__reason="เทียบ").exists()
    assert (
        signed_in(cast.thiradet).post(at("open_identity", application), {"identity-reason": "อยากรู้"}).status_code == 409
    )


@pytest.mark.parametrize("what", ["identity", "document"])
def test_opening_asks_who_is_there_and_loses_no_reason_on_the_way(cast, stage, what):
    application = stage("DOCUMENTS")
    document = application.documents.get()
    address, field, verb = at("open_identity", application), "identity-reason", "application.identity_opened"
    if what == "document":
        address, verb = at("open_document", application, document.pk), "document.opened"
        field = f"o{document.pk.hex[:8]}-reason"
    client = signed_in(cast.somying)  # a sign-in that was not confirmed lately
    detour = client.post(address, {field: "ตรวจเทียบกับสำเนา"})
    assert detour.url.startswith(reverse("account_reauthenticate"))
    assert not Event.objects.filter(verb=verb).exists()
    assert client.post(detour.url, {"password": "ไม่ใช่", "next": address}).status_code == 200
    assert not Event.objects.filter(verb=verb).exists()
    opened = client.post(detour.url, {"password": PASSWORD, "next": address})
    assert opened.status_code == 200
    assert Event.objects.filter(verb=verb, facts__reason="ตรวจเทียบกับสำเนา").count() == 1
    assert "no-store" in opened["Cache-Control"]
    if what == "document":
        assert opened.content == ready.PICTURE
    # Five minutes long nothing is asked again.
    assert client.post(address, {field: "อีกครั้ง"}).status_code == 200


def test_who_may_not_open_is_not_asked_for_the_password(cast, stage):
    application = stage("DOCUMENTS")
    refused = signed_in(cast.thiradet).post(at("open_identity", application), {"identity-reason": "อยากรู้"})
    assert refused.status_code == 409


def test_assigning_goes_to_officers_of_the_office_only(cast, stage):
    application = stage("DOCUMENTS")
    client = signed_in(cast.somying)
    assert client.post(at("assign", application), {"assign-officer": cast.officer_r1.pk}).status_code == 422
    assert client.post(at("assign", application), {"assign-officer": cast.somying.pk}).status_code == 302
    application.refresh_from_db()
    assert application.assigned_to == cast.somying


def test_the_superior_is_reminded_once_a_day(cast, stage):
    from datetime import timedelta

    application = stage("ENDORSEMENT", official=True)
    client = signed_in(cast.somying)
    assert client.post(at("remind_endorser", application)).status_code == 409
    asked = application.endorsements.get()
    type(asked).objects.filter(pk=asked.pk).update(asked_at=asked.asked_at - timedelta(days=2))
    assert client.post(at("remind_endorser", application)).status_code == 302
    assert client.post(at("remind_endorser", application)).status_code == 409


def test_the_filled_form_is_a_pdf(cast, stage):
    answer = signed_in(cast.somying).get(at("application_pdf", stage("DOCUMENTS")))
    assert answer.content.startswith(b"%PDF")


def test_many_at_once_each_by_itself(cast, stage):
    ready_one, early, third = stage("DECISION"), stage("OPINION", given="ปิติ"), stage("DECISION", given="ชูใจ")
    client = signed_in(cast.decider)
    ids = [str(one.pk) for one in (ready_one, early, third)]
    page = client.post(reverse("membership:bulk"), {"do": "reject", "id": ids})
    assert page.status_code == 200
    assert f"reason-{ready_one.pk}" in page.content.decode()
    assert f"reason-{early.pk}" not in page.content.decode()
    confirm = reverse("membership:bulk_confirm")
    lacking = client.post(confirm, {"do": "reject", "id": ids, f"reason-{ready_one.pk}": "เหตุหนึ่ง"})
    assert lacking.status_code == 422
    assert "เหตุหนึ่ง" in lacking.content.decode()
    answer = client.post(
        confirm, {"do": "reject", "id": ids, f"reason-{ready_one.pk}": "เหตุหนึ่ง", "same": "เหตุร่วม"}, follow=True
    )
    assert answer.status_code == 200
    ready_one.refresh_from_db()
    third.refresh_from_db()
    early.refresh_from_db()
    assert (ready_one.status, ready_one.decision_reason) == ("REJECTED", "เหตุหนึ่ง")
    assert (third.status, third.decision_reason) == ("REJECTED", "เหตุร่วม")
    assert early.status == "OPINION"
    assert early.party_name in answer.content.decode()


def test_more_than_fit_in_one_round_wait_and_nothing_goes_without_a_word(cast, stage, monkeypatch):
    monkeypatch.setattr(bulk, "AT_MOST", 2)
    chosen = [stage("DECISION", given=f"คนที่{n}") for n in range(3)]
    elsewhere = stage("DOCUMENTS", given="อีก", province="50")
    Application.objects.filter(pk=elsewhere.pk).update(status="DRAFT", number=None, submitted_at=None)
    client, ids = signed_in(cast.decider), [str(one.pk) for one in (*reversed(chosen), elsewhere)]
    page = client.post(reverse("membership:bulk"), {"do": "reject", "id": ids})
    assert [row["application"] for row in page.context["rows"]] == chosen[:2]
    assert (page.context["left"], page.context["unseen"]) == (chosen[2:], 1)
    assert "อีก 1 ฉบับยังไม่ถูกดำเนินการ" in page.content.decode()
    sent = {"do": "reject", "id": ids[1:3], "more": [ids[0]], "same": "เหตุร่วม"}
    told = client.post(reverse("membership:bulk_confirm"), sent, follow=True)
    assert [row["number"] for row in told.context["done"]] == [one.number for one in chosen[:2]]
    assert told.context["left"] == [str(chosen[2].pk)]
    assert "ยังเหลืออีก 1 ฉบับ" in told.content.decode()
    assert [Application.objects.get(pk=one.pk).status for one in chosen] == ["REJECTED", "REJECTED", "DECISION"]
    following = client.post(reverse("membership:bulk"), {"do": "reject", "id": told.context["left"]})
    assert [row["application"] for row in following.context["rows"]] == chosen[2:]


def test_many_at_once_stay_within_the_office(cast, stage):
    application = stage("DOCUMENTS")
    client = signed_in(cast.officer_r1)
    data = {"do": "ask_for", "id": [str(application.pk), "nonsense"], "same": "ขอเพิ่ม"}
    assert client.post(reverse("membership:bulk"), data).status_code == 422
    client.post(reverse("membership:bulk_confirm"), data)
    application.refresh_from_db()
    assert application.status == "DOCUMENTS"
    assert client.post(reverse("membership:bulk"), {"do": "nonsense"}).status_code == 404
    assign = {"do": "assign", "id": [str(application.pk)], "officer": str(cast.somying.pk)}
    assert signed_in(cast.somying).post(reverse("membership:bulk_confirm"), assign).status_code == 302
    application.refresh_from_db()
    assert application.assigned_to == cast.somying


def test_likely_twins_are_shown(cast, stage):
    stage("DOCUMENTS", given="มานี", family="คนเดียว")
    second = stage("DOCUMENTS", given="มานี", family="คนเดียว")
    assert 'id="twins"' in signed_in(cast.somying).get(at("application", second)).content.decode()
