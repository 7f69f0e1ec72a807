"""What every address under /api/v1/ has in common, also where no route was reached."""

from django.utils import translation

from saiyai.api import problems
from saiyai.api.door import asked_language

START = "/api/v1/"
JSON = "application/json"


class ApiMiddleware:
    """Errors are problems, nothing is kept on the way, unknown parameters are refused, bodies are JSON."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not request.path.startswith(START):
            return response
        if response.status_code >= 400 and response.headers.get("Content-Type", "") != problems.MEDIA:
            response = problems.of_response(response)
        response["Cache-Control"] = "no-store"
        return response

    def process_view(self, request, view, args, kwargs):
        """A filter that is misspelt would match everything: it is refused instead."""
        if not request.path.startswith(START):
            return None
        translation.activate(asked_language(request) or "th")
        from saiyai.api.site import parameters_of  # the routes are read once everything is set up

        known = parameters_of(request.method, request.resolver_match.route)
        if known is None or (known.scope and "Authorization" not in request.headers):
            return None  # the route asks for a token first
        if request.method == "POST" and request.content_type != JSON:
            return problems.answer("media-type")
        if any(name not in known.names for name in request.GET):
            return problems.answer("unfit", errors=[{"at": "query", "message": "unknown parameter"}])
        return None
