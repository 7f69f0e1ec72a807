"""Errors of the front desk: one plain page, which repeats nothing of the request."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.shortcuts import render

from saiyai.intake import uploads
from saiyai.intake.views.showing import page

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def _page(request, status):
    return render(request, "intake/error.html", {"status": status}, status=status)


def bad_request(request, exception=None):
    if isinstance(exception, TOO_MUCH):
        files = isinstance(exception, TooManyFilesSent) and uploads.MOST_FILES
        return page(request, "toolong", {"most_files": files}, status=413)
    return _page(request, 400)


def forbidden(request, exception=None):
    return _page(request, 403)


def not_found(request, exception=None):
    return _page(request, 404)


def server_error(request):
    return _page(request, 500)
