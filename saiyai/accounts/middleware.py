"""The language a user has chosen."""

from django.conf import settings
from django.utils import translation


class PersonalLanguageMiddleware:
    """A signed-in user reads pages in the language of their account, unless they have switched on this device."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
