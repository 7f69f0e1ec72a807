"""Uploaded files: what they really are, whether they are whole and harmless, and without hidden data."""

import io
import re
import warnings
from pathlib import PurePosixPath

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps

from saiyai.documents.pdf import look_into_pdf
from saiyai.membership.models import Document
from saiyai.thai.text import tidy

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",)}
WORDS = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG"}
PHOTO_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 50_000_000  # a page at 600 dots an inch has 35 million; more is a trap or a mistake
PHOTO_SIDE = 1600
NAME_LIMIT = 100


def limits_of(kind):
    """What is told beside the field, before anybody chooses a file."""
    if kind == Document.Kind.PHOTO:
        return gettext_lazy("JPEG or PNG, at most 2 MB")
    return gettext_lazy("PDF, JPEG or PNG, at most 10 MB")


def most_bytes(kind):
    """How large a file of this kind may be."""
    return PHOTO_BYTES if kind == Document.Kind.PHOTO else settings.MAX_UPLOAD_BYTES


def too_large(kind, size):
    """What is said of a file over the limit."""
    return _(
        "This file has %(size)s; at most %(most)s fit. Take the picture at a lower resolution or scan at 150 dpi."
    ) % {"size": size, "most": filesizeformat(most_bytes(kind))}


def check_file(upload, kind):
    """The content to keep and its type; ValidationError says what is wrong and how to mend it."""
    if upload.size > most_bytes(kind):
        raise ValidationError(too_large(kind, filesizeformat(upload.size)))
    content = upload.read()
    content_type = _sniff(content)
    if not content:
        raise ValidationError(_("This file is empty. Please choose it again."))
    if content_type is None or (kind == Document.Kind.PHOTO and content_type == PDF):
        raise ValidationError(
            _("We cannot take this kind of file. Please choose: %(kinds)s.") % {"kinds": limits_of(kind)}
        )
    _check_ending(upload.name, content_type)
    if content_type == PDF:
        _check_pdf(content)
        return content, content_type
    return _clean_picture(content, content_type, kind), content_type


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


def _clean_picture(content, content_type, kind):
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
    if kind == Document.Kind.PHOTO:
        picture.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    out = io.BytesIO()
    if content_type == JPEG:
        picture.convert("RGB").save(out, "JPEG", quality=90)
    else:
        picture.convert("RGBA" if "A" in picture.getbands() else "RGB").save(out, "PNG")
    return out.getvalue()


class Upload(forms.FileField):
    """A file of one kind; cleaned to (name, content, content type). `limits` stands beside the box."""

    def __init__(self, kind, **options):
        self.kind, self.limits = kind, limits_of(kind)
        accept = "image/jpeg,image/png" if kind == Document.Kind.PHOTO else "application/pdf,image/jpeg,image/png"
        empty = gettext_lazy("This file is empty. Please choose it again.")
        super().__init__(
            required=False,
            label=Document.Kind(kind).label,
            widget=forms.FileInput(attrs={"accept": accept}),
            error_messages={"empty": empty},
            **options,
        )

    def widget_attrs(self, widget):
        """So that the page itself can say at once what would be refused after a long way."""
        return {"data-most": str(most_bytes(self.kind)), "data-over": too_large(self.kind, "{size}")}

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if not upload:
            return None
        content, content_type = check_file(upload, self.kind)
        return clean_name(upload.name, content_type), content, content_type


def _hints():
    card = gettext_lazy("Cover religion and blood type, and write across the copy what it is for. We need neither.")
    return {
        Document.Kind.ID_CARD: card,
        Document.Kind.OFFICIAL_CARD: card,
        Document.Kind.SUPPORT_LETTER: gettext_lazy(
            "If you have one already. Otherwise your superior is asked by e-mail."
        ),
        Document.Kind.PHOTO: gettext_lazy("Your face from the front. It is printed on the card only if you agree."),
        Document.Kind.MANDATE: gettext_lazy("The order or letter by which the unit takes part, and in what."),
        Document.Kind.PAPER_FORM: gettext_lazy("All pages of the signed form in one file."),
        Document.Kind.OTHER: gettext_lazy(
            "Whatever else you were asked for. You may add several, one after the other."
        ),
    }


PERSON_FILES = ("ID_CARD", "OFFICIAL_CARD", "SUPPORT_LETTER", "PHOTO", "OTHER")
UNIT_FILES = ("MANDATE", "SUPPORT_LETTER", "OTHER")


class DocumentsForm(forms.Form):
    """One box for each kind of file that this application may carry."""

    use_required_attribute = False

    def __init__(self, *args, application, **options):
        super().__init__(*args, label_suffix="", **options)
        kinds = UNIT_FILES if application.kind == application.Kind.UNIT else PERSON_FILES
        for kind in ("PAPER_FORM", *kinds) if application.on_paper else kinds:
            self.fields[kind] = Upload(kind, help_text=_hints()[kind])

    def files_given(self):
        """(kind, name, content, type) of each file that passed its checks, the others notwithstanding."""
        return [(kind, *given) for kind, given in self.cleaned_data.items() if given]
