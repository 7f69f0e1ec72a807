"""Write a part of a document of Office anew, element by element: what tells who wrote it is left out.

It is read by a real parser, so that another spelling of the same (other quotes, other letters for a name space, UTF-16,
a remark between) hides nothing. What is unusual is refused.
"""

import re
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr


class Unsure(Exception):
    """This file cannot be cleaned for certain."""


# Name spaces by the end of their address, and how they are called in every document that people make.
USUAL = {
    "wordprocessingml/2006/main": "w", "wordprocessingml/main": "w", "word/2010/wordml": "w14", "word/2012/wordml": "w15",
    "elements/1.1/": "dc", "opendocument:xmlns:meta:1.0": "meta", "opendocument:xmlns:office:1.0": "office",
    "opendocument:xmlns:text:1.0": "text", "2010/11/ac": "x15ac",
}  # fmt: skip
# Elements that go with everything inside them, and those of which only the inside stays.
GONE = {
    "w:del", "w:moveFrom", "w:commentRangeStart", "w:commentRangeEnd", "w:commentReference", "w:attachedTemplate",
    "w:rsids", "w:docVars", "w:mailMerge", "w15:docId", "w14:docId", "w:numberingChange", "w:cellIns", "w:cellDel",
    "w:moveFromRangeStart", "w:moveFromRangeEnd", "w:moveToRangeStart", "w:moveToRangeEnd",
    "dc:creator", "dc:date", "office:annotation", "office:annotation-end", "text:tracked-changes", "text:change",
    "text:change-start", "text:change-end", "office:dde-source", "svg:title", "svg:desc", "x15ac:absPath",
    "fileSharing", "externalReferences", "externalReference", "legacyDrawing", "a16:creationId", "p14:creationId",
    "p14:modId", "w:printerSettings", "p:custDataLst", "p:tags", "customWorkbookViews", "customSheetViews",
}  # fmt: skip
OPENED = {"w:ins", "w:moveTo"}
CHANGED = re.compile(r"w:\w+Change$|meta:")
TELLING = re.compile(
    r"w:(author|initials|date|rsid\w*|userId)|w14:(paraId|textId)|w15:.*|dc:(creator|date)|office:\w*date|office:date-.*"
    r"|xr\d*:uid|o:title|saveThroughXslt|userName|svg:(title|desc)"
)
NAMED = re.compile(r"(\w+:)?(cNvPr|docPr)")  # pictures and shapes: name, title and description are often a file's path
SAFE_FIELD = re.compile(r"\s*(PAGE|NUMPAGES|TOC|REF|PAGEREF|SEQ|DATE|TIME|SECTION)\b[^\"']*$", re.IGNORECASE)
CALLING = re.compile(r"\[|\||://|\\|WEBSERVICE|IMAGE\s*\(|RTD|DDE|CUBE|HYPERLINK", re.IGNORECASE)
AWAY = re.compile(r"\s*(\w[\w+.-]*:|//|\\|/|\.\.)")


def clean(content, drop=lambda name, values: False):
    """The part as it may go on, in UTF-8; raises Unsure. `drop`: which other elements go."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unsure("not UTF-8") from None
    said = re.match(r"""<\?xml[^>]*encoding\s*=\s*["']([^"']*)""", text)
    if "\0" in text or (said and said.group(1).lower() not in ("utf-8", "us-ascii")):
        raise Unsure("not UTF-8")
    writer = _Writer(drop)
    try:
        writer.parser.Parse(text.encode(), True)
    except expat.ExpatError:
        raise Unsure("broken part") from None
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + "".join(writer.out).encode()


class _Writer:
    def __init__(self, drop):
        self.out, self.drop, self.open, self.skipped, self.names = [], drop, False, 0, []
        self.parser = expat.ParserCreate(encoding="utf-8")
        self.parser.buffer_text, self.parser.ordered_attributes = True, False
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._declared

    def _declared(self, *_what):
        raise Unsure("entities")

    def _close_tag(self):
        if self.open:
            self.out.append(">")
            self.open = False

    def _start(self, name, values):
        for key, address in values.items():
            if key == "xmlns" or key.startswith("xmlns:"):
                _is_usual(key.partition(":")[2], address)
        if self.skipped or name in GONE or CHANGED.match(name) or self.drop(name, values):
            self.skipped += 1
            return
        self.names.append(name)
        if name in OPENED:
            return
        self._close_tag()
        kept = "".join(f" {key}={quoteattr(value)}" for key, value in _kept(name, values))
        self.out.append(f"<{name}{kept}")
        self.open = True

    def _end(self, name):
        if self.skipped:
            self.skipped -= 1
            return
        self.names.pop()
        if name in OPENED:
            return
        self.out.append("/>" if self.open else f"</{name}>")
        self.open = False

    def _text(self, words):
        if self.skipped:
            return
        inside = self.names[-1]
        if inside == "w:instrText" and not SAFE_FIELD.match(words):
            return
        if inside in ("f", "x:f", "c:f", "formula1", "formula2") and CALLING.search(words):
            return
        self._close_tag()
        self.out.append(escape(words))


def _is_usual(prefix, address):
    for ending, usual in USUAL.items():
        if address.endswith(ending) and prefix != usual:
            raise Unsure("a name space under another name")


def _kept(name, values):
    """The attributes that stay, with what they may say."""
    for key, value in values.items():
        local = key.rpartition(":")[2]
        if TELLING.fullmatch(key) or (NAMED.fullmatch(name) and local in ("descr", "title")):
            continue
        if name == "v:imagedata" and key in ("title", "src", "alt"):
            continue
        if NAMED.fullmatch(name) and local == "name":
            value = "x"
        if key == "w:instr" and not SAFE_FIELD.match(value):
            value = ""
        if (
            key == "xlink:href"
            and AWAY.match(value)
            and not (name == "text:a" and value.startswith(("http", "mailto")))
        ):
            value = "#"
        if key in ("table:formula", "table:condition") and CALLING.search(value.replace("[.", "").replace(":.", "")):
            continue
        yield key, value
