"""The fixed cast of the demo network: who signs in, as what. Invented people; the password is printed on start."""

from typing import NamedTuple

PASSWORD = "saiyai-demo-2569"
PASSPHRASE = "saiyai demo vault 2569"


class Part(NamedTuple):
    """One of the cast. `role` is a key of policy.roles.ROLES, or "" for an applicant without an account role."""

    key: str
    title: str
    given: str
    family: str
    role: str
    office: str
    does: str

    @property
    def email(self):
        return f"{self.key}@saiyai.example"

    @property
    def name(self):
        return f"{self.title}{self.given} {self.family}"


MEMBERS = {"malee": ("Malee", "Jaiyenying"), "niran": ("Niran", "Prasannuaidi")}  # who apply; names in Latin letters
CAST = (
    Part("somying", "นาง", "สมหญิง", "ตรวจดีงาม", "membership_officer", "R4", "เจ้าหน้าที่สมาชิก เขต 4"),
    Part("thiradet", "นาย", "ธีรเดช", "เห็นควรดี", "regional_director", "R4", "ผู้อำนวยการ เขต 4"),
    Part("wantana", "นางสาว", "วันทนา", "ริมป่าสัก", "membership_officer", "R1", "เจ้าหน้าที่สมาชิก เขต 1"),
    Part("prapai", "นาง", "ประไพ", "ตัดสินชอบ", "membership_decider", "", "ผู้อนุมัติ ส่วนกลาง"),
    Part("anan", "นาย", "อนันต์", "ทบทวนธรรม", "appeal_reviewer", "", "ผู้พิจารณาอุทธรณ์"),
    Part("manee", "นางสาว", "มณี", "ดูตรงไป", "auditor", "", "ผู้ตรวจสอบ"),
    Part("kong", "นาย", "ก้อง", "ดูแลระบบดี", "administrator", "", "ผู้ดูแลระบบ"),
    Part("dao", "นางสาว", "ดาว", "ดูแลร่วมใจ", "administrator", "", "ผู้ดูแลระบบคนที่สอง"),
    Part("kaew", "นางสาว", "แก้ว", "รับเรื่องดี", "case_officer", "R4", "เจ้าหน้าที่รับเรื่อง เขต 4"),
    Part("boonmee", "นาย", "บุญมี", "ฟังให้จบ", "case_officer", "R4", "เจ้าหน้าที่รับเรื่อง เขต 4 คนที่สอง"),
    Part("sunee", "นาง", "สุนีย์", "ถามให้ชัด", "case_officer", "R1", "เจ้าหน้าที่รับเรื่อง เขต 1"),
    Part("chai", "นาย", "ชัย", "เก็บความเงียบ", "case_officer", "HQ", "เจ้าหน้าที่รับเรื่อง ส่วนกลาง"),
    Part("lamai", "นาง", "ละไม", "นำทีมดี", "case_lead", "R4", "หัวหน้าเจ้าหน้าที่รับเรื่อง เขต 4"),
    Part("wichai", "นาย", "วิชัย", "ชี้ขาดตรง", "case_decider", "", "ผู้วินิจฉัยเรื่อง ส่วนกลาง"),
    Part("ploy", "นางสาว", "พลอย", "ร่วมถือดี", "trustee", "", "ผู้ร่วมถือกุญแจกู้คืน คนที่หนึ่ง"),
    Part("thong", "นาย", "ทอง", "ร่วมถือตรง", "trustee", "", "ผู้ร่วมถือกุญแจกู้คืน คนที่สอง"),
    Part("rin", "นางสาว", "ริน", "ร่วมถือมั่น", "trustee", "", "ผู้ร่วมถือกุญแจกู้คืน คนที่สาม"),
    Part("sakda", "นาย", "ศักดา", "ร่วมถือซื่อ", "trustee", "", "ผู้ร่วมถือกุญแจกู้คืน คนที่สี่"),
    Part("noi", "นาง", "น้อย", "ร่วมถือเที่ยง", "trustee", "", "ผู้ร่วมถือกุญแจกู้คืน คนที่ห้า"),
    Part("niran", "นาย", "นิรันดร์", "ประสานหน่วยดี", "unit_coordinator", "R4", "สมาชิก ผู้ประสานหน่วยงาน"),
    Part("malee", "นาง", "มาลี", "ใจเย็นยิ่ง", "member", "R4", "สมาชิก ขอนแก่น"),
)
