"""What is taken for a question that gives a reporter away, and what is not: Thai and English, asked as people ask."""

import pytest

from saiyai.cases.fishing import KINDS, signs
from saiyai.cases.wordings import FIRST

ASKS = [
    ("identity", "ขอทราบชื่อ-นามสกุลของคุณ"),
    ("identity", "ท่านคือใครครับ"),
    ("identity", "คุณชื่ออะไร"),
    ("identity", "คุณเป็นคนขับรถของนายกหรือเปล่า"),
    ("identity", "ท่านใช่เลขานุการของผู้อำนวยการใช่ไหม"),
    ("identity", "กรุณาส่งเลขบัตรประจำตัวประชาชนมาด้วย"),
    ("identity", "ขอให้ท่านแนะนำตัวก่อน"),
    ("identity", "ตำแหน่งของท่านคืออะไร"),
    ("identity", "ผู้แจ้งมีความสัมพันธ์กับผู้ถูกร้องอย่างไร"),
    ("identity", "ขอ ท ร า บ ชื่ อ จ ริ ง หน่อย"),
    ("identity", "คุณ\u200bเป็น\u200bใคร"),
    ("identity", "Who are you?"),
    ("identity", "Are you the driver of the mayor?"),
    ("identity", "Please tell us your full name"),
    ("identity", "We need your ID card"),
    ("identity", "What is your position?"),
    ("phone", "ขอเบอร์โทรหน่อย"),
    ("phone", "ฝากเบอร์ไว้ได้ไหม"),
    ("phone", "โทรหาเราได้ที่ ๐๒ ๑๒๓ ๔๕๖๗"),
    ("phone", "ขอหมายเลขโทรศัพท์ที่ติดต่อได้"),
    ("phone", "ให้เจ้าหน้าที่จะโทรกลับ"),
    ("phone", "Could we call you?"),
    ("phone", "What is your mobile number?"),
    ("phone", "Please call us back"),
    ("address", "บ้านของท่านอยู่ตรงไหน"),
    ("address", "ขอทราบที่อยู่ปัจจุบัน"),
    ("address", "คุณพักอยู่ตำบลอะไร"),
    ("address", "Where do you live?"),
    ("address", "Send us your home address"),
    ("contact", "ขอไอดีไลน์ครับ"),
    ("contact", "แอดไลน์มาคุยกัน"),
    ("contact", "มีอีเมลไหม"),
    ("contact", "ทักเฟซบุ๊กของสำนักงาน"),
    ("contact", "What is your LINE ID?"),
    ("contact", "Write to me on WhatsApp"),
    ("contact", "How can we contact you?"),
    ("workplace", "คุณทำงานที่ไหน"),
    ("workplace", "ท่านสังกัดกองใด"),
    ("workplace", "คุณอยู่แผนกไหน"),
    ("workplace", "หัวหน้าของคุณคือใคร"),
    ("workplace", "ขอทราบที่ทำงานของท่าน"),
    ("workplace", "Where do you work?"),
    ("workplace", "Who is your supervisor?"),
    ("workplace", "Do you work for the municipality?"),
    ("whereabouts", "ตอนนี้คุณอยู่ที่ไหน"),
    ("whereabouts", "ท่านอยู่จังหวัดใด"),
    ("whereabouts", "ขอนัดพบเจ้าหน้าที่วันพรุ่งนี้"),
    ("whereabouts", "แชร์โลเคชันให้หน่อย"),
    ("whereabouts", "Where are you now?"),
    ("whereabouts", "Please come to our office"),
    ("link", "กรอกแบบฟอร์มที่ https://forms.example/abc"),
    ("link", "ดูที่ forms.gle/x1Y2"),
    ("link", "www.pacc.go.th"),
    ("link", "ส่งไฟล์มาที่ officer@example.go.th"),
    ("link", "see example.com for more"),
]
FACTS = [
    "เหตุเกิดที่ไหน เมื่อใด",
    "เงินจ่ายให้ใคร เป็นจำนวนเท่าใด",
    "โครงการชื่ออะไร อยู่ในปีงบประมาณใด",
    "ผู้รับเหมาชื่ออะไร",
    "ใครบ้างที่เกี่ยวข้อง และมีตำแหน่งใดในหน่วยงาน",
    "เอกสารใดแสดงเรื่องนี้ และเก็บไว้ที่ใด",
    "มีผู้เห็นเหตุการณ์หรือไม่",
    "คุณรู้สึกว่ามีอันตรายหรือไม่ หากอันตรายใกล้ตัว โทร 191",
    "หากคุณอยู่ในอันตราย โทร ๑๙๑ ทันที",
    "คุณเป็นห่วงเรื่องความปลอดภัยหรือไม่",
    "ขอบคุณครับ ได้รับเรื่องแล้ว",
    "บริษัทตั้งอยู่ที่ใด",
    "ไลน์การผลิตหยุดเมื่อใด",
    "การตรวจรับงานทำเมื่อวันที่เท่าใด พ.ศ. ใด",
    "คุณไม่ต้องตอบคำถามที่ทำให้รู้ว่าเป็นใคร",
    "Where did it happen, and when?",
    "Who received the money, and how much?",
    "Which documents show this, and where are they kept?",
    "Do you feel in danger? If it is near, call 191.",
    "Which company was paid? What is the name of the project?",
    "Was the contract in line with the terms, e.g. article 3?",
    "Thank you. An officer reads your report.",
    "Who else knows of the payment?",
]


@pytest.mark.parametrize(("kind", "text"), ASKS)
def test_what_gives_a_reporter_away_is_found(kind, text):
    assert kind in [sign.kind for sign in signs(text)]


@pytest.mark.parametrize("text", FACTS)
def test_questions_about_facts_pass(text):
    assert signs(text) == []


def test_what_was_found_is_said_in_its_own_words():
    (sign,) = signs("สวัสดีครับ คุณชื่ออะไร เหตุเกิดเมื่อใด")
    assert sign.words == "คุณชื่ออะไร" and sign.label
    assert [sign.kind for sign in signs("Who are you, where do you work? www.example.com")] == [
        "identity", "workplace", "link",
    ]  # fmt: skip


def test_each_kind_is_tried_in_both_languages():
    thai = {kind for kind, text in ASKS if any("\u0e00" <= one <= "\u0e7f" for one in text)}
    assert thai == {kind for kind, text in ASKS if text.isascii()} | {"link"} == set(KINDS)


@pytest.mark.parametrize("wording", FIRST)
def test_the_first_questions_of_the_program_ask_for_facts_only(wording):
    assert signs(wording.text_th) == [] == signs(wording.text_en)


def test_a_very_long_message_is_looked_through_in_no_time():
    import time

    begin = time.perf_counter()
    signs("คุณเป็น" * 800)
    signs("a." * 4000)
    signs("คุณ" + "ก" * 8000)
    assert time.perf_counter() - begin < 2
