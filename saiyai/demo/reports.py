"""Reports of the demo: invented stories, received and handed to the officers as real ones are. In demo mode only.

One of them is confidential, with printed codes, so that whoever looks around can come back to it as its reporter.
"""

import io
from typing import NamedTuple

from django.conf import settings
from PIL import Image, ImageDraw

from saiyai.accounts.models import Office, User
from saiyai.accounts.vault import keeping
from saiyai.accounts.vault.session import unlocked_by
from saiyai.cases import actions
from saiyai.crypto import codes
from saiyai.crypto.bearer import Receipt
from saiyai.demo.cast import CAST, PASSPHRASE
from saiyai.demo.vaults import NotTheDemo
from saiyai.intake import queries
from saiyai.intake.actions import receiving
from saiyai.intake.actors import REPORTER
from saiyai.intake.told import Accused, Told, Where
from saiyai.intake.uploads import SealingUploadHandler
from saiyai.policy.actors import SYSTEM
from saiyai.thai.dates import add_months

ON_DUTY = ("kaew", "boonmee", "sunee", "chai")  # by name, at region 4, region 1 and the centre


def _fixed(start, length):
    digits = (start * length)[:length]
    return digits + codes.check_digit(digits)


RECEIPT, CONSENT = _fixed("2569", codes.RECEIPT), _fixed("2570", codes.CONSENT)


class Story(NamedTuple):
    """A report of the demo, and the office to which it goes."""

    desk: str
    told: Told
    files: tuple = ()
    left_out: str = ""  # one of the cast
    identity: dict | None = None


CONFIDENTIAL = Story(
    "R4",
    Told(
        title="เงินทอนค่าซ่อมถนนในหมู่บ้าน",
        what=(
            "ผู้รับเหมาที่ซ่อมถนนสายหมู่ 7 เล่าในวงอาหารว่า ทุกงวดที่เบิกได้ต้องคืนให้นายช่างร้อยละสิบห้า "
            "ถนนทำเสร็จสามเดือนก็ร่อนแล้ว ตอนตรวจรับไม่มีใครออกมาวัดความหนาของยาง"
        ),
        who=(Accused("นายสมมุติ หมายเลขหนึ่ง", "นายช่างโยธา", "เทศบาลตำบลบึงสมมุติ"),),
        agency="เทศบาลตำบลบึงสมมุติ",
        when="ปลายปี 2568",
        where=Where(place="ถนนสายหมู่ 7", province="40"),
        harm="รถพยาบาลเข้าหมู่บ้านช้าลง เพราะต้องหลบหลุม",
        wish="ขอให้ตรวจความหนาของถนนกับสัญญา",
        evidence="มีภาพถ่ายใบส่งของ อยู่ที่บ้าน ยังไม่ได้ส่ง",
        mode="confidential",
        network_member="no",
    ),
    identity={"name": "นางสาวสมมุติ ผู้แจ้งเรื่อง", "phone": "081 000 0000", "note": "โทรได้หลังหกโมงเย็น"},
)
STORIES = (
    CONFIDENTIAL,
    Story(
        "R4",
        Told(
            title="ค่าอาหารกลางวันเด็กหายไปครึ่งหนึ่ง",
            what=(
                "งบค่าอาหารกลางวันของศูนย์เด็กเล็กได้มาเท่าเดิม แต่ตั้งแต่ต้นปีกับข้าวเหลืออย่างเดียว "
                "ใบเสร็จที่แนบเบิกมาจากร้านที่ปิดไปแล้ว ส่งภาพใบเสร็จกับภาพหน้าร้านมาด้วย"
            ),
            agency="องค์การบริหารส่วนตำบลทุ่งสมมุติ",
            when="มกราคม ถึง มีนาคม 2569",
            where=Where(place="ศูนย์พัฒนาเด็กเล็ก", province="42"),
            harm="เด็กสามสิบสองคนได้กินไม่พอ",
            evidence="ภาพใบเสร็จ และภาพหน้าร้านที่ปิดแล้ว",
        ),
        files=(("ใบเสร็จ.jpg", "receipt"), ("หน้าร้าน.png", "shop")),
    ),
    Story(
        "R4",
        Told(
            title="เรียกเงินแลกกับตำแหน่งจ้างเหมา",
            what=(
                "คนที่จะต่อสัญญาจ้างเหมาปีนี้ถูกบอกให้เตรียมเงินคนละสองหมื่น ใครไม่จ่ายก็ไม่มีชื่อในประกาศ "
                "เจ้าหน้าที่รับเรื่องคนหนึ่งเป็นญาติของคนเก็บเงิน จึงขอไม่ให้เขาเห็นเรื่องนี้"
            ),
            who=(Accused("นางสมมุติ หมายเลขสอง", "หัวหน้าฝ่าย", "สำนักงานสมมุติจังหวัด"),),
            agency="สำนักงานสมมุติจังหวัด",
            where=Where(province="40"),
            wish="ขอให้คนที่ไม่จ่ายได้สิทธิเท่ากัน",
        ),
        left_out="boonmee",
    ),
    Story(
        "R1",
        Told(
            title="รถหลวงไปรับส่งลูก",
            what="รถตู้ของหน่วยงานจอดหน้าโรงเรียนเอกชนทุกเช้าและเย็น คนขับบอกว่านายสั่ง ค่าน้ำมันเบิกเป็นงานออกพื้นที่",
            agency="โรงพยาบาลสมมุติริมน้ำ",
            when="ทุกวันเรียน ตั้งแต่เปิดเทอม",
            where=Where(province="14"),
        ),
    ),
    Story(
        "HQ",
        Told(
            title="ล็อกสเปกเครื่องพิมพ์",
            what=("ประกาศซื้อเครื่องพิมพ์กำหนดขนาดถาดกระดาษละเอียดจนมียี่ห้อเดียวที่ผ่าน บริษัทที่ได้งานสามปีติดกันอยู่ที่อยู่เดียวกัน กับบริษัทที่ยื่นแข่ง"),
            agency="กรมสมมุติพัสดุ",
            where=Where(province="10"),
            evidence="เลขที่ประกาศทั้งสามปีอยู่บนเว็บไซต์ของกรม",
        ),
    ),
    Story(
        "HQ",
        Told(
            title="An official asks for money at the counter",
            what="At the counter I was told that my permit takes three months, or three days with an envelope.",
            agency="สำนักงานใบอนุญาตสมมุติ",
            where=Where(province="10"),
            language="en",
        ),
    ),
)


def file_reports():
    """Put officers on duty, let reports come in, hand them over, and have one answered. Returns how many came in."""
    if not settings.DEMO:
        raise NotTheDemo("reports with a printed receipt are for the demo only")
    if queries.report_of(Receipt(RECEIPT)):
        return 0
    actions.publish_desk(by=SYSTEM)
    users = {user.email: user for user in User.objects.all().filter(email__in=[part.email for part in CAST])}
    cast = {part.key: users[part.email] for part in CAST}
    for part in CAST:
        if part.key in ON_DUTY:
            actions.put_on_duty(cast[part.key], Office.objects.get(code=part.office), by=SYSTEM)
    for story in STORIES:
        _receive(story, cast)
    actions.publish_batch(by=SYSTEM)
    _answer(cast["kaew"])
    return len(STORIES)


def _receive(story, cast):
    told = story.told
    if story.left_out:
        left = cast[story.left_out]
        told = Told.from_dict({**told.to_dict(), "excluded": [{"officer": str(left.pk), "name": left.display_name}]})
    printed = story is CONFIDENTIAL
    receiving.receive(
        told,
        desk=story.desk,
        receipt=RECEIPT if printed else codes.new_code(codes.RECEIPT),
        consent=CONSENT if printed else "",
        identity=story.identity,
        files=[_upload(name, _draw(kind, name)) for name, kind in story.files],
        by=REPORTER,
    )


def _upload(name, content):
    """A file as the front desk takes it in: sealed from its first byte on."""
    handler = SealingUploadHandler()
    handler.new_file("files", name, "image/png" if name.endswith(".png") else "image/jpeg", len(content))
    handler.receive_data_chunk(content, 0)
    return handler.file_complete(len(content))


def _draw(kind, name):
    """A picture that shows something, and carries where and with what it was made: safe copies must not."""
    picture, out = Image.new("RGB", (900, 1200), "#f4efe4"), io.BytesIO()
    pen = ImageDraw.Draw(picture)
    if kind == "shop":
        pen.rectangle((120, 420, 780, 1000), fill="#b8876b")
        pen.polygon([(80, 420), (820, 420), (740, 300), (160, 300)], fill="#7d3f3f")
        for top in range(520, 1000, 40):
            pen.line((180, top, 720, top), fill="#8d8d8d", width=14)
    else:
        pen.rectangle((150, 120, 750, 1080), fill="white", outline="#999999", width=3)
        for line, top in enumerate(range(220, 960, 60)):
            pen.line((210, top, 520 - 30 * (line % 4), top), fill="#444444", width=10)
            pen.line((600, top, 690, top), fill="#444444", width=10)
    exif = Image.Exif()
    exif[0x010F] = "Camera of the demo"
    exif.get_ifd(0x8825)[2] = (16.0, 26.0, 0.0)
    picture.save(out, "PNG" if name.endswith(".png") else "JPEG", exif=exif)
    return out.getvalue()


def _answer(officer):
    """One officer has opened the confidential report, asks a question, and asks to know who tells it."""
    case = queries.report_of(Receipt(RECEIPT)).case
    unlocked = unlocked_by(keeping.open_root(PASSPHRASE, user=officer.pk, name=officer.vault.root_name), officer)
    opened = actions.open_case(case, unlocked, by=officer)
    actions.give(opened, officer, "LEAD", by=officer)
    actions.move(opened, "take", "", by=officer)
    actions.send(opened, "ขอบคุณที่แจ้งเรื่องนี้ ผิวถนนร่อนตั้งแต่หลักกิโลเมตรใดถึงใด และใบส่งของลงวันที่เท่าใด", by=officer)
    until = add_months(case.received_on, 3)
    actions.ask_identity(opened, "CONTACT", until, "อยากโทรศัพท์นัดดูถนนด้วยกัน", by=officer)
