"""The fixed cast of the demo network: who signs in, as what. Invented people; the password is printed on start."""

from typing import NamedTuple

PASSWORD = "saiyai-demo-2569"


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


CAST = (
    Part("somying", "นาง", "สมหญิง", "ตรวจดีงาม", "membership_officer", "R4", "เจ้าหน้าที่สมาชิก เขต 4"),
    Part("thiradet", "นาย", "ธีรเดช", "เห็นควรดี", "regional_director", "R4", "ผู้อำนวยการ เขต 4"),
    Part("wantana", "นางสาว", "วันทนา", "ริมป่าสัก", "membership_officer", "R1", "เจ้าหน้าที่สมาชิก เขต 1"),
    Part("prapai", "นาง", "ประไพ", "ตัดสินชอบ", "membership_decider", "", "ผู้อนุมัติ ส่วนกลาง"),
    Part("anan", "นาย", "อนันต์", "ทบทวนธรรม", "appeal_reviewer", "", "ผู้พิจารณาอุทธรณ์"),
    Part("manee", "นางสาว", "มณี", "ดูตรงไป", "auditor", "", "ผู้ตรวจสอบ"),
    Part("kong", "นาย", "ก้อง", "ดูแลระบบดี", "administrator", "", "ผู้ดูแลระบบ"),
    Part("dao", "นางสาว", "ดาว", "ดูแลร่วมใจ", "administrator", "", "ผู้ดูแลระบบคนที่สอง"),
    Part("malee", "นาง", "มาลี", "ใจเย็นยิ่ง", "member", "R4", "สมาชิก ขอนแก่น"),
)
