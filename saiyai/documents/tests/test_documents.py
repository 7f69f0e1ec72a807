"""Papers: what user text may not do, what the font can draw, what a QR says."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from saiyai.documents import RenderFailed, printable, qr_png, qr_svg, render, render_png
from saiyai.documents.fonts import drawable
from saiyai.documents.pictures import emblem
from saiyai.documents.tests.reading import pages
from saiyai.documents.words import printable_text

DAY = date(2026, 11, 23)
PLAIN = """#import "layout/base.typ": *
#let d = json("data.json")
#show: paper.with(d, title: "ทดสอบ")
#set page(width: 12cm, height: 18cm, margin: 1cm)
#flowing(d.words)
#if "picture" in d { picture(d.picture, width: 2cm, alt: "ภาพ") }
"""


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    (tmp_path / "plain.typ").write_text(PLAIN)
    return tmp_path / "plain.typ"


def words(pdf: bytes) -> str:
    return "\n".join(pages(pdf))


def ink_box(png: bytes) -> tuple[int, int, int, int]:
    picture = Image.open(BytesIO(png)).convert("L")
    box = picture.point(lambda v: 255 if v < 200 else 0).getbbox()
    assert box is not None
    return box


def shape(plain: Path, word: str) -> tuple[int, int, int, int]:
    return ink_box(render_png(plain, {"words": word}, ppi=288, made_on=DAY)[0])


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        "*bold* _slant_ = head",
        "$ x^2 $",
        '"); #panic("x")',
        "// gone",
        "\\u{41} <label> @ref",
        "[a](b) `raw`",
    ],
)
def test_markup_in_user_text_stays_text(plain, hostile):
    found = words(render(plain, {"words": hostile}, made_on=DAY))
    assert "".join(hostile.split()) in "".join(found.split())
    assert "root:" not in found


def test_templates_cannot_leave_their_world(tmp_path):
    for reach in ('read("/etc/passwd")', 'read("../../../etc/passwd")', 'read("/../words.py")'):
        (tmp_path / "bad.typ").write_text(f"#{reach}")
        with pytest.raises(RenderFailed, match=r"bad\.typ"):
            render(tmp_path / "bad.typ", {}, made_on=DAY)


def test_failure_names_the_template_not_the_data(tmp_path):
    (tmp_path / "bad.typ").write_text('#json("data.json").absent')
    with pytest.raises(RenderFailed) as failed:
        render(tmp_path / "bad.typ", {"secret": "ชื่อลับ"}, made_on=DAY)
    assert "bad.typ" in str(failed.value)
    assert "ชื่อลับ" not in str(failed.value)


def test_same_input_same_bytes(plain):
    data = {"words": "ที่นี่"}
    assert render(plain, data, made_on=DAY) == render(plain, data, made_on=DAY)


def test_pdf_is_archivable_tagged_thai_and_titled(plain):
    reader = PdfReader(BytesIO(render(plain, {"words": "สวัสดี"}, made_on=DAY)))
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert reader.trailer["/Root"]["/Lang"].lower().startswith("th")
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.metadata.title == "ทดสอบ"


def test_only_sarabun_is_embedded(plain):
    page = PdfReader(BytesIO(render(plain, {"words": "ไทย Latin 123 😀 中"}, made_on=DAY))).pages[0]
    names = {font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()}
    assert names
    assert all("Sarabun" in name for name in names)


def test_attachments_travel_inside(plain):
    pdf = render(plain, {"words": "ก"}, made_on=DAY, attachments={"../x.json": json.dumps({"ชื่อ": "ปิ่น"}), "a.txt": "ข"})
    inside = PdfReader(BytesIO(pdf)).attachments
    assert {name.lstrip("/") for name in inside} == {"x.json", "a.txt"}
    body = next(content[0] for name, content in inside.items() if name.endswith("x.json"))
    assert json.loads(body) == {"ชื่อ": "ปิ่น"}


@pytest.mark.parametrize("word", ["W" * 300, "ก" * 300, "ปี้" * 100, "สมชาย" * 60, "https://x.go.th/" + "a" * 280])
def test_a_word_of_three_hundred_letters_wraps_inside_the_page(plain, word):
    left, top, right, bottom = ink_box(render_png(plain, {"words": "เริ่ม " + word}, ppi=72, made_on=DAY)[0])
    page = 12 / 2.54 * 72
    margin = 1 / 2.54 * 72
    assert right <= page - margin + 2
    assert bottom - top > 3 * 12, "several lines"


def test_thai_prose_breaks_between_words_only(plain):
    prose = "สำนักงานได้ตรวจสอบคุณสมบัติและพิจารณาใบสมัครของท่านแล้วเห็นว่าครบถ้วนถูกต้องตามข้อบังคับของเครือข่ายทุกประการ"
    assert "\u200b" not in words(render(plain, {"words": prose}, made_on=DAY))


def test_marks_read_back(plain):
    """Exact where one mark stands on a letter; a raised second mark repeats its cluster (see tests/reading.py)."""
    thai = "กำนัน สำนักงาน ญุ ฐู สมัคร มีอะไร เครือข่าย"
    assert words(render(plain, {"words": thai}, made_on=DAY)).replace("\u200b", "").split() == thai.split()


def test_marks_stand_on_their_letters(plain):
    """Two marks stack above the letter instead of falling into one another, and none floats off by itself."""
    high = {w: shape(plain, w) for w in ("ป", "ปี", "ปี้", "ที", "ที่", "ท")}
    heights = {w: box[3] - box[1] for w, box in high.items()}
    assert heights["ป"] < heights["ปี"] < heights["ปี้"]
    assert heights["ท"] < heights["ที"] < heights["ที่"]
    widths = {w: box[2] - box[0] for w, box in high.items()}
    assert widths["ปี้"] <= widths["ป"] * 1.15
    # The foot of ญ and ฐ goes when a vowel comes below.
    boxes = {w: shape(plain, w) for w in ("ญ", "ญุ")}
    assert (boxes["ญุ"][3] - boxes["ญุ"][1]) < (boxes["ญ"][3] - boxes["ญ"][1]) * 1.4


def test_text_without_shape_or_width_is_made_printable():
    assert printable_text("ก\u200bข\u200dค\ufeff\u202eง\x07\x00") == "กขคง"
    assert printable_text("ชื่อ 😀 中") == "ชื่อ ? ?"
    assert printable_text("น้ำ กำนัน") == "น้ำ กำนัน"
    assert printable_text("a\r\nb\tc\ud800") == "a\nb c"
    assert printable_text("ก" + "\u0e48" * 50) == "ก" + "\u0e48" * 4
    assert printable_text("e\u0301") == "é"


def test_font_table_is_read_right():
    assert {ord(c) for c in "กฮ๐๙ฯๆAz09é–“”"} <= drawable()
    assert not {ord("😀"), ord("中"), 0xE000} & drawable()


def test_pictures_are_cut_and_lose_their_metadata(plain):
    raw = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGBA", (900, 300), (255, 0, 0, 128)).convert("RGB").save(raw, "JPEG", exif=exif)
    cut = printable(raw.getvalue(), 300, 384)
    assert cut is not None
    assert b"secret" not in cut
    assert Image.open(BytesIO(cut)).size == (300, 384)
    page = PdfReader(BytesIO(render(plain, {"words": "ก", "picture": cut}, made_on=DAY))).pages[0]
    assert "/XObject" in page["/Resources"]


@pytest.mark.parametrize("broken", [None, b"", b"%PDF-1.7", b"\xff\xd8\xff\xe0junk", b"GIF89a"])
def test_a_broken_picture_leaves_the_box_empty(broken):
    assert printable(broken, 10, 10) is None
    assert emblem(broken) is None


def test_emblem_keeps_svg_and_shrinks_the_rest():
    assert emblem(b"<svg xmlns='x'/>") == b"<svg xmlns='x'/>"
    raw = BytesIO()
    Image.new("RGBA", (3000, 1000), (0, 0, 0, 0)).save(raw, "PNG")
    small = Image.open(BytesIO(emblem(raw.getvalue()) or b""))
    assert small.size == (600, 200)
    assert small.mode == "RGBA"


def test_qr_reads_back():
    address = "https://saiyai.example.go.th/verify/7fK2mQxT9a"
    assert zxingcpp.read_barcode(Image.open(BytesIO(qr_png(address)))).text == address
    svg = qr_svg(address)
    assert svg.startswith("<svg")
    assert "style" not in svg
    assert "script" not in svg


def test_only_plain_values_are_taken(plain):
    with pytest.raises(TypeError, match="date"):
        render(plain, {"words": DAY}, made_on=DAY)


def test_threads_do_not_mix_papers(plain):
    def one(i: int) -> bool:
        return f"A{i}Z" in words(render(plain, {"words": f"A{i}Z"}, made_on=DAY))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(one, range(12)))


def test_core_knows_no_django():
    code = "import sys, saiyai.documents; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
