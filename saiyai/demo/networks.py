"""The charter and the chapters of the demo network, a network that grew out of it, and one that is proposed."""

import io

from django.utils import timezone
from PIL import Image, ImageDraw

from saiyai.accounts.models import User
from saiyai.directory.models import Organization, Person
from saiyai.networks import actions, patterns
from saiyai.networks.models import Chapter
from saiyai.policy.actors import SYSTEM
from saiyai.ui.provinces import province_name

PROVINCES = ("30", "40", "41", "42", "50", "80")


def load_networks(network):
    """Patterns give the texts; founders are invented people."""
    _with_charter(network, "province")
    for code in PROVINCES:
        actions.add_chapter(network, Chapter.Kind.PROVINCE, province_name(code), by=SYSTEM, province_code=code)
    actions.add_chapter(network, Chapter.Kind.THEME, "จัดซื้อจัดจ้างโปร่งใส", by=SYSTEM, name_en="Open procurement")
    youth = patterns.all_patterns()["theme"]
    grown = actions.found(
        "open-budget", "เครือข่ายเปิดงบประมาณท้องถิ่น", "Open Local Budgets Network", by=SYSTEM,
        about_th=youth.about_th, about_en=youth.about_en, parent=network,
    )  # fmt: skip
    _with_charter(grown, "theme")
    _units(network)
    _propose(network)


def _with_charter(network, pattern):
    texts = patterns.charter_of(patterns.all_patterns()[pattern])
    actions.publish_charter(actions.write_charter(network, by=SYSTEM, **texts), by=SYSTEM)


UNITS = (
    ("จัดอบรมเรื่องการจัดซื้อจัดจ้างให้สมาชิกปีละสองครั้ง", "ไม่เปิดเผยข้อมูลส่วนบุคคลของผู้ร้องเรียน", "วิทยากรและห้องประชุม"),
    ("แลกเปลี่ยนบทเรียนการป้องกันการทุจริตกับหน่วยงานอื่น", "เข้าร่วมเฉพาะงานป้องกัน", "เอกสารและกรณีศึกษา"),
)


def _units(network):
    """Two departments take part, as on paper; who signs is invented."""
    departments = Organization.objects.filter(kind="DEPARTMENT", ends_on=None).order_by("sort_key", "pk")
    for (scope, limits, offers), unit in zip(UNITS, departments, strict=False):
        made, _token = actions.invite(network, unit, by=SYSTEM)
        actions.record_signing(
            made, by=SYSTEM, number=1, mandate=("mandate.pdf", _paper()), scope=scope, limits=limits, offers=offers,
            mandate_number="ที่ ตย 1/2569", mandate_on=timezone.localdate(), signer_name="นางอารี ตัวอย่างดี",
            signer_post="ผู้มีอำนาจลงนาม (ตัวอย่าง)",
            delegates=[{"part": "FOCAL", "name": "นางสาวณดา ประสานดี", "email": "nada@saiyai.example"}],
        )  # fmt: skip
        actions.accept(made, by=SYSTEM)


def _paper():
    page, out = Image.new("RGB", (600, 400), "white"), io.BytesIO()
    ImageDraw.Draw(page).text((60, 60), "SPECIMEN - Saiyai demo network", fill="#22211e")
    page.save(out, "PDF")
    return out.getvalue()


def _propose(network):
    """The member of the cast proposes one; the others are asked."""
    malee = User.objects.filter(email="malee@saiyai.example").first()
    others = list(Person.objects.filter(listed=True, user=None).order_by("sort_key", "pk")[:2])
    if malee is None or not hasattr(malee, "person") or len(others) < 2:
        return  # the smallest demo networks have nobody to ask
    actions.propose(
        patterns.all_patterns()["theme"], "เครือข่ายเยาวชนใสสะอาด", "Clean Youth Network", by=malee,
        founders=others, about_th="นักเรียนและครูเรียนรู้เรื่องความซื่อสัตย์ร่วมกัน", parent=network,
    )  # fmt: skip
