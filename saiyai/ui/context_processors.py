"""What every page knows."""

from django.conf import settings

THEME_COOKIE = "saiyai_theme"
THEMES = ("light", "dark")


def page(request):
    """`demo`: example data are loaded. `theme`: "light", "dark" or "" for the device's own wish."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {"demo": settings.DEMO, "theme": theme if theme in THEMES else ""}
