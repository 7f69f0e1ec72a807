"""The outermost layer of the front desk: forgets who asks, and puts the same strict headers on every answer."""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import get_resolver
from django.utils import translation

from saiyai.intake.even import BUCKET
from saiyai.policy.hearing import hear_out

KEPT = {"CONTENT_TYPE", "CONTENT_LENGTH", "QUERY_STRING", "REQUEST_METHOD", "PATH_INFO", "SCRIPT_NAME", "HTTP_HOST"}
NEEDED = {"SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_X_FORWARDED_PROTO"}
CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # no-referrer would make browsers send Origin: null with every form
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=(), interest-cohort=()",
    "X-Robots-Tag": "noindex",
}

COMMENT = b"<!-- %s -->"
BEYOND = 256 * 1024 * 1024  # bytes, read only to say that it was too much


class FrontDeskMiddleware:
    """Takes address, browser, language, referrer and cookies off each request before anything else sees it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        origin, site = request.META.get("HTTP_ORIGIN"), request.META.get("HTTP_SEC_FETCH_SITE")
        for name in list(request.META):
            if name not in KEPT | NEEDED and not name.startswith("wsgi."):
                del request.META[name]
        request.META["REMOTE_ADDR"] = "0.0.0.0"  # noqa: S104  (an address that is nobody's)
        request.encoding = settings.DEFAULT_CHARSET  # of all our forms, whatever this one says of itself
        if request.method == "POST" and not _from_here(origin, site):
            response = _refused(request, 403)
        elif request.method not in ("GET", "HEAD", "POST"):
            response = _refused(request, 405)
        else:
            response = self.get_response(request)
        hear_out(request, settings.MAX_REPORT_BYTES + BEYOND)
        for handler in getattr(request, "_upload_handlers", ()):
            handler.abandon()
        _pad(response)
        for name, value in HEADERS.items():
            response[name] = value
        if not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store"
        if settings.ONION_ADDRESS and settings.FRONTDESK_URL.startswith("https://"):
            response["Onion-Location"] = settings.ONION_ADDRESS  # always the same: it repeats nothing of the request
        for name in ("Server", "Set-Cookie", "Vary"):
            if name in response:
                del response[name]
        response.cookies.clear()
        return response


def _refused(request, status):
    """The plain page of an error; an empty one would leave alone who has just written."""
    with translation.override(language_of(request)):
        answer = get_resolver().resolve_error_handler(403 if status == 403 else 400)(request)
    answer.status_code = status
    return answer


def _pad(response):
    """Make all pages of one length, or of few, so that who watches the network cannot tell them apart by it."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return
    missing = -(len(response.content) + len(COMMENT) - 2) % BUCKET
    response.content += COMMENT % secrets.token_hex(missing // 2 + 1)[:missing].encode()
    response["Content-Length"] = str(len(response.content))


def _from_here(origin, site):
    """Whether a form was sent from a page of ours. Old browsers say neither; then the sealed field is what counts."""
    if origin is not None:
        here = urlsplit(settings.FRONTDESK_URL)
        host = urlsplit(origin).hostname or ""
        onion = host.endswith(".onion") and host in settings.ALLOWED_HOSTS
        return onion or origin == f"{here.scheme}://{here.netloc}"
    return site in (None, "same-origin", "none")


def language_of(request) -> str:
    """Thai, or English below /en/."""
    return "en" if request.path.startswith("/en/") else "th"


class LanguageMiddleware:
    """Thai, or English below /en/. Nothing that a browser says about itself is asked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with translation.override(language_of(request)):
            return self.get_response(request)
