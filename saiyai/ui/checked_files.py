"""Uploaded files: what they really are, whether they are whole and harmless, and without hidden data."""

import io
import re
import warnings
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from saiyai.documents.pdf import look_into_pdf
from saiyai.thai.text import tidy

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",)}
WORDS = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG"}
MOST_PIXELS = 50_000_000  # a page at 600 dots an inch has 35 million; more is a trap or a mistake
NAME_LIMIT = 100


def too_large(size, most):
    """What is said of a file of this size (as text) over the limit in bytes."""
    return _(
        "This file has %(size)s; at most %(most)s fit. Take the picture at a lower resolution or scan at 150 dpi."
    ) % {"size": size, "most": filesizeformat(most)}


def check_upload(upload, *, most, kinds, taken=(PDF, JPEG, PNG), side=None):
    """The content to keep and its type; ValidationError says what is wrong and how to mend it.

    `most` is in bytes, `kinds` the words for what is taken, `side` the longest side of a picture in dots.
    """
    if upload.size > most:
        raise ValidationError(too_large(filesizeformat(upload.size), most))
    content = upload.read()
    content_type = _sniff(content)
    if not content:
        raise ValidationError(_("This file is empty. Please choose it again."))
    if content_type not in taken:
        raise ValidationError(_("We cannot take this kind of file. Please choose: %(kinds)s.") % {"kinds": kinds})
    _check_ending(upload.name, content_type)
    if content_type == PDF:
        _check_pdf(content)
        return content, content_type
    return _clean_picture(content, content_type, side), content_type


def clean_name(name, content_type):
    """A name fit to show and to save under: no folders, nothing invisible, the ending of what it is."""
    bare = PurePosixPath(tidy(name).replace("\\", "/")).name
    stem = re.sub(r'[<>:"|?*\x00-\x1f]', "", PurePosixPath(bare).stem).strip(". ")[:NAME_LIMIT]
    return (stem or "file") + ENDINGS[content_type][0]


def _sniff(content):
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    return PNG if content.startswith(b"\x89PNG\r\n\x1a\n") else None


def _check_ending(name, content_type):
    ending = PurePosixPath(name.lower()).suffix
    if ending and ending not in ENDINGS[content_type]:
        raise ValidationError(
            _("The name of this file ends in %(ending)s, but it is a %(kind)s. Please check that it is the right file,"
              " and give it a name that ends in %(right)s.")
            % {"ending": ending[:12], "kind": WORDS[content_type], "right": ENDINGS[content_type][0]}
        )  # fmt: skip


def _check_pdf(content):
    """It opens without a password, holds a page, and runs nothing. Looked at by a program with limits of its own."""
    word = look_into_pdf(content)
    if word == "fine":
        return
    raise ValidationError(
        {
            "password": _("This PDF asks for a password. Please save it without one."),
            "empty": _("This PDF has no page."),
            "active": _("This PDF holds a programme or another file. Please print it to PDF and choose that."),
        }.get(word, _("This PDF is broken or not whole. Please open it once and save it anew."))
    )


def _clean_picture(content, content_type, side):
    """Re-encode, upright and without metadata: place, time and camera do not come with it."""
    broken = ValidationError(_("This picture is broken or not whole. Please take or save it anew."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("This picture has too many dots. Please save it smaller."))
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_("This picture has too many dots. Please save it smaller.")) from None
    except (OSError, ValueError, SyntaxError):
        raise broken from None
    picture = ImageOps.exif_transpose(picture)
    if side:
        picture.thumbnail((side, side))
    out = io.BytesIO()
    if content_type == JPEG:
        picture.convert("RGB").save(out, "JPEG", quality=90)
    else:
        picture.convert("RGBA" if "A" in picture.getbands() else "RGB").save(out, "PNG")
    return out.getvalue()
