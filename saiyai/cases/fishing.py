"""Questions that would give a reporter away: found by rules before a message goes out.

Not understanding, only patterns, in Thai and in English; they rather ask once too often. Thai is written without spaces
between words, so its patterns are looked for in the text without any; English ones between borders of words.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from saiyai.thai.digits import to_arabic

YOU = "(?:ตัว)?(?:คุณ|ท่าน|ผู้แจ้ง|ผู้ร้อง(?:เรียน)?|เธอ)"
OF_YOU = f"(?:ของ)?{YOU}"
WHERE = "(?:ที่|แถว|จังหวัด|อำเภอ|ตำบล|บริเวณ)?(?:ไหน|ใด|อะไร)"
IS_IT = "(?:หรือไม่|หรือเปล่า|หรือป่าว|ใช่ไหม|ใช่หรือไม่|ไหม|มั้ย|หรือ|เหรอ|ใช่มั้ย|\\?)"
AGENCY = "(?:หน่วยงาน|แผนก|ฝ่าย|กอง|กลุ่มงาน|ส่วนงาน|สำนัก|โรงเรียน|เทศบาล|อบต|บริษัท)"
WORKS = f"(?:ทำงาน|รับราชการ|สังกัด|ประจำ|อยู่{AGENCY})"

KINDS = {
    "identity": _("who the reporter is"),
    "phone": _("a telephone number"),
    "address": _("where the reporter lives"),
    "contact": _("LINE, e-mail or another account"),
    "workplace": _("where the reporter works, and with whom"),
    "whereabouts": _("where the reporter is now, or to meet"),
    "link": _("a link or an address outside"),
}

THAI = {
    "identity": (
        f"(?:ขอ|บอก|แจ้ง|ระบุ|ทราบ|ส่ง)(?:ทราบ|ระบุ)?ชื่อ(?:จริง|เต็ม|ตัว|เล่น|{OF_YOU}|(?:-|และ)?นามสกุล)",
        f"ชื่อ(?:จริง|เต็ม|เล่น)?(?:-|และ)?(?:นามสกุล)?{OF_YOU}",
        f"{YOU}(?:มี)?ชื่อ(?:ว่า)?(?:อะไร|เล่น|จริง)",
        f"{YOU}(?:คือ|เป็น)ใคร",
        f"{YOU}(?:คือ|เป็น(?!ห่วง|อันตราย|กังวล))(?!ใคร).{{1,60}}?{IS_IT}",
        f"{YOU}ใช่(?!ไหม|หรือ).{{1,60}}?{IS_IT}",
        f"{YOU}(?:เป็นอะไรกับ|เกี่ยวข้องกับ.{{1,60}}?อย่างไร|มีความสัมพันธ์)",
        "เลข(?:ที่)?(?:บัตร)?(?:ประจำตัว)?ประชาชน|เลขประจำตัว|เลข13หลัก|บัตรประชาชน|หนังสือเดินทาง|ทะเบียนรถ" + OF_YOU,
        f"(?:แนะนำตัว|เปิดเผยตัว|แสดงตัว|ยืนยันตัวตน|ตัวตน{OF_YOU}|วันเกิด|อายุ(?:เท่า|{OF_YOU})|รูปถ่าย{OF_YOU})",
        f"ตำแหน่ง(?:งาน|หน้าที่)?{OF_YOU}|{YOU}(?:มี|ดำรง)?ตำแหน่ง",
    ),
    "phone": (
        f"เบอร์(?:โทร|มือถือ|ติดต่อ|{OF_YOU}|ไว้|กลับ)|(?:ขอ|ฝาก|ทิ้ง|ส่ง)เบอร์|หมายเลข(?:โทร|มือถือ|ติดต่อ)",
        f"โทร(?:ศัพท์)?(?:หา|กลับ|ติดต่อ|ถึง|มา|เข้ามา)(?:ที่)?(?:เรา|ผม|ดิฉัน|เจ้าหน้าที่|สำนักงาน|{YOU}|ได้|หน่อย|ที่|[0-9])",
        f"(?:ให้|จะ|ขอ)โทร(?:ศัพท์)?(?:หา|กลับ|ติดต่อ|ไปหา)|โทร(?:ศัพท์)?{OF_YOU}",
    ),
    "address": (
        f"ที่อยู่(?:ปัจจุบัน|ตามบัตร|ตามทะเบียน|ติดต่อ|จัดส่ง|{OF_YOU})|ขอ(?:ทราบ)?ที่อยู่|บ้านเลขที่|ทะเบียนบ้าน",
        f"บ้าน(?:พัก)?{OF_YOU}|{YOU}(?:พัก|อาศัย)(?:อยู่)?|(?:ภูมิลำเนา|รหัสไปรษณีย์){OF_YOU}",
    ),
    "contact": (
        "ไลน์(?!การ|ผลิต)|ไอดีไลน์|แอดไลน์|แอดมา|เฟซบุ๊?ก|เฟสบุ๊?ค|เฟซบุ๊ค|อินสตาแกรม|เทเลแกรม|วอตส์?แอป",
        f"อีเมล|อีเมล์|ช่องทาง(?:การ)?ติดต่อ(?:กลับ)?{OF_YOU}|(?:ติดต่อ|ทัก)(?:กลับ)?{YOU}ได้(?:ทาง|ที่)",
    ),
    "workplace": (
        f"{YOU}(?:เคย|ยัง|กำลัง|ได้)?{WORKS}|(?:ที่ทำงาน|สังกัด|หน่วยงาน|ต้นสังกัด|แผนก|ฝ่าย){OF_YOU}",
        f"(?:หัวหน้า|ผู้บังคับบัญชา|เพื่อนร่วมงาน|เจ้านาย|นายจ้าง)(?:ของ)?{YOU}|ทำงาน(?:อยู่)?{WHERE}|{YOU}ทำ(?:อาชีพ|งาน)",
        f"อาชีพ(?:อะไร|{OF_YOU})",
    ),
    "whereabouts": (
        f"{YOU}อยู่(?!ใน(?:อันตราย|ภาวะ|ความ)|{AGENCY}).{{0,20}}?{WHERE}|{YOU}อยู่(?:แถว|จังหวัด|อำเภอ|ตำบล|ใกล้)",
        f"(?:ตอนนี้|ขณะนี้|ปัจจุบัน)(?:{YOU})?อยู่{WHERE}|แชร์โลเคชั่?น|พิกัด{OF_YOU}|ส่งโลเคชั่?น|ตำแหน่งที่อยู่",
        f"(?:นัด|ขอ|มา|เข้า|ออกมา)พบ(?:กัน|เจ้าหน้าที่|เรา|ผม|ดิฉัน|ที่|{YOU})|มาที่สำนักงาน|นัดเจอ|เจอกัน|นัดหมาย{YOU}",
    ),
}  # fmt: skip

ENGLISH = {
    "identity": (
        r"who (?:are|r) you|who you are|who is (?:reporting|telling)|identify yourself|introduce yourself",
        r"your (?:full |real |first |last |own |family )*(?:name|surname|nickname|identity|age|birthday|date of birth|photo)",
        r"your (?:job )?(?:position|title|post|rank|role|occupation|profession|relation(?:ship)?)",
        r"(?:are|were) you (?:the|a|an|one of|his|her|their|its|mr|mrs|ms|related|married|close|khun)\b",
        r"(?:national|citizen) id|id (?:card|number)|passport|licen[cs]e plate",
    ),
    "phone": (
        r"(?:phone|mobile|telephone|cell)(?: phone)?(?: no\.?| number)|your (?:phone|mobile|cell)|call (?:us|me|back|you)",
        r"(?:may|can|could|shall|let) (?:we|i|us|me) (?:call|ring|phone|telephone)|phone you|number to reach",
    ),
    "address": (r"your (?:home |postal |current |full )*(?:address|home|house|village)|where (?:do )?you live|postal code",),
    "contact": (
        r"line (?:id|account|app)|your line|(?:on|via|by|through) line\b(?! \d)|add (?:us|me)\b|e-?mail|facebook|messenger",
        r"whatsapp|telegram|instagram|signal (?:number|account)|your (?:contact|account)|reach you|contact you",
    ),
    "workplace": (
        r"where (?:do |did )?you work|you work (?:at|in|for|with|there)|work(?:ing)? (?:at|in|for) (?:the|this|that) same",
        r"your (?:work|workplace|employer|office|agency|department|unit|section|team|colleagues?|boss|supervisor|manager|job)\b",
        r"are you (?:employed|working|a (?:colleague|staff|civil servant))",
    ),
    "whereabouts": (
        r"where (?:are|r) you|where you are|your (?:current )?(?:location|whereabouts|position on)|share (?:a |your )?location",
        r"(?:come|visit|drop) (?:by|to|in(?:to)?) (?:our|the|my) office|meet (?:us|me|you|in person|at)|which (?:province|district|town|village) (?:are|do) you",
    ),
}  # fmt: skip

LINK = (  # every part has a longest length: a long row of dots is looked through in no time
    r"(?:https?|ftp)://\S{1,60}|www\.\S{1,60}|[a-z0-9_.+-]{1,64}@[a-z0-9-]{1,63}\.[a-z]"
    r"|(?<![a-z0-9.-])(?:[a-z0-9-]{1,63}\.){1,5}"
    r"(?:com|net|org|th|io|me|ly|gg|gl|gle|app|link|info|co|cc|xyz|site|page|to|be)(?![a-z0-9-])(?:/\S{0,60})?"
)


@dataclass(frozen=True)
class Sign:
    """What was found: a kind, and the words in which it stands."""

    kind: str
    words: str

    @property
    def label(self):
        """What the words seem to ask for."""
        return KINDS[self.kind]


def _plain(text: str) -> str:
    """Digits, vowels and letters in one spelling, without marks that nobody sees. For looking only."""
    text = "".join(one for one in text if unicodedata.category(one) != "Cf")
    text = to_arabic(text).casefold().replace("\u0e4d\u0e32", "\u0e33").replace("\u0e40\u0e40", "\u0e41")
    return re.sub(r"[’`´]", "'", text)


def _compiled(table, around):
    return {kind: re.compile("|".join(around % part for part in parts)) for kind, parts in table.items()}


_THAI = _compiled(THAI, "(?:%s)")
_ENGLISH = _compiled(ENGLISH, r"\b(?:%s)")
_LINK = re.compile(LINK)
_BETWEEN_THAI = re.compile(r"(?<=[\u0e00-\u0e7f])[\s.\-_*]+(?=[\u0e00-\u0e7f])")


def signs(text: str) -> list[Sign]:
    """What in this text seems to ask who or where the reporter is, one of each kind, in the order of KINDS."""
    plain = _plain(text)
    thai, english = re.sub(r"\s+", " ", _BETWEEN_THAI.sub("", plain)), re.sub(r"\s+", " ", plain)
    found = []
    for kind in KINDS:
        if kind == "link":
            hit = _LINK.search(english)
        else:
            hit = _THAI[kind].search(thai) or _ENGLISH[kind].search(english)
        if hit:
            found.append(Sign(kind, hit[0].strip()[:80]))
    return found
