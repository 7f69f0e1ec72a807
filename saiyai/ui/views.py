"""Language and colours of the pages, and the living style page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.i18n import set_language

from saiyai.ui import errors, sample, security
from saiyai.ui.context_processors import THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 3600

language = login_not_required(set_language)


@login_not_required
@require_POST
def theme(request):
    """Keep the reader's choice of light or dark in a cookie; anything else returns to the device's wish."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@login_not_required
@require_safe
def security_txt(request):
    """Whom to tell of a weakness."""
    return security.answer()


def _demo_only():
    if not settings.DEMO:
        raise Http404


@login_not_required
@require_GET
def style(request):
    """Every component with example content; only on a site with example data."""
    _demo_only()
    return render(request, "ui/style.html", sample.page(request.GET.get("page")))


@login_not_required
@require_GET
def style_error(request, code):
    """What a page says when something did not work."""
    _demo_only()
    shown = {
        400: lambda: errors.bad_request(request),
        403: lambda: errors.csrf_failure(request),
        409: lambda: errors.refused(request, sample.refusal()),
        413: lambda: errors.too_large(request),
        422: lambda: errors.unprocessable(request, sample.problems()),
        500: lambda: errors.server_error(request),
        503: lambda: errors.busy(request),
    }
    return shown.get(code, lambda: errors.not_found(request))()
