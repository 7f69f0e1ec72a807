"""The interface described for people, made of the same description as the one for programs."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saiyai.api import problems, rules, sending
from saiyai.api.site import interface

TAGS = {
    "networks": _("Networks and units"),
    "directory": _("People, organisations, groups and ties"),
    "membership": _("Applications, memberships and cards"),
    "me": _("What concerns me"),
}


def _parts():
    """The addresses by what they are about, as the description for programs tells them."""
    parts = {tag: {"heading": heading, "rows": []} for tag, heading in TAGS.items()}
    for path, methods in interface.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            asked = [row["name"] for row in operation.get("parameters", []) if row["in"] == "query"]
            scope = (operation["security"] or [{"token": [""]}])[0]["token"][0]
            parts[operation["tags"][0]]["rows"].append(
                {
                    "method": method.upper(),
                    "parts": path.strip("/").split("/"),
                    "summary": operation["summary"],
                    "asked": asked,
                    "scope": scope,
                    "name": operation["operationId"],
                }
            )
    return parts.values()


@login_not_required
@require_safe
def documentation(request):
    """How programs speak with this house: tokens, pages, errors, and every address."""
    kinds = [
        {"kind": kind, "status": status, "title": title, "help": help_text}
        for kind, (status, title, help_text) in problems.KINDS.items()
    ]
    context = {
        "parts": _parts(),
        "kinds": kinds,
        "scopes": rules.SCOPES.items(),
        "topics": [(topic, words, rules.EVENTS[topic]) for topic, words in rules.TOPICS.items()],
        "pause": sending.PAUSE,
        "failures": rules.MOST_FAILURES,
        "most": rules.MOST_ON_A_PAGE,
        "last": rules.LAST_PAGE,
        "a_minute": settings.API_REQUESTS_A_MINUTE,
        "hours": int(rules.KEPT_FOR.total_seconds() // 3600),
        "base": f"{settings.SITE_URL}/api/v1",
        "layout": "ui/member.html" if request.user.is_authenticated else "ui/public.html",
    }
    return render(request, "api/documentation.html", context)
