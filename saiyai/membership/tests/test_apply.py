"""The form from the empty page to where the application stands, and everything that may be typed wrongly."""

import re

import pytest

from saiyai.accounts.models import PrivateLink
from saiyai.membership import actions
from saiyai.membership.models import Application, Consent, Document, Endorsement
from saiyai.membership.tests.form_answers import PERSON, UNIT, begin, fill, identity_number, picture
from saiyai.notify.models import Letter
from saiyai.policy.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(client, offices, network):
    """A draft of a person, by its private address."""
    return begin(client)


@pytest.fixture
def sent(client, start):
    """An application that was sent in and waits for the superior."""
    fill(client, start)
    client.post(f"{start}submit/")
    return start


def saved():
    return Application.objects.get()


def test_the_first_page_tells_what_is_needed_and_starts_a_draft(client, offices, network):
    page = client.get("/apply/").content.decode()
    assert "เริ่มกรอกใบสมัคร" in page and "10 MB" in page
    response = client.post("/apply/", {"kind": "PERSON", "email": "Somchai@Example.go.th"})
    assert response.status_code == 302
    assert saved().email == "somchai@example.go.th" and saved().language == "th"
    assert Letter.objects.count() == 1


def test_a_whole_journey_ends_with_a_number_and_a_letter_to_the_superior(client, start):
    fill(client, start)
    review = client.get(f"{start}review/").content.decode()
    assert "ส่งใบสมัคร" in review and "นักวิชาการตรวจสอบภายใน" in review
    assert identity_number() not in review
    response = client.post(f"{start}submit/")
    assert response.status_code == 302 and response.url == start
    application = saved()
    assert application.status == "ENDORSEMENT" and application.office_id == "R4" and application.number
    assert application.id_sealed and identity_number() not in application.id_sealed
    assert Endorsement.objects.get().email == "aree@example.go.th"
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"BACKGROUND", "LINE"}
    page = client.get(start).content.decode()
    assert application.number in page and "รอผู้บังคับบัญชารับรอง" in page


def test_a_unit_goes_to_the_office_of_its_place_and_its_head_is_asked(client, offices, network):
    start = begin(client, "UNIT")
    fill(client, start, UNIT)
    client.post(f"{start}submit/")
    assert saved().office_id == "R4" and saved().status == "ENDORSEMENT"
    assert Endorsement.objects.get().email == "head@example.ac.th"


def test_sending_twice_or_going_back_makes_one_application(client, sent):
    number = saved().number
    again = client.post(f"{sent}submit/")
    assert again.status_code == 302 and again.url == sent
    assert client.post(f"{sent}name/", PERSON["name"]).url == sent
    assert client.get(f"{sent}name/").url == sent
    assert saved().number == number and Endorsement.objects.count() == 1


def test_what_is_missing_is_said_and_nothing_is_sent(client, start):
    fill(client, start, but=("work", "documents"))
    page = client.get(f"{start}review/").content.decode()
    assert "ยังขาด" in page and "คุณสมัครในฐานะ" in page and "สำเนาบัตรประจำตัวประชาชน" in page
    response = client.post(f"{start}submit/")
    assert response.status_code == 409
    assert saved().status == "DRAFT"


def test_go_on_later_saves_half_a_topic(client, start):
    response = client.post(f"{start}identity/", {"nationality": "ไทย", "later": "1"})
    assert response.status_code == 302 and response.url == start
    assert saved().nationality == "ไทย"


BAD = [
    ("identity", {"number": "1101700203451"}, "หลักสุดท้าย"),
    ("identity", {"number": "110170"}, "13 หลัก"),
    ("identity", {"born_on": "5/3/2590"}, "ยังมาไม่ถึง"),
    ("identity", {"born_on": "5/3/28"}, "4 หลัก"),
    ("identity", {"born_on": "30/2/2528"}, "ไม่มีวันที่นี้"),
    ("identity", {"id_issued_on": "1/1/2566", "id_expires_on": "1/1/2560"}, "หมดอายุก่อน"),
    ("name", {"given_name": "ก" * 300}, "120"),
    ("name", {"given_name": "สม\x07ชาย"}, "มองไม่เห็น"),
    ("name", {"given_name": "สมชาย9"}, "ตัวเลข"),
    ("name", {"given_name_en": "สมชาย"}, "อักษรโรมัน"),
    ("address", {"area": "ในเมือง เมืองขอนแก่น เชียงใหม่"}, "จังหวัด"),
    ("address", {"postcode": "50000"}, "รหัสไปรษณีย์"),
    ("address", {"area": "ในเมือง"}, "หลายแห่ง"),
    ("address", {"area": "ไม่มีที่แบบนี้แน่นอน"}, "ไม่พบ"),
    ("contact", {"phone": "12345"}, "สั้นเกินไป"),
    ("contact", {"email": "somchai@"}, "name@example.go.th"),
    ("work", {"superior_email": ""}, "เจ้าหน้าที่ของรัฐ"),
    ("areas", {"watch_provinces": []}, "เลือกอย่างน้อย"),
    ("declarations", {"state_contractor": "yes"}, "กรุณากรอก"),
    ("consents", {"pledges_code": ""}, "คำมั่น"),
]


@pytest.mark.parametrize(("step", "wrong", "sentence"), BAD)
def test_bad_input_is_explained_beside_the_field_and_stays_in_the_box(client, start, step, wrong, sentence):
    version = saved().version
    response = client.post(f"{start}{step}/", {**PERSON[step], **wrong})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page, page[page.find('role="alert"') :][:900]
    for value in wrong.values():
        assert not value or isinstance(value, list) or value in page or "\x07" in value or value in ("yes", "no")
    for value in PERSON[step].values():
        assert not isinstance(value, str) or value in page or value in wrong.values() or set(wrong) & set(PERSON[step])
    assert saved().version == version


def test_zero_width_characters_are_cleaned(client, start):
    client.post(f"{start}name/", {"given_name": "สม\u200bชาย\ufeff", "family_name": " ใจ\u00a0ดี "})
    assert (saved().given_name, saved().family_name) == ("สมชาย", "ใจ ดี")


def test_without_scripts_the_place_is_found_by_a_button_and_chosen_from_a_list(client, start):
    typed = {"address": "118/4", "area": "ในเมือง ขอนแก่น", "find": "area"}
    response = client.post(f"{start}address/", typed)
    page = response.content.decode()
    assert response.status_code == 200 and 'value="400101"' in page and "118/4" in page
    assert saved().address == ""
    chosen = {"address": "118/4", "area": "ในเมือง ขอนแก่น", "area_code": "400101", "registered_same": "yes"}
    assert client.post(f"{start}address/", chosen).status_code == 302
    assert (saved().area_code, saved().postcode) == ("400101", "40000")


def test_a_chosen_place_does_not_outlive_the_words_that_were_changed(client, start):
    """Without scripts the hidden code of the place before comes along with newly typed words."""
    typed = {"address": "1", "area": "สุเทพ เมืองเชียงใหม่", "area_code": "400101", "registered_same": "yes"}
    client.post(f"{start}address/", typed)
    assert saved().area_code.startswith("5001")


def test_two_windows_show_both_values_and_lose_none(client, start):
    client.post(f"{start}name/", {"given_name": "สมชาย"})
    page = client.get(f"{start}name/").context["form"]
    seen = page.initial["seen"]
    client.post(f"{start}name/", {"given_name": "สมชาติ", "seen": seen})
    response = client.post(f"{start}name/", {"given_name": "สมหมาย", "seen": seen})
    text = response.content.decode()
    assert response.status_code == 409 and "สมชาติ" in text and "สมหมาย" in text
    assert saved().given_name == "สมชาติ"
    again = response.context["form"].data["seen"]
    assert client.post(f"{start}name/", {"given_name": "สมหมาย", "seen": again}).status_code == 302
    assert saved().given_name == "สมหมาย"


def test_another_topic_saved_meanwhile_is_no_conflict(client, start):
    seen = client.get(f"{start}name/").context["form"].initial["seen"]
    client.post(f"{start}contact/", PERSON["contact"])
    assert client.post(f"{start}name/", {**PERSON["name"], "seen": seen}).status_code == 302


def test_a_stale_or_unknown_link_says_what_to_do(client, start):
    PrivateLink.objects.update(expires_at="2020-01-01T00:00:00Z")
    for address in (start, f"{start}name/", "/apply/nothing-like-a-token/", f"{start}submit/"):
        response = client.post(address) if "submit" in address else client.get(address)
        assert response.status_code == 404
        assert "ลิงก์นี้ใช้ไม่ได้แล้ว" in response.content.decode()


def test_the_way_back_tells_nothing_about_who_applied(client, start):
    client.post(f"{start}contact/", PERSON["contact"])
    PrivateLink.objects.update(created_at="2020-01-01T00:00:00Z")
    known = client.post("/apply/resume/", {"resume-email": "Somchai@example.go.th"})
    assert Letter.objects.count() == 1
    unknown = client.post("/apply/resume/", {"resume-email": "nobody00@example.go.th"})
    assert Letter.objects.count() == 1
    told = [re.sub('value="[^"]{64}"', "", page.content.decode()) for page in (known, unknown)]
    assert told[0].replace("somchai", "nobody00") == told[1]


def test_the_same_number_twice_is_told_without_telling_whose(client, sent):
    other = begin(client)
    client.post(f"{other}identity/", PERSON["identity"])
    page = client.get(other).content.decode()
    assert "มีใบสมัครที่ใช้เลขนี้อยู่แล้ว" in page
    assert "สมชาย" not in page and "somchai@example.go.th" not in page
    PrivateLink.objects.update(created_at="2020-01-01T00:00:00Z")
    before = Letter.objects.count()
    assert client.post(f"{other}twin/").status_code == 302
    assert Letter.objects.count() == before + 1


def test_private_pages_are_not_kept(client, start):
    for tail in ("", "name/", "review/"):
        response = client.get(start + tail)
        assert response["Cache-Control"] == "no-store" and response["Referrer-Policy"] == "same-origin"


def test_pages_of_the_form_ask_the_database_little(client, start, django_assert_max_num_queries):
    fill(client, start)
    for tail in ("", "name/", "identity/", "address/", "work/", "areas/", "documents/", "consents/", "review/"):
        with django_assert_max_num_queries(12):
            assert client.get(start + tail).status_code == 200


def test_files_can_be_read_back_and_removed(client, start):
    client.post(f"{start}documents/", {"ID_CARD": picture(), "stay": "1"})
    document = Document.objects.get()
    answer = client.get(f"{start}documents/{document.pk}/")
    assert answer.content.startswith(b"\xff\xd8") and answer["Content-Disposition"].startswith("attachment")
    assert client.post(f"{start}documents/{document.pk}/remove/").status_code == 302
    assert not Document.objects.exists()


def test_nobody_reaches_a_file_of_another_application(client, start):
    client.post(f"{start}documents/", {"ID_CARD": picture(), "stay": "1"})
    other = begin(client)
    assert client.get(f"{other}documents/{Document.objects.get().pk}/").status_code == 404


def test_deleting_a_draft_deletes_everything(client, start):
    assert "ลบร่าง" in client.get(f"{start}withdraw/").content.decode()
    client.post(f"{start}withdraw/", {"reason": ""})
    assert not Application.objects.exists()
    assert client.get(start).status_code == 404


def test_an_officer_types_a_paper_form_with_its_scan(client, network, cast):
    client.force_login(cast.somying)
    start = client.post("/applications/paper/", {"kind": "PERSON"}).url
    work = {"applicant_kind": "OFFICIAL", "province_code": "40"}
    fill(client, start, {**PERSON, "work": work, "contact": {"phone": "0812345678"}}, but=("documents",))
    client.post(f"{start}documents/", {"ID_CARD": picture(), "PAPER_FORM": picture("scan.jpg", (700, 900))})
    response = client.post(f"{start}submit/")
    assert response.status_code == 302 and response.url == f"/applications/{saved().pk}/"
    assert saved().status == "DOCUMENTS" and saved().on_paper and not Letter.objects.exists()


def test_the_system_may_still_delete_an_old_draft(client, offices, network):
    begin(client)
    actions.withdraw(saved(), by=SYSTEM)
    assert not Application.objects.exists()
