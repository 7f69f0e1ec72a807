"""Errors of the front desk: one plain page, which repeats nothing of the request."""

from django.shortcuts import render


def _page(request, status):
    return render(request, "intake/error.html", {"status": status}, status=status)


def bad_request(request, exception=None):
    return _page(request, 400)


def forbidden(request, exception=None):
    return _page(request, 403)


def not_found(request, exception=None):
    return _page(request, 404)


def server_error(request):
    return _page(request, 500)
