"""Make a copy of a file without what may give away who made it. Run in a box without rights (`box`), never in the web server.

Reads the file from its input and writes the clean copy to its output; ends with another code than 0 where it is not sure.
Whoever calls it never falls back to the original. What stands visibly in a picture or a text stays: faces, names, handwriting,
watermarks, the dots of a printer.
"""

import io
import re
import resource
import sys
import warnings
import zipfile

import pikepdf
from PIL import Image, ImageOps

MOST_MEMORY = 1536 * 1024**2
MOST_SECONDS = 15
MOST_PIXELS = 80_000_000
MOST_UNFOLDED = 400 * 1024**2
MOST_PARTS = 5000
PICTURES = {"JPEG": "JPEG", "PNG": "PNG", "GIF": "PNG", "WEBP": "PNG", "TIFF": "PNG", "BMP": "PNG"}
OFFICE = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
# Of a document of Office: what is dropped (properties, comments, thumbnails, macros, embedded things, printer settings).
DROPPED = re.compile(
    r"^(docProps/|customXml/|.*/(comments|commentsExtended|commentsIds|people|printerSettings|embeddings|activeX|ctrlProps)"
    r"|.*vbaProject|.*/thumbnail|Thumbnails/|meta\.xml$|Basic/|Configurations2/|.*\.bin$)",
    re.IGNORECASE,
)
# Attributes and elements that tell who wrote or when, or link sessions of writing together.
TELLING = re.compile(
    rb'\s(?:w:(?:author|initials|date|rsid\w*)|w14:(?:paraId|textId)|w15:\w+|dc:creator|dc:date|office:\w*date)="[^"]*"'
)
INSERTED = re.compile(rb"</?(?:w:ins|w:moveTo)(?:\s[^>]*)?>")
DELETED = re.compile(rb"<(w:del|w:moveFrom)\b[^>]*>.*?</\1>", re.DOTALL)
REMARKS = re.compile(
    rb"<(dc:creator|dc:date|meta:[\w-]+|office:annotation|office:annotation-end|text:tracked-changes)\b[^>]*?"
    rb"(?:/>|>.*?</\1>)",
    re.DOTALL,
)
COMMENTED = re.compile(rb"<w:(?:commentRangeStart|commentRangeEnd|commentReference)\b[^>]*/>")
TEMPLATE = re.compile(rb"<w:(?:attachedTemplate|rsids|docVars)\b.*?(?:/>|</w:(?:rsids|docVars)>)", re.DOTALL)


class Unsure(Exception):
    """This file cannot be cleaned for certain."""


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
                for key in ("/Annots", "/Metadata", "/PieceInfo", "/AA", "/LastModified", "/Thumb", "/B", "/ID"):
                    if key in page:
                        del page[key]
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
    if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image" and thing.get("/Filter") == "/DCTDecode":
        thing.write(strip_jpeg(thing.read_raw_bytes()), filter=pikepdf.Name("/DCTDecode"))


def strip_jpeg(content):
    """A JPEG without its application segments and remarks, the pixels untouched (segments APP1–APP13, APP15, COM)."""
    if not content.startswith(b"\xff\xd8"):
        raise Unsure("no JPEG")
    out, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            raise Unsure("broken JPEG")
        marker = content[at + 1]
        if marker == 0xDA:  # the pixels begin; whatever follows the end of the picture goes
            end = content.rfind(b"\xff\xd9")
            if end < at:
                raise Unsure("cut JPEG")
            return bytes(out + content[at : end + 2])
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if marker not in (*range(0xE1, 0xEE), 0xEF, 0xFE):
            out += content[at : at + 2 + length]
        at += 2 + length
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
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unsure("entities")
    if name.endswith(".rels"):
        kept = re.sub(rb'<Relationship\b[^>]*(?:TargetMode="External"|docProps/|customXml|comments|people|printerSettings'
                      rb'|thumbnail|embeddings)[^>]*/>', b"", content)  # fmt: skip
        return kept
    if name == "[content_types].xml":
        return re.sub(rb"<Override\b[^>]*(?:docProps|customXml|comments|people|printerSettings)[^>]*/>", b"", content)
    if name == "meta-inf/manifest.xml":
        return re.sub(
            rb"<manifest:file-entry\b[^>]*(?:meta\.xml|Thumbnails/|Basic/|Configurations2/)[^>]*/>", b"", content
        )
    for pattern in (DELETED, COMMENTED, TEMPLATE, REMARKS, INSERTED, TELLING):
        content = pattern.sub(b"", content)
    return content


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
