"""The language a user has chosen, the day a session was last used, and the second factor of officers."""

from django.conf import settings
from django.contrib import auth, messages
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from saiyai.accounts import actions, queries, sudo
from saiyai.accounts.sessions import USED

SECOND_FACTOR = "second_factor"
# What an officer without a second factor can still do: add one, read in another language, leave.
OPEN_VIEWS = {"accounts:security", "accounts:set_language", "accounts:end_session", "accounts:sign_out_everywhere"}
OPEN_NAMESPACES = {"ui"}


class PersonalLanguageMiddleware:
    """A signed-in user reads pages in the language of their account, unless they have switched on this device."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and not request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class LastUsedMiddleware:
    """Notes on which day a session was used; at most one write a day."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        today = timezone.localdate().isoformat()
        if request.user.is_authenticated and request.session.get(USED) != today:
            request.session[USED] = today
        return self.get_response(request)


class OutsideMiddleware:
    """No session that rests on the word of a provider outside alone serves an officer, not even who became one in it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if not user.is_authenticated or not sudo.is_only_from_outside(request.session) or not user.is_officer:
            return None
        auth.logout(request)
        actions.sign_out(user, by=user)
        messages.info(request, _("Your role opens other people’s data: sign in with your password or passkey."))
        return redirect("account_login")


class SecondFactorMiddleware:
    """An officer without a second factor is led to the page where one is added, and to no other."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user, match = request.user, request.resolver_match
        if not settings.REQUIRE_SECOND_FACTOR or not user.is_authenticated or request.session.get(SECOND_FACTOR):
            return None
        own = view.__module__.startswith("allauth.") or match.view_name in OPEN_VIEWS
        if own or match.namespace in OPEN_NAMESPACES or not user.is_officer:
            return None
        if queries.has_second_factor(user):
            request.session[SECOND_FACTOR] = True
            return None
        return redirect("accounts:security")
