"""Answers when something did not work: what happened, and what to do next.

The root urls.py names them: `handler400 = "saiyai.ui.errors.bad_request"`, and so on.
"""

import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from psycopg_pool import PoolTimeout, TooManyRequests

# Of PostgreSQL: too many connections, waited too long for a lock or in all, deadlock, lost against another transaction.
BUSY = {"53300", "55P03", "57014", "40P01", "40001"}
OVER_LIMIT = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def _came_from(request):
    """The page of this site that the reader came from, for the way back."""
    before = urlsplit(request.META.get("HTTP_REFERER", ""))
    if before.netloc != request.META.get("HTTP_HOST") or before.path == request.path:
        return ""
    return before.path + (f"?{before.query}" if before.query else "")


def not_found(request, exception=None):
    """404: nothing here, or nothing that this viewer may see."""
    return render(request, "ui/404.html", status=404)


def forbidden(request, exception=None):
    """Out of sight is 404, never 403."""
    return not_found(request, exception)


def bad_request(request, exception=None):
    """400, or 413 when the reason is size."""
    if isinstance(exception, OVER_LIMIT):
        return too_large(request, exception)
    return render(request, "ui/400.html", {"back": _came_from(request)}, status=400)


def csrf_failure(request, reason=""):
    """403: the page was open for too long, or cookies are off."""
    return render(request, "ui/403_csrf.html", {"back": request.path if request.method == "POST" else ""}, status=403)


def refused(request, exception):
    """409: the rule, and what would make it possible. A fragment for htmx, a page otherwise."""
    fragment = getattr(request, "htmx", False) and not request.htmx.boosted
    template = "ui/_refusal.html" if fragment else "ui/409.html"
    context = {
        "because": getattr(exception, "reason", "") or str(exception),
        "until": getattr(exception, "remedy", ""),
        "back": _came_from(request),
    }
    return render(request, template, context, status=409)


def too_large(request, exception=None):
    """413: over the limit of one request."""
    context = {"limit": settings.MAX_UPLOAD_BYTES, "back": _came_from(request) or request.path}
    return render(request, "ui/413.html", context, status=413)


def unprocessable(request, problems=()):
    """422 for input that has no form to be shown in; a form is shown again by its own view."""
    return render(request, "ui/422.html", {"problems": problems, "back": _came_from(request)}, status=422)


def busy(request):
    """503: the database had no place for this request in time."""
    answer = _answer_alone(503)
    answer["Retry-After"] = "30"
    return answer


def server_error(request):
    """500, or 503 where the reason is that the database has too much to do."""
    return busy(request) if _is_busy(sys.exc_info()[1]) else _answer_alone(500)


def _is_busy(problem):
    """Not every OperationalError: to SQLite a missing table is one as well."""
    if not isinstance(problem, OperationalError):
        return False
    cause = problem.__cause__
    return (
        isinstance(cause, PoolTimeout | TooManyRequests)
        or getattr(cause, "sqlstate", None) in BUSY
        or "database is locked" in str(problem)
    )


def _answer_alone(status):
    """A page that asks nothing of the database, the session or the menus."""
    try:
        page = render_to_string(f"ui/{status}.html", {"theme": ""})
    except Exception:  # noqa: BLE001  the template itself may be what is broken
        page = "<!doctype html><title>500</title><p>" + _("Something went wrong on our side. Please try again.")
    return HttpResponse(page, status=status)
