"""Words for the pages that were opened, and for the deeds of the trail that open what is sealed."""

from django.utils.translation import gettext_lazy as _

LOOKS = {
    "person": _("Entry in the directory"),
    "person_contacts": _("Contact points"),
    "person_ties": _("Ties"),
    "application": _("Application"),
    "member": _("Membership"),
    "export": _("List taken as a file"),
    "erasure": _("Everything that is held, for the answer to a request for erasure"),
    "api": _("Read by a program of an officer"),
    "application.identity_opened": _("Identity number opened"),
    "document.opened": _("Document opened"),
}


def look(code):
    """The words for a kind of page; a code without words is shown as it is."""
    return LOOKS.get(code, code)
