"""Every error in one shape (RFC 9457): what kind, what happened, and for which field; never what was sent."""

from http import HTTPStatus

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, JsonResponse
from django.utils.translation import gettext_lazy as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from saiyai.policy.lifecycle import Refused

log = structlog.get_logger("saiyai.api")
MEDIA = "application/problem+json"
# kind -> (status, title, what to do). The page for humans has a line for each.
KINDS = {
    "unreadable": (400, _("The request cannot be read"), _("Send well-formed JSON in UTF-8.")),
    "no-token": (401, _("No token in force"), _("Send a token that is in force: Authorization: Bearer …")),
    "scope": (403, _("The token is not for this"), _("Make a token for what you need; scopes are never widened.")),
    "not-found": (404, _("Not there"), _("It does not exist, or the owner of the token may not see it.")),
    "method": (405, _("Not by this method"), _("The header Allow names the methods that work.")),
    "refused": (409, _("Not possible now"), _("Read the reason; the list of moves says what is open.")),
    "too-large": (413, _("The request is too large"), _("A request of this interface is small.")),
    "media-type": (415, _("Not JSON"), _("Send the body with Content-Type: application/json.")),
    "unfit": (422, _("A value does not fit"), _("The list of errors names each field.")),
    "key-reused": (409, _("The key belongs to another request"), _("Use a new idempotency key for a new request.")),
    "too-many": (429, _("Too many requests"), _("Wait as long as the header Retry-After says.")),
    "broken": (500, _("Something went wrong on our side"), _("Nothing was changed. Try again later.")),
}
OF_STATUS = {status: kind for kind, (status, _title, _help) in reversed(KINDS.items())}


class Problem(Exception):
    """Ends a request with this kind of problem."""

    def __init__(self, kind, detail="", headers=None, **more):
        super().__init__(kind)
        self.kind, self.detail, self.headers, self.more = kind, detail, headers or {}, more


def answer(kind, detail="", headers=None, status=None, **more):
    """The problem as an answer."""
    usual, title, help_text = KINDS[kind]
    status = status or usual
    headers = dict(headers or {})
    if status == HTTPStatus.UNAUTHORIZED:
        headers.setdefault("WWW-Authenticate", "Bearer")
    content = {
        "type": f"{settings.SITE_URL}/api/#{kind}",
        "title": str(title),
        "status": status,
        "detail": str(detail or help_text),
        **more,
    }
    return JsonResponse(
        content, status=status, content_type=MEDIA, headers=headers, json_dumps_params={"ensure_ascii": False}
    )


def of_response(response):
    """What something below answered with a page or a plain text, as a problem."""
    kept = {name: response[name] for name in ("Allow", "Retry-After") if name in response}
    status = response.status_code
    kind = OF_STATUS.get(status) or ("broken" if status >= 500 else "unreadable")
    return answer(kind, headers=kept, status=status)


def _unfit(error):
    """Where it does not fit, and how; what was sent is not repeated."""
    return {"at": ".".join(str(part) for part in error["loc"]), "message": str(error["msg"])}


def handle(api):
    """Teach the interface to answer with problems."""

    @api.exception_handler(Problem)
    def problem(request, found):
        return answer(found.kind, found.detail, found.headers, **found.more)

    @api.exception_handler(Refused)
    def refused(request, found):
        words = " ".join(filter(None, (str(found.reason), str(found.remedy))))
        return answer("refused", words, reason=str(found.reason), remedy=str(found.remedy))

    @api.exception_handler(Http404)
    def not_found(request, found):
        return answer("not-found")

    @api.exception_handler(ValidationError)
    def unfit(request, found):
        return answer("unfit", errors=[_unfit(error) for error in found.errors])

    @api.exception_handler(RequestDataTooBig)
    def too_large(request, found):
        return answer("too-large")

    @api.exception_handler(AuthenticationError)
    def no_token(request, found):
        return answer("no-token")

    @api.exception_handler(HttpError)
    def other(request, found):
        return answer(OF_STATUS.get(found.status_code, "unreadable"), status=found.status_code)

    @api.exception_handler(Exception)
    def broken(request, found):
        log.error("request failed", exc_info=found)
        return answer("broken")
