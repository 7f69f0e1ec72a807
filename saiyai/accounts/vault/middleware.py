"""A browser that has signed out keeps no half of an unlocked vault."""

from saiyai.accounts.vault import session


class VaultMiddleware:
    """Takes the cookie away where nobody is signed in any more."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        name = session.cookie_name()
        if name in request.COOKIES and not request.user.is_authenticated and name not in response.cookies:
            session.take_half(response)
        return response
