"""How a page of the front desk is shown."""

from django.conf import settings
from django.shortcuts import render


def page(request, template, content=None, *, status=200):
    """A page, with the way to its twin in the other language."""
    english = request.path.startswith("/en/")
    twin = request.path.removeprefix("/en") if english else f"/en{request.path}"
    facts = {"twin": twin, "english": english, "onion": settings.ONION_ADDRESS, **(content or {})}
    return render(request, f"intake/{template}.html", facts, status=status)
