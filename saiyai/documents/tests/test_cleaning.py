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
                if isinstance(o, pikepdf.Stream) and "/DCTDecode" not in repr(o.get("/Filter"))
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


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = f"<w:document {W}><w:p><w:r><w:t>VISIBLE</w:t></w:r>%s</w:p></w:document>"
HIDDEN = {
    "other quotes": BODY % "<w:ins w:author='CANARY' w:id='1'><w:r/></w:ins>",
    "spread out": BODY % '<w:ins\n w:author\n=\n"CANARY"><w:r/></w:ins>',
    "a remark": BODY % "<!-- CANARY -->",
    "an instruction": BODY % "<?CANARY CANARY?>",
    "former look": BODY % '<w:rPrChange w:author="x"><w:rPr CANARY="1"/></w:rPrChange>',
    "nested": BODY % "<w:del w:id='1'><w:r><w:del/><w:delText>CANARY</w:delText></w:r></w:del >",
    "path of a picture": BODY % '<pic:cNvPr xmlns:pic="p" id="0" name="CANARY.jpg" descr="C:\\Users\\CANARY"/>',
    "a remote picture": BODY % '<w:instrText>INCLUDEPICTURE "http://CANARY.example/x.png"</w:instrText>',
}


@pytest.mark.parametrize("how", HIDDEN)
def test_another_spelling_hides_nothing(how):
    made, _kind = cleaning.clean(docx(**{"word/document.xml": HIDDEN[how]}))
    assert b"CANARY" not in unfolded(made) and b"VISIBLE" in unfolded(made)


@pytest.mark.parametrize(
    "body",
    [
        (BODY % "").encode("utf-16"),
        f'<?xml version="1.0" encoding="iso-8859-1"?>{BODY % ""}',
        (BODY % '<v:ins v:author="CANARY"/>').replace("xmlns:w", "xmlns:v").replace("w:", "v:"),
        BODY.replace("</w:p>", ""),
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w/>',
    ],
    ids=["utf-16", "latin", "another prefix", "broken", "entity"],
)
def test_an_unusual_part_is_refused(body):
    with pytest.raises(cleaning.Unsure):
        cleaning.clean(docx(**{"word/document.xml": body}))


def test_a_deleted_mark_of_a_paragraph_takes_no_visible_words_with_it():
    body = BODY % '<w:rPr><w:del w:id="1"/></w:rPr><w:r><w:t>STAYS</w:t></w:r><w:del w:id="2"><w:t>GOES</w:t></w:del>'
    made, _kind = cleaning.clean(docx(**{"word/document.xml": body}))
    assert b"STAYS" in unfolded(made) and b"GOES" not in unfolded(made)


@pytest.mark.parametrize(
    "part",
    [
        "xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml", "xl/revisions/userNames.xml",
        "xl/externalLinks/externalLink1.xml", "xl/connections.xml", "ppt/commentAuthors.xml", "ppt/authors.xml",
        "docMetadata/LabelInfo.xml", "word/glossary/document.xml", "word/embeddings/inner.docx",
    ],
)  # fmt: skip
def test_parts_that_name_people_or_machines_are_dropped_with_their_links(part):
    links = f'<Relationships><Relationship Id="1" Target="/{part}"></Relationship></Relationships>'
    kinds = f'<Types><Override PartName="/{part}" ContentType="CANARY"></Override></Types>'
    made, _kind = cleaning.clean(
        docx(**{part: "<a>CANARY</a>", "word/_rels/document.xml.rels": links, "[Content_Types].xml": kinds})
    )
    assert CANARY not in unfolded(made) and part.encode() not in unfolded(made)


def test_a_sheet_tells_no_path_and_calls_nobody():
    book = (
        '<workbook><fileSharing userName="CANARY"/><mc:AlternateContent xmlns:mc="m"><mc:Choice Requires="x15">'
        '<x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" url="C:\\CANARY\\"/>'
        "</mc:Choice></mc:AlternateContent></workbook>"
    )
    sheet = "<worksheet><c><f>WEBSERVICE(&quot;http://CANARY&quot;)</f><v>VISIBLE</v></c><c><f>A1+1</f></c></worksheet>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.writestr("[Content_Types].xml", "<Types/>")
        new.writestr("xl/workbook.xml", book)
        new.writestr("xl/worksheets/sheet1.xml", sheet)
        new.writestr("xl/media/image1.png", picture("PNG"))
    made, kind = cleaning.clean(out.getvalue())
    assert kind == "xlsx" and CANARY not in unfolded(made)
    assert b"<v>VISIBLE</v>" in unfolded(made) and b"<f>A1+1</f>" in unfolded(made)


def test_a_link_out_of_a_document_leads_nowhere():
    links = (
        "<Relationships><Relationship Id='1' Type='t/hyperlink' Target='http://CANARY' TargetMode='External'/>"
        "<Relationship Id='2' Type='t/image' Target='http://CANARY/x' TargetMode='external'></Relationship></Relationships>"
    )
    made, _kind = cleaning.clean(docx(**{"word/_rels/document.xml.rels": links}))
    assert CANARY not in unfolded(made) and b'Id="1"' in unfolded(made) and b'Id="2"' not in unfolded(made)


def test_an_open_document_of_a_common_program_has_a_copy_without_its_people_and_printers():
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="x" xmlns:draw="d" xmlns:svg="s"'
    text = (
        f'<office {names}><dc:creator>CANARY</dc:creator><draw:image xlink:href="file:///home/CANARY/x.png"/>'
        "<svg:title>CANARY</svg:title><p>VISIBLE</p></office>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name in ("settings.xml", "manifest.rdf", "layout-cache", "meta.xml", "Thumbnails/thumbnail.png"):
            new.writestr(name, "CANARY")
        new.writestr("content.xml", text)
    made, kind = cleaning.clean(out.getvalue())
    assert kind == "odt" and CANARY not in unfolded(made) and b"VISIBLE" in unfolded(made)


def altered(change):
    """The PDF of the tests, changed once more and saved after itself."""
    with pikepdf.open(io.BytesIO(pdf())) as made:
        change(made, made.pages[0])
        out = io.BytesIO()
        made.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _drawn(words):
    return lambda made, page: page.__setattr__("Contents", made.make_stream(words))


def _filters(made, page):
    page.Resources.XObject.Im0.Filter = pikepdf.Array([pikepdf.Name.DCTDecode])


def _form(made, page):
    form = made.make_stream(b"% CANARY\nq Q")
    form.update(
        pikepdf.Dictionary(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 1, 1], Mine="CANARY")
    )
    page.Resources.XObject.F0 = form


@pytest.mark.parametrize(
    "change",
    [
        _drawn(b"% CANARY\nBT /F1 12 Tf (VISIBLE) Tj ET"),
        _drawn(b"/Span <</ActualText (CANARY)>> BDC BT (VISIBLE) Tj ET EMC"),
        lambda made, page: page.__setitem__("/Mine", pikepdf.String("CANARY")),
        lambda made, page: page.Resources.__setitem__("/Properties", pikepdf.Dictionary(A="CANARY")),
        lambda made, page: page.Resources.XObject.Im0.__setitem__("/Mine", pikepdf.String("CANARY")),
        _filters, _form,
    ],
    ids=["remark", "other words", "own key of a page", "properties", "own key of a picture", "filters", "form"],
)  # fmt: skip
def test_what_hides_in_a_pdf_is_gone(change):
    content = altered(change)
    assert CANARY in unfolded(content)
    made, _kind = cleaning.clean(content)
    assert CANARY not in unfolded(made)


def test_an_older_state_of_a_pdf_is_not_in_its_copy():
    """Saved after itself, a PDF still holds what was taken out of it."""
    old = altered(lambda made, page: page.__setitem__("/Mine", pikepdf.String("CANARY-older")))
    number = old.count(b" 0 obj") + 5
    more = b"\n%d 0 obj\n(CANARY-free)\nendobj\n" % number
    made, _kind = cleaning.clean(old + more)
    assert CANARY not in unfolded(made)


@pytest.mark.parametrize(
    "pair", [pikepdf.Name.JPXDecode, pikepdf.Array([pikepdf.Name.ASCIIHexDecode, pikepdf.Name.DCTDecode])]
)
def test_a_picture_in_a_pdf_that_cannot_be_stripped_is_refused(pair):
    with pytest.raises(cleaning.Unsure):
        cleaning.clean(altered(lambda made, page: page.Resources.XObject.Im0.__setitem__("/Filter", pair)))


@pytest.mark.parametrize("progressive", [False, True])
def test_a_second_picture_behind_the_first_goes(progressive):
    """As cameras and telephones hang previews, films and their data behind a picture."""
    content = picture(progressive=progressive) + picture()
    bare = cleaning.strip_jpeg(content)
    assert CANARY not in bare and bare.count(b"\xff\xd8") == 1
    with Image.open(io.BytesIO(bare)) as read:
        assert read.size == (120, 80) and read.convert("RGB").getpixel((5, 5))[2] > 100


def test_a_picture_that_is_a_page_as_well_is_only_a_picture():
    made, kind = cleaning.clean(picture() + b"<script>CANARY</script><!-- " + b"%PDF-1.7 CANARY")
    assert kind == "jpg" and b"script" not in made and CANARY not in made


def test_words_between_the_pixels_of_a_png_go():
    from PIL import PngImagePlugin

    said, out = PngImagePlugin.PngInfo(), io.BytesIO()
    said.add_text("Author", "CANARY")
    said.add_itxt("XML:com.adobe.xmp", "CANARY")
    Image.new("RGB", (9, 9)).save(out, "PNG", pnginfo=said)
    assert CANARY in out.getvalue() and CANARY not in cleaning.clean(out.getvalue())[0]
