"""A case as another agency takes it over: the fields of the form ปปท. 1-02, without who told, names masked that were marked.

Pure: texts in, a ZIP file out. Nothing in it has a time, and no name of a file tells anything.
"""

import io
import json
import re
import zipfile
from hashlib import sha256

from saiyai.thai.dates import full
from saiyai.thai.digits import THAI, to_arabic
from saiyai.thai.names import split
from saiyai.thai.text import tidy

MASK = "[ปิดชื่อ]"  # letters, so that every font and every program shows it
SHORTEST = 2  # letters of a name that can be masked
TELLING = 4  # letters of a given name that is masked where it stands alone; shorter ones are syllables of many words
VERSION = 1
NO_TIME = (1980, 1, 1, 0, 0, 0)


UNSEEN = "[\u00ad\u200b-\u200d\u2060\ufeff]*"  # what pages and word processors put between letters
SPACED = r"[\s\u00ad\u200b-\u200d\u2060\ufeff]*"
BETWEEN = r"[\s\u00ad\u200b-\u200d\u2060\ufeff().‐-–-]*"  # of the digits of a number
_JOINTS = re.compile(r"(?<=\d)[\s().‐-–-]+(?=\d)")


def _pattern(name):
    """A name in whatever spacing it was typed, and a number in whatever groups, in Thai digits or Arabic ones."""
    made, before = "", ""
    for letter in to_arabic(_JOINTS.sub("", name.strip())):
        if letter.isspace():
            before = " "
            continue
        joint = SPACED if before == " " else BETWEEN if before.isdigit() and letter.isdigit() else UNSEEN
        made += (joint if before else "") + (
            f"[{letter}{THAI[int(letter)]}]" if letter in "0123456789" else re.escape(letter)
        )
        before = letter
    return re.compile(made, re.IGNORECASE)


def names_of(identity):
    """How somebody can be called by what they said of themselves: also without the title, by the given name alone, from abroad."""
    found = set()
    for kind, value in identity.items():
        value = tidy(value)
        found.add(value)
        people = [value] if kind == "name" else re.split(r"[,;/()]", value) if kind == "relatives" else []
        for person in people:
            name = split(person)
            found.add(f"{name.given} {name.family}".strip() if name.family or len(name.given) >= TELLING else "")
            found.add(name.given if len(name.given) >= TELLING else "")
        digits = "".join(re.findall(r"\d", to_arabic(value)))
        if kind == "phone" and digits.startswith("0") and len(digits) > SHORTEST:
            found |= {digits, f"66{digits[1:]}"}
    return sorted(one for one in found if len(one) >= SHORTEST)


def masked(value, names):
    """The same texts with each of these names blacked out, all of one length."""
    if isinstance(value, str):
        for name in sorted(names, key=len, reverse=True):
            value = _pattern(name).sub(MASK, value)
        return value
    if isinstance(value, dict):
        return {key: masked(inner, names) for key, inner in value.items()}
    return [masked(inner, names) for inner in value] if isinstance(value, list) else value


def not_found(value, names):
    """Those of the names that stand nowhere: a slip of the pen that would leave the right name readable."""
    text = json.dumps(value, ensure_ascii=False)
    return [name for name in names if not _pattern(name).search(text)]


def form(told, *, province=""):
    """The fields of the form ปปท. 1-02. Who told, how, and whom the reporter left out are no part of it."""
    fields = {
        "form": "ปปท. 1-02",
        "complainant": {"anonymous": True, "network_member": True if told.network_member == "yes" else None},
        "accused": [{"name": one.name, "position": one.post, "agency": one.agency} for one in told.who],
        "agency": told.agency,
        "title": told.title,
        "detail": told.what,
        "occurred": told.when,
        "place": {
            "text": told.where.place,
            "subdistrict": told.where.subdistrict,
            "district": told.where.district,
            "province": province,
            "province_code": told.where.province,
            "postcode": told.where.postcode,
        },
        "damage": told.harm,
        "wish": told.wish,
        "evidence": told.evidence,
    }
    if fields["complainant"]["network_member"] is None:
        del fields["complainant"]["network_member"]
    return fields


def paper(fields, about):
    """What the printed page shows: rows of (label, text), only those that say something."""
    place = fields["place"]
    where = " ".join(place[key] for key in ("text", "subdistrict", "district", "province", "postcode") if place[key])
    rows = [("ผู้ร้อง", "ปกปิดข้อมูลผู้ร้อง")]
    if fields["complainant"].get("network_member"):
        rows.append(("สถานะเครือข่าย", "ผู้ร้องแจ้งว่าเป็นเครือข่ายของสำนักงาน ป.ป.ท."))
    for one in fields["accused"]:
        rows.append(("ผู้ถูกร้อง", "\n".join(part for part in (one["name"], one["position"], one["agency"]) if part)))
    rows += [
        ("หน่วยงานที่ถูกร้อง", fields["agency"]), ("ชื่อเรื่องร้องเรียน", fields["title"]),
        ("รายละเอียด", fields["detail"]), ("วันเวลาเกิดเหตุ", fields["occurred"]), ("สถานที่เกิดเหตุ", where),
        ("ความเดือดร้อนเสียหาย", fields["damage"]), ("ความประสงค์", fields["wish"]),
        ("เอกสารประกอบและแหล่งหลักฐาน", fields["evidence"]),
    ]  # fmt: skip
    for one in about.get("messages", ()):
        who = "คำถามของเจ้าหน้าที่" if one["from"] == "office" else "คำตอบของผู้ร้อง"
        rows.append((who, one["text"]))
    if about.get("reporter"):
        rows.append(("ผู้ร้อง (ยินยอมให้เปิดเผย)", "\n".join(about["reporter"].values())))
    lead = f"ส่งมอบแก่ {about['receiver']} โดย {about['by']} เมื่อวันที่ {full(about['day'])}"
    return {
        "title": "แบบแจ้งการร้องเรียน/เบาะแส (แบบ ปปท. 1-02)",
        "lead": lead,
        "rows": [[label, text] for label, text in rows if text],
        "mark": f"สำเนาของ {about['receiver']} · นำออกโดย {about['by']}",
    }


def pack(files):
    """{name: content} as a ZIP file, with the digests of all of it: a list for programs, and one for `sha256sum -c`."""
    listed = {name: {"bytes": len(content), "sha256": sha256(content).hexdigest()} for name, content in files.items()}
    manifest = json.dumps({"version": VERSION, "files": listed}, ensure_ascii=False, indent=1).encode()
    files = {**files, "manifest.json": manifest}
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in {**files, "SHA256SUMS": sums.encode()}.items():
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            out.writestr(entry, content)
    return made.getvalue()
