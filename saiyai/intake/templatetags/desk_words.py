"""Words that only pages need."""

import datetime as dt

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from saiyai.thai import dates, places

register = template.Library()


@register.filter
def day(value):
    """A day in full, on one line: with the Buddhist year in Thai. Takes an ISO text as well."""
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            return value
    return (dates.full_en(value) if get_language() == "en" else dates.full(value)).replace(" ", "\u00a0")


@register.filter
def province(code):
    """The name of a province."""
    rows = {one.code: one for one in places.provinces()}
    if code not in rows:
        return code
    return rows[code].name_en if get_language() == "en" else rows[code].name_th


@register.filter
def answered(ask):
    """How an officer who asked for the name was answered, in words to who answered."""
    words = {"GRANTED": _("you said yes"), "REFUSED": _("you said no"), "WITHDRAWN": _("the permission was taken back")}
    return words.get(ask.status, _("not answered"))


@register.filter
def deed(verb):
    """What somebody did with a report, in words."""
    words = {
        "opened": _("read the report"),
        "file_opened": _("opened a file (the copy without traces)"),
        "original_opened": _("opened an original file"),
        "assigned": _("was given the report"),
        "identity_seen": _("saw your name, as you allowed"),
        "exported": _("took a copy out"),
        "moved": _("moved it one step on"),
        "held": _("kept it from deletion"),
        "no_longer_held": _("no longer keeps it from deletion"),
        "new_key": _("closed it anew, because somebody who could read it has left"),
        "name_taken_out": _("took your name out of the report, as you wished"),
        "recovered": _("brought it back with the help of the trustees"),
    }
    return words.get(verb, _("worked on it"))
