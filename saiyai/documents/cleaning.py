"""Make a copy of a file without what may give away who made it. Run in a box without rights (`box`), never in the web server.

Reads the file from its input and writes the clean copy to its output; ends with another code than 0 where it is not sure.
Whoever calls it never falls back to the original. What stands visibly in a picture or a text stays: faces, names, handwriting,
watermarks, the dots of a printer.
"""

import io
import posixpath
import re
import resource
import sys
import warnings
import zipfile

import pikepdf
from PIL import Image, ImageOps

from saiyai.documents import parts
from saiyai.documents.parts import Unsure

MOST_MEMORY = 1536 * 1024**2
MOST_SECONDS = 15
MOST_PIXELS = 80_000_000
MOST_UNFOLDED = 400 * 1024**2
MOST_PARTS = 5000
SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
PLAIN = re.compile(r"[\w./\[\] -]{1,200}", re.ASCII)
OF_PAGE = {
    "/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/Contents",
    "/Group", "/UserUnit",
}  # fmt: skip
OF_FORM = {
    "/Type",
    "/Subtype",
    "/FormType",
    "/BBox",
    "/Matrix",
    "/Resources",
    "/Group",
    "/Filter",
    "/DecodeParms",
    "/Length",
}
OF_IMAGE = {
    "/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/ImageMask", "/Mask", "/SMask",
    "/Decode", "/DecodeParms", "/Interpolate", "/Filter", "/Length", "/Matte", "/Intent",
}  # fmt: skip
PICTURES = {"JPEG": "JPEG", "PNG": "PNG", "GIF": "PNG", "WEBP": "PNG", "TIFF": "PNG", "BMP": "PNG"}
OFFICE = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
# Of a document of Office: what is dropped (properties, remarks and their authors, thumbnails, macros, embedded things,
# printers, what leads to other files and machines).
DROPPED = re.compile(
    r"(docProps/|customXml/|docMetadata/|userCustomization/|customUI/|Thumbnails/|Basic/|Configurations2/|layout-cache$"
    r"|(meta|settings)\.xml$|manifest\.rdf$|xl/(connections\.xml|queryTables/|externalLinks/|revisions/|webextensions/)"
    r"|ppt/(tags/|changesInfos/|revisionInfo)"
    r"|.*/(comments|threadedComments|commentAuthors|authors|people|person|printerSettings|embeddings|activeX|ctrlProps"
    r"|customProperty|glossary/|recipientData|mailMerge)"
    r"|.*vbaProject|.*/thumbnail|.*/vmlDrawing|.*\.bin$)",
    re.IGNORECASE,
)


def clean(content: bytes) -> tuple[bytes, str]:
    """(the clean copy, its ending); raises Unsure."""
    if content.startswith(b"%PDF-"):
        return clean_pdf(content), "pdf"
    if content.startswith(b"PK\x03\x04"):
        return clean_office(content)
    if is_picture(content):
        return clean_picture(content)
    if is_text(content):
        return content.decode("utf-8-sig").replace("\r\n", "\n").encode(), "txt"
    raise Unsure("unknown kind of file")


def is_picture(content):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content)) as picture:
                return picture.format in PICTURES
    except Exception:
        return False


def is_text(content):
    """Plain text in UTF-8 without control characters; nothing at all is no text."""
    if not content:
        return False
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not re.search(r"[\x00-\x08\x0e-\x1f]", text) and not text.lstrip().startswith(("<", "{\\rtf"))


def clean_picture(content):
    """Drawn anew from its pixels: nothing but them goes on. Only the first picture of several."""
    try:
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content)) as picture:
                if picture.format not in PICTURES or getattr(picture, "n_frames", 1) > 1:
                    raise Unsure("several pictures in one")
                kind = PICTURES[picture.format]
                drawn = ImageOps.exif_transpose(picture).convert("RGBA" if kind == "PNG" else "RGB")
                bare = Image.new(drawn.mode, drawn.size)
                bare.paste(drawn)
    except Unsure:
        raise
    except Exception as problem:
        raise Unsure("broken picture") from problem
    out = io.BytesIO()
    bare.save(out, kind, **({"quality": 90} if kind == "JPEG" else {}))
    return out.getvalue(), "jpg" if kind == "JPEG" else "png"


def clean_pdf(content):
    """The pages with their text, and nothing beside them; pictures inside are stripped, forms and remarks are dropped."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf, pikepdf.new() as bare:
            bare.pages.extend(pdf.pages)
            for page in bare.pages:
                for key in set(page.keys()) - OF_PAGE:
                    del page[key]
                if "/Contents" in page:
                    page.Contents = bare.make_stream(_drawn_anew(page))
            for thing in bare.objects:
                if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                    _bare(thing)
            out = io.BytesIO()
            bare.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except Exception as problem:
        raise Unsure("broken or closed PDF") from problem
    _look_again(out.getvalue())
    return out.getvalue()


def _bare(thing):
    for key in ("/Metadata", "/PieceInfo", "/AA", "/A", "/OpenAction", "/JS", "/EF", "/AF", "/LastModified", "/Thumb"):
        if key in thing:
            del thing[key]
    if "/Resources" in thing and "/Properties" in thing["/Resources"]:
        del thing["/Resources"]["/Properties"]
    if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form":
        for key in set(thing.keys()) - OF_FORM:
            del thing[key]
        thing.write(_drawn_anew(thing))
    if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
        for key in set(thing.keys()) - OF_IMAGE:
            del thing[key]
        _bare_image(thing)


def _bare_image(thing):
    """Formats that carry words of their own are stripped of them, or refused."""
    said = thing.get("/Filter")
    filters = [str(one) for one in said] if isinstance(said, pikepdf.Array) else [str(said)]
    if filters == ["/DCTDecode"]:
        thing.write(strip_jpeg(thing.read_raw_bytes()), filter=pikepdf.Name("/DCTDecode"))
    elif "/DCTDecode" in filters or "/JPXDecode" in filters:
        raise Unsure("a picture that cannot be stripped")


def _drawn_anew(thing):
    """What is drawn, written anew: remarks between two commands go, what is said beside the text (other words for it,
    layers), and a picture of another format inside is refused."""
    drawn = []
    for one in pikepdf.parse_content_stream(thing):
        if isinstance(one, pikepdf.ContentStreamInlineImage):
            if any(str(kind) not in ("/FlateDecode", "/Fl") for kind in one.iimage.filters):
                raise Unsure("a picture that cannot be stripped")
        elif str(one.operator) in ("BMC", "BDC", "EMC", "MP", "DP"):
            continue
        drawn.append(one)
    return pikepdf.unparse_content_stream(drawn)


def strip_jpeg(content):
    """A JPEG without its application segments and remarks, the pixels untouched (segments APP1–APP13, APP15, COM).

    Ends with its own end: what cameras hang behind it (a second picture with its own remarks, a film) goes.
    """
    if not content.startswith(b"\xff\xd8"):
        raise Unsure("no JPEG")
    out, at = bytearray(b"\xff\xd8"), 2
    while at + 2 <= len(content):
        if content[at] != 0xFF:
            raise Unsure("broken JPEG")
        marker = content[at + 1]
        if marker == 0xD9:
            return bytes(out + b"\xff\xd9")
        if marker == 0xFF:  # filled up
            at += 1
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xDA:  # the pixels begin, and last until a marker that is none of theirs
            found = SCAN_ENDS.search(content, end)
            if found is None:
                raise Unsure("cut JPEG")
            end = found.start()
        if marker not in (*range(0xE1, 0xEE), 0xEF, 0xFE):
            out += content[at:end]
        at = end
    raise Unsure("cut JPEG")


def _look_again(content):
    """What was written holds nothing of what was to go."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if "/Metadata" in pdf.Root or "/Names" in pdf.Root or "/AcroForm" in pdf.Root or len(pdf.docinfo or {}):
            raise Unsure("something was left")


def clean_office(content):
    """A document of Office or OpenDocument, written anew part by part."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old:
            infos = old.infolist()
            if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_UNFOLDED:
                raise Unsure("too large when unfolded")
            ending = _kind(old)
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
                for info in infos:
                    _part(old, new, info)
    except Unsure:
        raise
    except Exception as problem:
        raise Unsure("broken document") from problem
    return out.getvalue(), ending


def _kind(old):
    names = set(old.namelist())
    if any("vbaproject" in name.lower() for name in names):
        raise Unsure("a document with macros")
    if "mimetype" in names:
        found = OFFICE.get(old.read("mimetype").strip())
        if found:
            return found
    for part, ending in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx")):
        if part in names:
            if b"macroEnabled" in old.read("[Content_Types].xml"):
                raise Unsure("a document with macros")
            return ending
    raise Unsure("an archive: it is not unpacked")


def _part(old, new, info):
    name = info.filename
    if name.endswith("/") or DROPPED.match(name):
        return
    if not PLAIN.fullmatch(name):
        raise Unsure("a part with an odd name")
    content = old.read(info)
    lower = name.lower()
    if lower.endswith((".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp")):
        content = _picture_inside(content, lower)
    elif lower.endswith((".xml", ".rels")):
        content = _words_inside(content, lower)
    elif name != "mimetype":
        raise Unsure(f"a part of another kind: {lower.rpartition('.')[2]}")
    fresh = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    fresh.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
    new.writestr(fresh, content)


def _picture_inside(content, name):
    drawn, ending = clean_picture(content)
    if ending == "jpg" and not name.endswith((".jpg", ".jpeg")) or ending == "png" and not name.endswith(".png"):
        raise Unsure("a picture under another name")
    return drawn


def _words_inside(content, name):
    folder = name.rpartition("_rels/")[0]

    def drop(element, values):
        if element == "Relationship":
            return _leads_away(values, folder)
        if element == "Override":
            return bool(DROPPED.match(values.get("PartName", "").lstrip("/")))
        return element == "manifest:file-entry" and bool(DROPPED.match(values.get("manifest:full-path", "")))

    unusual = name.endswith(".rels") and re.search(rb"<\w+:Relationship", content)
    if unusual:
        raise Unsure("a name space under another name")
    return parts.clean(content, drop)


def _leads_away(values, folder):
    """Whether a link between parts leads to what is dropped, or out of the document. What is typed to be clicked stays
    a link in name only: without it the document would be taken for broken."""
    if values.get("TargetMode", "").lower() == "external":
        values["Target"] = "about:blank"
        return not values.get("Type", "").endswith("/hyperlink")
    target = values.get("Target", "")
    if "://" in target:
        return True
    whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(folder + target)
    return bool(DROPPED.match(whole))


def main():
    """Limits first, then the work; only a whole copy is written."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        made, ending = clean(sys.stdin.buffer.read())
    except Unsure as problem:
        sys.stderr.write(str(problem))
        return 3
    sys.stdout.buffer.write(ending.encode().ljust(8) + made)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
