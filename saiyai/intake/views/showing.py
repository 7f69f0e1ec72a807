"""How a page of the front desk is shown."""

from django.conf import settings
from django.shortcuts import render

BUTTONS, CHOICES = {"go", "rows", "checked"}, {"officers", "desk", "mode", "member", "province"}
NO_WORDS = {"carried", "code", "consent", "draft", "answer", "homepage"} | BUTTONS | CHOICES


def typed(form) -> str:
    """What somebody wrote on the page that they sent, to copy: browsers do not find it again, for they may keep nothing."""
    rows = [value for name, values in form.lists() if name not in NO_WORDS for value in values]
    return "\n\n".join(value for value in rows if value.strip())


def is_too_long(request, most) -> bool:
    """Whether one box of a page holds more letters than are carried on."""
    return any(len(value) > most for name, value in request.POST.items() if name not in NO_WORDS)


def page(request, template, content=None, *, status=200):
    """A page, with the way to its twin in the other language."""
    english = request.path.startswith("/en/")
    twin = request.path.removeprefix("/en") if english else f"/en{request.path}"
    facts = {"twin": twin, "english": english, "onion": settings.ONION_ADDRESS, **(content or {})}
    return render(request, f"intake/{template}.html", facts, status=status)
