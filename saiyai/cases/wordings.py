"""First questions to a reporter, as they come with the program. An office words them anew, and adds its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class First:
    """A worded question before anybody of the office has changed it."""

    key: str
    title_th: str
    title_en: str
    text_th: str
    text_en: str
    version: int = 0
    is_offered: bool = True


FIRST = (
    First(
        "where", "เหตุเกิดที่ใด", "Where it happened",
        "เหตุการณ์เกิดขึ้นที่ใด หากทราบ โปรดบอกชื่อหน่วยงาน อาคาร โครงการ หรืออำเภอที่เกิดเหตุ",
        "Where did it happen? If you know, name the agency, the building, the project or the district.",
    ),
    First(
        "when", "เหตุเกิดเมื่อใด", "When it happened",
        "เหตุการณ์เกิดขึ้นเมื่อใด เกิดครั้งเดียวหรือหลายครั้ง และยังดำเนินอยู่หรือไม่ บอกเป็นเดือนหรือปีก็ได้",
        "When did it happen? Once or several times, and does it still go on? A month or a year is enough.",
    ),
    First(
        "who", "ใครเกี่ยวข้อง", "Who was involved",
        "ใครทำอะไร ใครจ่ายและใครรับ โปรดบอกชื่อหรือตำแหน่งของผู้ที่ถูกกล่าวถึงเท่าที่ทราบ ไม่ต้องบอกเรื่องของคุณเอง",
        "Who did what, who paid and who received? Name those it is about, or their posts, as far as you know; "
        "leave yourself out.",
    ),
    First(
        "documents", "เอกสารหรือหลักฐาน", "Documents and other evidence",
        "มีเอกสาร ภาพ หรือบัญชีใดที่แสดงเรื่องนี้ และอยู่ที่ใด โปรดอย่าเสี่ยงไปเอามาเอง บอกเพียงว่ามีอะไรก็พอ",
        "Which documents, pictures or accounts show this, and where are they? Take no risk to get them: "
        "to say what there is will do.",
    ),
    First(
        "danger", "รู้สึกว่ามีอันตรายหรือไม่", "Whether there is danger",
        "คุณรู้สึกว่ามีอันตราย หรือมีใครข่มขู่หรือไม่ หากอันตรายใกล้ตัว โทร 191 และกดปุ่ม “แจ้งว่ามีอันตราย” ในหน้าที่คุณอ่านข้อความนี้",
        "Do you feel in danger, or has anybody threatened you? If it is near, call 191, and use the button "
        "“Say that there is danger” on the page where you read this.",
    ),
)  # fmt: skip
