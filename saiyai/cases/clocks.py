"""What the clocks of a case say, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saiyai.cases.models import Case


def clock(case, today):
    """(words, whether late) of the nearest clock that runs; ("", False) where none does."""
    if case.status == Case.Status.CLOSED:
        return "", False
    if case.acknowledged_on is None:
        return _words(_("First answer to the reporter"), case.acknowledge_by, today)
    if case.answered_on is None:
        return _words(_("Result to the reporter"), case.answer_by, today)
    return "", False


def _words(what, by, today):
    if by is None:
        return "", False
    left = (by - today).days
    if left < 0:
        return ngettext("%(what)s: %(n)d day late", "%(what)s: %(n)d days late", -left) % {
            "what": what,
            "n": -left,
        }, True
    if left == 0:
        return _("%(what)s: today") % {"what": what}, False
    return ngettext("%(what)s: within %(n)d day", "%(what)s: within %(n)d days", left) % {
        "what": what,
        "n": left,
    }, False
