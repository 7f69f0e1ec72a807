"""Safe copies: what was planted in a file is gone from its copy, what is visible stays, and what is not sure is refused."""

import io
import shutil
import zipfile

import pikepdf
import pytest
from PIL import Image

from saiyai.documents import box, cleaning

CANARY = b"CANARY"


def picture(kind="JPEG", mark="CANARY", **more):
    drawn, exif, out = Image.new("RGB", (120, 80), "teal"), Image.Exif(), io.BytesIO()
    exif[0x010F], exif[0x8298], exif[0x013B] = f"{mark}-maker", f"{mark}-owner", f"{mark}-artist"
    exif.get_ifd(0x8825)[2] = (13.0, 44.0, 1.0)
    if kind == "JPEG":
        more["comment"] = f"{mark}-remark".encode()
    drawn.save(out, kind, exif=exif, **more)
    return out.getvalue()


def pdf(**more):
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    page = made.pages[0]
    image = made.make_stream(picture())
    image.update(pikepdf.Dictionary(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=120, Height=80,
                                    ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode))  # fmt: skip
    page.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Im0=image),
        Font=pikepdf.Dictionary(
            F1=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        ),
    )
    page.Contents = made.make_stream(b"BT /F1 12 Tf 20 100 Td (VISIBLE) Tj ET q 100 0 0 60 20 20 cm /Im0 Do Q")
    page.Annots = made.make_indirect(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Text,
                T="CANARY-annotator",
                Contents="CANARY",
                Rect=[0, 0, 1, 1],
            )
        ]
    )
    made.docinfo["/Author"] = "CANARY-author"
    with made.open_metadata() as meta:
        meta["dc:creator"] = ["CANARY-creator"]
    made.attachments["CANARY.txt"] = b"CANARY-attached"
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="CANARY()")
    out = io.BytesIO()
    made.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, **more)
    return out.getvalue()


def docx(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.comment = b"CANARY-zip"
        content = {
            "[Content_Types].xml": '<Types><Override PartName="/docProps/core.xml" ContentType="x"/></Types>',
            "_rels/.rels": '<Relationships><Relationship Id="1" Target="docProps/core.xml"/></Relationships>',
            "docProps/core.xml": "<cp><dc:creator>CANARY-creator</dc:creator></cp>",
            "customXml/item1.xml": "<a>CANARY</a>",
            "word/comments.xml": "<w:comments>CANARY</w:comments>",
            "word/document.xml": '<w:document w:rsidR="CANARY"><w:ins w:author="CANARY" w:date="2020"><w:t>VISIBLE ทุจริต</w:t></w:ins>'
            '<w:del w:author="CANARY"><w:delText>CANARY-deleted</w:delText></w:del></w:document>',
            "word/media/image1.jpeg": picture(),
        } | parts
        for name, data in content.items():
            new.writestr(name, data)
    return out.getvalue()


def unfolded(content):
    """Everything in a file, unfolded: of an archive every part, of a PDF every stream."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as old:
            return content + b"".join(old.read(name) for name in old.namelist()) + "".join(old.namelist()).encode()
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as made:
            streams = [o.read_raw_bytes() for o in made.objects if isinstance(o, pikepdf.Stream)]
            read = [
                o.read_bytes()
                for o in made.objects
                if isinstance(o, pikepdf.Stream) and o.get("/Filter") != "/DCTDecode"
            ]
            return content + b"".join(streams + read) + repr(list(made.objects)).encode()
    return content


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (picture(), "jpg"), (picture("PNG"), "png"), (picture("WEBP"), "png"), (picture("TIFF"), "png"), (pdf(), "pdf"),
        (docx(), "docx"),
    ],
    ids=["jpeg", "png", "webp", "tiff", "pdf", "docx"],
)  # fmt: skip
def test_what_was_planted_is_gone(content, ending):
    assert CANARY in unfolded(content) or ending == "png"
    made, kind = cleaning.clean(content)
    assert kind == ending and CANARY not in unfolded(made)


def test_what_is_visible_stays():
    made, _kind = cleaning.clean(pdf())
    with pikepdf.open(io.BytesIO(made)) as read:
        assert b"VISIBLE" in read.pages[0].Contents.read_bytes() and "/Im0" in read.pages[0].Resources.XObject
    made, _kind = cleaning.clean(docx())
    assert "VISIBLE ทุจริต".encode() in unfolded(made)
    made, _kind = cleaning.clean(picture("PNG"))
    with Image.open(io.BytesIO(made)) as read:
        assert read.size == (120, 80) and read.getpixel((5, 5))[:3] == (0, 128, 128)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\x01\x02", b"MZ\x90\x00program", b"<svg onload='x'/>", b"<html>", b"{\\rtf1 x}", b"%PDF-1.7 broken",
        picture()[:-40], docx(**{"word/vbaProject.bin": b"x"}), docx(**{"word/thing.exe": b"x"}),
        docx(**{"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><w:document/>'}),
    ],
)  # fmt: skip
def test_what_is_not_sure_has_no_copy(content):
    with pytest.raises(cleaning.Unsure):
        cleaning.clean(content)


def test_an_archive_is_never_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("bomb", bytes(10_000_000))
    with pytest.raises(cleaning.Unsure):
        cleaning.clean(out.getvalue())


def test_text_is_text():
    assert cleaning.clean("\ufeffทุจริต\r\n".encode()) == ("ทุจริต\n".encode(), "txt")


def test_without_a_box_there_is_no_copy(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(box.NoBox):
        box.clean(picture())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed here")
def test_the_box_cleans_and_lets_nothing_out(tmp_path):
    made, ending = box.clean(picture())
    assert ending == "jpg" and CANARY not in made
    with pytest.raises(box.NotClean):
        box.clean(b"MZ\x90\x00program")
    (tmp_path / "secret").write_text("x")
    import subprocess

    look = "import socket, os, sys\nout = []\n"
    look += f"out.append(os.path.exists({str(tmp_path / 'secret')!r}))\n"
    look += "try:\n    socket.create_connection(('127.0.0.1', 22), 1); out.append(True)\nexcept OSError: out.append(False)\n"
    look += "try:\n    open('/usr/x', 'w'); out.append(True)\nexcept OSError: out.append(False)\n"
    look += "out.append(len([p for p in os.listdir('/proc') if p.isdigit()]) > 3)\nprint(out)"
    asked = [*box.command("x")[:-2], "-c", look]
    done = subprocess.run(asked, capture_output=True, text=True)
    assert done.stdout.strip() == "[False, False, False, False]", done.stderr
