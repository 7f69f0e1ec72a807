"""Made-up Thai content of the living style page: every component as readers meet it."""

import datetime as dt

from django import forms
from django.core.paginator import Paginator

from saiyai.policy.lifecycle import Refused
from saiyai.thai.dates import BANGKOK

TODAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=BANGKOK)


class Example(forms.Form):
    """One field of every kind."""

    unit = forms.CharField(label="ชื่อหน่วยงาน", help_text="พิมพ์ชื่อย่อก็ได้ แล้วเลือกจากรายการ")
    issued_on = forms.CharField(label="วันที่ออกบัตร", help_text="เช่น 23 พ.ย. 2569")
    house = forms.CharField(label="บ้านเลขที่")
    moo = forms.CharField(label="หมู่ที่", required=False)
    province = forms.ChoiceField(
        label="จังหวัด", choices=[("", "เลือกจังหวัด"), ("40", "ขอนแก่น"), ("42", "เลย"), ("44", "มหาสารคาม")]
    )
    kind = forms.ChoiceField(
        label="คุณสมัครในฐานะใด",
        widget=forms.RadioSelect,
        choices=[("official", "เจ้าหน้าที่ของรัฐ"), ("citizen", "ประชาชน"), ("unit", "หน่วยงานหรือองค์กร")],
    )
    channels = forms.MultipleChoiceField(
        label="ติดต่อคุณทางใดได้บ้าง",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("email", "อีเมล"), ("line", "LINE"), ("phone", "โทรศัพท์"), ("post", "จดหมาย")],
    )
    photo = forms.FileField(label="รูปถ่าย", help_text="หน้าตรง เห็นใบหน้าชัดเจน")
    reason = forms.CharField(label="เหตุผลที่อยากเข้าร่วม", required=False, widget=forms.Textarea)
    accepts = forms.BooleanField(label="ฉันอ่านข้อตกลงของเครือข่ายแล้ว", help_text="เปลี่ยนใจได้ทุกเมื่อ")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choice_hints = {
            "official": "ผู้บังคับบัญชาของคุณจะได้รับคำขอให้รับรอง",
            "citizen": "ไม่ต้องมีผู้บังคับบัญชารับรอง",
            "unit": "ต้องมีผู้แทนและหนังสือมอบหมาย",
        }
        self.fields["photo"].limits = "ไฟล์ JPG หรือ PNG ไม่เกิน 5 MB"

    def clean_issued_on(self):
        """Always the example of an error beside its field."""
        raise forms.ValidationError("กรุณาใส่ปี พ.ศ. สี่หลัก เช่น 23 พ.ย. 2569")

    def clean_moo(self):
        """A second error, so that the summary has a list."""
        raise forms.ValidationError("กรุณาใส่เป็นตัวเลข เช่น 7")


def refusal():
    """A refusal with its rule and its remedy."""
    return Refused(
        "วันที่ 21 ก.ค. 2569 ผู้รับได้เบี้ยประชุมคณะอื่นในเวลาเดียวกันแล้ว ระเบียบให้รับได้ครั้งเดียว (ข้อ 7)",
        "แก้เวลาประชุมในรายงานให้ไม่ทับกัน หรือถอนรายการเดิมก่อน",
    )


def problems():
    """What a request without a form may lack."""
    return ["ตัวกรอง “จังหวัด” มีรหัสที่ไม่มีอยู่ในประเทศไทย", "วันที่เริ่มต้องมาก่อนวันที่สิ้นสุด"]


THREAD = [
    {"state": "gap", "when": "วันนี้", "text": "ยังไม่มีการติดต่อใหม่ตั้งแต่เดือนกรกฎาคม"},
    {
        "state": "past",
        "when": "21 ก.ค. 2569",
        "title": "รับปากจะส่งตัวอย่างขอบเขตงาน (TOR)",
        "text": "เลือกฉบับที่ตรวจสอบง่าย",
        "url": "#c7",
        "link": "บันทึกการประชุมคณะทำงาน ครั้งที่ 3 ข้อ 4.2",
    },
    {"state": "past", "when": "5 พ.ย. 2568", "text": "แลกนามบัตรที่งานพบปะเครือข่าย ขอนแก่น"},
]
QUEUE = [
    (
        "นางวิลาวัณย์ คำแก้วมูล",
        "นักวิชาการพัสดุ องค์การบริหารส่วนตำบลดอนแก้วฟ้า",
        "wait",
        "รอตรวจเอกสาร",
        "เกินกำหนด 2 วัน",
        "late",
        "รอมา 7 วันทำการ จากปกติ 5",
        "ตรวจเอกสาร",
    ),
    (
        "ว่าที่ ร.ต. ภูริณัฐ เรืองสกุลชัย",
        "กองช่าง เทศบาลตำบลธารน้ำผึ้ง",
        "wait",
        "รอผู้บังคับบัญชารับรอง",
        "ครบกำหนดวันนี้",
        "due",
        "รอมา 3 วันทำการ จากปกติ 3",
        "ส่งข้อความเตือน",
    ),
    (
        "รศ. ดร.เมธาวี ศรีบุญเรืองชัย",
        "คณะบัญชี มหาวิทยาลัยริมโขงวิทยา",
        "act",
        "รอความเห็นเขต",
        "เหลือ 3 วัน",
        "",
        "รอมา 2 วันทำการ จากปกติ 5",
        "เขียนความเห็น",
    ),
]
QUEUE_FIELDS = ("name", "unit", "tone", "status", "due", "due_class", "waited", "act")


def page(number):
    """The context of the style page."""
    form = Example(
        {
            "unit": "เทศบาลตำบลธารน้ำผึ้ง",
            "issued_on": "23/11/69",
            "house": "118/4",
            "moo": "เจ็ด",
            "kind": "official",
            "channels": ["email"],
            "province": "40",
            "accepts": "on",
        },
        {},
        auto_id="id_%s",
    )
    form.errors.pop("photo", None)
    return {
        "form": form,
        "thread": THREAD,
        "queue": [dict(zip(QUEUE_FIELDS, row, strict=True)) for row in QUEUE],
        "listing": Paginator(range(57), 20).get_page(number or 2),
        "filters": [("ประเภท: เจ้าหน้าที่ของรัฐ", "kind"), ("จังหวัด: ขอนแก่น", "province", "40")],
        "today": TODAY,
        "noon": NOON,
        "satang": 1_250_000,
        "codes": [400, 403, 404, 409, 413, 422, 500, 503],
    }
