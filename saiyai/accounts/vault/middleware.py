"""The half of an unlocked vault in the browser: given when a delicate act opened it, gone when somebody signs out."""

from saiyai.accounts.vault import session


class VaultMiddleware:
    """Gives the cookie whatever became of the act, and takes it away where nobody is signed in any more."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        name, half = session.cookie_name(), getattr(request, "new_half", None)
        if half and name not in response.cookies:
            return session.give_half(response, half)
        if name in request.COOKIES and not request.user.is_authenticated and name not in response.cookies:
            session.take_half(response)
        return response
