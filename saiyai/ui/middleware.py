"""Thai unless asked otherwise; a refusal becomes a page that says why, and is seen as one."""

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers

from saiyai.policy.hearing import hear_out
from saiyai.policy.lifecycle import Refused
from saiyai.ui import errors
from saiyai.ui.uploads import FILES_IN_ONE_REQUEST

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class HearOutMiddleware:
    """The outermost layer: a form that is refused before it was read is heard out, so that its answer arrives.

    Not of somebody whom we have given no cookie and no token: no page of ours sends such a form, and to hear it holds a thread.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method not in SAFE and (request.COOKIES or "Authorization" in request.headers):
            hear_out(request, settings.MAX_UPLOAD_BYTES * FILES_IN_ONE_REQUEST)
        return response


class ThaiFirstMiddleware:
    """The language that the reader chose, else Thai; the browser's own list is not asked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ("Cookie",))
        return response


class PersonalPagesMiddleware:
    """What somebody saw while signed in is kept by no browser: many share one in an office, and press Back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in = request.user.is_authenticated  # asked before: the page that signs out is theirs still
        response = self.get_response(request)
        if signed_in or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class RefusalMiddleware:
    """An uncaught `Refused` answers 409 and tells the reason and the remedy."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return errors.refused(request, exception) if isinstance(exception, Refused) else None
