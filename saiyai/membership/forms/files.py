"""The files of an application: which kinds, how large, and what is told beside each box."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from saiyai.membership.models import Document
from saiyai.ui import checked_files

PHOTO_BYTES = 2 * 1024 * 1024
PHOTO_SIDE = 1600


def limits_of(kind):
    """What is told beside the field, before anybody chooses a file."""
    if kind == Document.Kind.PHOTO:
        return gettext_lazy("JPEG or PNG, at most 2 MB")
    return gettext_lazy("PDF, JPEG or PNG, at most 10 MB")


def most_bytes(kind):
    """How large a file of this kind may be."""
    return PHOTO_BYTES if kind == Document.Kind.PHOTO else settings.MAX_UPLOAD_BYTES


def check_file(upload, kind):
    """The content to keep and its type; ValidationError says what is wrong and how to mend it."""
    photo = kind == Document.Kind.PHOTO
    taken = (
        (checked_files.JPEG, checked_files.PNG) if photo else (checked_files.PDF, checked_files.JPEG, checked_files.PNG)
    )
    return checked_files.check_upload(
        upload, most=most_bytes(kind), kinds=limits_of(kind), taken=taken, side=PHOTO_SIDE if photo else None
    )


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
        return {
            "data-most": str(most_bytes(self.kind)),
            "data-over": checked_files.too_large("{size}", most_bytes(self.kind)),
        }

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if not upload:
            return None
        content, content_type = check_file(upload, self.kind)
        return checked_files.clean_name(upload.name, content_type), content, content_type


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
