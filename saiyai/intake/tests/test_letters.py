"""Letters of a visit: taken away after a second question only, and never lost because they are too long."""

import pytest

from saiyai.intake.models import Message, Report
from saiyai.intake.tests import telling
from saiyai.intake.tests.telling import come_back, fill, go, heading, hidden, posted, receipt_on, send, text

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def told(frontdesk, officers):
    """A report, and its receipt."""
    (code,) = receipt_on(send(frontdesk, fill(frontdesk)))
    return Report.objects.get(), code


@pytest.mark.parametrize(("side", "published", "said"), [
    ("OFFICE", True, "ลบทั้งที่นี่และฝั่งเจ้าหน้าที่"), ("REPORTER", True, "อาจอ่านไปแล้ว"), ("REPORTER", False, "ก่อนที่เจ้าหน้าที่จะได้รับ"),
])  # fmt: skip
def test_a_letter_is_deleted_after_a_second_question_only(frontdesk, officers, told, side, published, said):
    report, code = told
    home = come_back(frontdesk, code)
    if side == "OFFICE":
        letter = telling.office_writes(officers["r4a"], report, "เหตุเกิดเดือนใด")
    else:
        home = go(frontdesk, home, "do:write", text="เหตุเกิดเดือนใด")
        letter = Message.objects.get()
        Message.objects.update(published=published)
    home = go(frontdesk, home, "home")
    assert f'value="remove:{letter.pk}"' in home.text and "do:remove" not in home.text
    asked = go(frontdesk, home, f"remove:{letter.pk}")
    assert heading(asked) == "ลบข้อความนี้หรือไม่" and "เหตุเกิดเดือนใด" in text(asked) and said in text(asked)
    assert Message.objects.exists()
    assert "ลบข้อความแล้ว" in text(go(frontdesk, asked, f"do:remove-{letter.pk}"))
    assert not Message.objects.exists()
    assert heading(go(frontdesk, home, f"remove:{letter.pk}")) == "เรื่องของคุณ", "there is nothing to ask about"


def test_nobody_is_asked_about_a_letter_of_another_report(frontdesk, officers, told):
    letter = telling.office_writes(officers["r4a"], told[0], "ของอีกเรื่อง")
    (other,) = receipt_on(send(frontdesk, fill(frontdesk)))
    assert "ของอีกเรื่อง" not in go(frontdesk, come_back(frontdesk, other), f"remove:{letter.pk}").text


@pytest.mark.parametrize("deed", ["write", "danger"])
def test_a_form_that_is_too_large_leads_back_to_the_visit_with_its_words(frontdesk, told, deed):
    home = come_back(frontdesk, told[1])
    words = {"carried": hidden(home), "go": f"do:{deed}", "text": "ก" * 180_000 + "ท้ายสุด"}
    answer = posted(frontdesk, "/report/back/", words)
    assert answer.status_code == 413 and "กท้ายสุด</textarea>" in answer.text and "แนบเพิ่มในเรื่องของคุณได้" in answer.text
    assert ("เจ้าหน้าที่ยังไม่ทราบเรื่องอันตรายนี้" in answer.text) == (deed == "danger") == ('href="tel:191"' in answer.text)
    assert heading(go(frontdesk, answer, "home")) == "เรื่องของคุณ" and not Message.objects.exists()
