"""Errors of the front desk: one plain page, which repeats nothing of the request but words that would be lost."""

from contextlib import suppress

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import QueryDict
from django.shortcuts import render

from saiyai.crypto.slow import Busy
from saiyai.intake import carried, pace, uploads
from saiyai.intake.views import pages, telling
from saiyai.intake.views.showing import page, typed

GIVEN_BACK = 8 * 1024 * 1024  # bytes of a form that cannot be taken, whose words are shown all the same
PLAIN = "application/x-www-form-urlencoded"
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def _page(request, status):
    return render(request, "intake/error.html", {"status": status}, status=status)


def bad_request(request, exception=None):
    if not isinstance(exception, TOO_MUCH):
        return _page(request, 400)
    try:
        with pace.far_too_long.place():  # of such forms only few are read and shown at once, for they fill memory
            return page(request, "toolong", _words_of(request), status=413)
    except (Busy, OSError, *TOO_MUCH):
        files = isinstance(exception, TooManyFilesSent) and uploads.MOST_FILES
        return page(request, "toolong", {"most_files": files}, status=413)


def _words_of(request) -> dict:
    """What was typed into a form that is too large, to copy, and the answers before it, to go on with.

    One with files has no boxes to type in. Raises OSError, and what is raised for too many fields.
    """
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if request.content_type != PLAIN or length > GIVEN_BACK:
        raise RequestDataTooBig
    form = QueryDict(request._stream.read(length), encoding=request.encoding)
    facts, sealed = {"typed": typed(form), "in_danger": form.get("go") == "do:danger"}, form.get("carried", "")
    with suppress(carried.Stale, carried.TooMuch):
        facts["carried"] = telling.close_blank(carried.read(sealed, telling.PURPOSE, idle=carried.TELLING))
    with suppress(carried.Stale):
        facts["visit"] = carried.close(carried.read(sealed, pages.PURPOSE, idle=carried.IDLE), pages.PURPOSE)
    return facts


def forbidden(request, exception=None):
    return _page(request, 403)


def not_found(request, exception=None):
    return _page(request, 404)


def server_error(request):
    return _page(request, 500)
