"""Who is left out has no wrap; and a report about an office does not go to that office."""

import pytest

from saiyai.intake import rules
from saiyai.intake.models import Reader, RecoveryKey, Report, Wrap
from saiyai.intake.queries import desks, readers
from saiyai.intake.tests.telling import fill, hidden, send, state
from saiyai.intake.told import Accused, LeftOut, Told

pytestmark = pytest.mark.django_db(databases="__all__")


def offices():
    return rules.Offices(tuple(desks()), tuple(readers()))


def reads(report):
    return set(report.wraps.filter(kind="OFFICER").values_list("reader", flat=True))


def test_a_ticked_officer_has_no_wrap(frontdesk, officers):
    out = officers["r4a"]
    send(frontdesk, fill(frontdesk, {"exclude": {"officers": [str(out.key)]}}))
    report = Report.objects.get()
    assert reads(report) == {str(officers["r4b"].key)}
    assert officers["r4b"].body(report).left_out == {str(out.key)}
    assert report.wraps.filter(kind="RECOVERY").exists()


@pytest.mark.parametrize("typed", ["นายณัฐพงษ์ ริมโขง", "ณัฐพงศ์ ริมโขง", "ริมโขง", "ณัฐพงษ์  ริมโขง"])
def test_a_typed_name_leaves_out_whom_it_may_mean(frontdesk, officers, typed):
    send(frontdesk, fill(frontdesk, {"exclude": {"names": typed}}))
    report = Report.objects.get()
    assert reads(report) == {str(officers["r4b"].key)}
    told = officers["r4b"].body(report)
    assert LeftOut(name=" ".join(typed.split())) in told.excluded


def test_somebody_who_is_told_of_does_not_read_it(frontdesk, officers):
    send(frontdesk, fill(frontdesk, {"who": {"name_0": "สมพร เก็บดี"}}))
    assert reads(Report.objects.get()) == {str(officers["r4a"].key)}


def test_a_desk_of_which_all_are_left_out_is_not_offered(frontdesk, officers):
    last = fill(frontdesk, {"exclude": {"names": "สำนักงานเขต 4"}, "desk": {"desk": "HQ"}})
    send(frontdesk, last)
    assert reads(Report.objects.get()) == {str(officers["hq1"].key), str(officers["hq2"].key)}


def test_a_report_about_our_own_office_is_suggested_to_the_central_one(officers):
    assert offices().suggested("40", ["เทศบาลตำบลหนึ่ง"]).code == "R4"
    assert offices().suggested("40", ["สำนักงานเขต 4"]).code == "HQ"
    assert offices().suggested("", []).code == "HQ"
    assert offices().suggested("40", [], {str(officers["r4a"].key), str(officers["r4b"].key)}).code == "HQ"


def test_if_everybody_is_left_out_somebody_must_stay(frontdesk, officers):
    everybody = [str(one) for one in Reader.objects.values_list("officer", flat=True)]
    last = fill(frontdesk)
    page = frontdesk.post("/report/tell/", {"carried": hidden(last), "go": "to:exclude"})
    answer = frontdesk.post("/report/tell/", {"carried": hidden(page), "go": "next", "officers": everybody})
    assert answer.status_code == 422 and state(answer)["step"] == "exclude"
    assert "1205" in answer.content.decode()
    assert not Report.objects.exists()


def test_if_the_last_reader_goes_while_somebody_writes_it_is_not_received(frontdesk, officers):
    last = fill(frontdesk)
    Reader.objects.filter(desk="R4").delete()
    answer = send(frontdesk, last)
    assert answer.status_code == 422 and state(answer)["step"] == "desk" and not Report.objects.exists()
    Reader.objects.all().delete()  # nobody excluded them: the whole channel is closed, and says so
    answer = send(frontdesk, last)
    assert answer.status_code == 503 and state(answer)["answers"] and not Report.objects.exists()


@pytest.mark.parametrize(
    ("exclude", "who"),
    [
        ({"names": "ธรรมา รักษากุญแจ"}, {"agency": "เทศบาล"}),
        ({"names": "มหาวิทยาลัยหนึ่ง"}, {"agency": "เทศบาล"}),
        ({}, {"name_0": "นางธรรมา รักษากุญแจ"}),
    ],
)
def test_a_report_in_which_a_trustee_is_named_is_not_wrapped_to_the_trustees(frontdesk, officers, exclude, who):
    send(frontdesk, fill(frontdesk, {"exclude": exclude, "who": who}))
    assert set(Wrap.objects.values_list("kind", flat=True)) == {"REPORTER", "OFFICER"}


def test_a_trustee_is_known_by_key_as_well():
    recovery = RecoveryKey(trustees=[{"officer": "11111111-1111-4111-8111-111111111111", "name": "ก", "agency": ""}])
    assert rules.trustee_is_named(recovery, Told(excluded=(LeftOut(officer="11111111-1111-4111-8111-111111111111"),)))
    assert not rules.trustee_is_named(recovery, Told(who=(Accused(name="สมชาย ใจดี"),)))


@pytest.mark.parametrize(
    ("typed", "name", "same"),
    [
        ("สมชาย ใจดี", "นายสมชาย ใจดี", True),
        ("พ.ต.ท. สมชาย", "พันตำรวจโท สมชาย ใจดี", True),
        ("สมชาย ใจร้าย", "นายสมชาย ใจดี", False),
        ("ก", "นายกลาง ใจตรง", False),
        ("", "นายกลาง ใจตรง", False),
    ],
)
def test_names_are_compared_without_titles(typed, name, same):
    assert rules.same_person(typed, name) is same


def test_an_officer_who_went_off_duty_while_somebody_wrote_stays_left_out(frontdesk, officers):
    out = officers["r4a"]
    last = fill(frontdesk, {"exclude": {"officers": [str(out.key)]}})
    Reader.objects.filter(officer=out.key).delete()
    assert send(frontdesk, last).status_code == 200
    assert officers["r4b"].body(Report.objects.get()).left_out == {str(out.key)}


def test_a_key_that_is_none_is_refused(frontdesk, officers):
    page = frontdesk.post("/report/tell/", {"carried": hidden(fill(frontdesk)), "go": "to:exclude"})
    answer = frontdesk.post("/report/tell/", {"carried": hidden(page), "go": "next", "officers": ["nobody"]})
    assert answer.status_code == 422 and state(answer)["step"] == "exclude"
