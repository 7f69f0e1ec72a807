"""Named places in a page that a higher module may fill without the page knowing it.

A module's apps.py fills: `fill("nav", NavItem(_("Applications"), "membership:queue", "inbox", visible=may_check))`.
A page asks: `{% slot "person.aside" person %}`, `{% nav "nav" %}`. Every filler is asked `visible(viewer)` first.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from django.urls import NoReverseMatch, get_urlconf, reverse

_slots = defaultdict(list)


@cache
def _address(url_name, urlconf):
    """A menu stands on every page and its addresses never change: look each up once."""
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:
        return ""


def everyone(viewer):
    return True


@dataclass(frozen=True)
class NavItem:
    """A link in a menu. `icon` is a name from assets/icons.txt; lower `order` comes first."""

    label: str
    url_name: str
    icon: str = ""
    visible: Callable = everyone
    order: int = 50

    @property
    def url(self):
        """The address, or "" on a site whose URLs leave this page out."""
        return _address(self.url_name, get_urlconf())


@dataclass(frozen=True)
class Panel:
    """A piece of a page: a template and `context(viewer, subject) -> dict`, or None to show nothing."""

    template: str
    context: Callable = field(default=lambda viewer, subject: {})
    visible: Callable = everyone
    order: int = 50


def fill(slot, item):
    """Put an item into a slot; filling twice with the same item changes nothing."""
    if item not in _slots[slot]:
        _slots[slot].append(item)


def items(slot, viewer):
    """What this viewer may see in a slot, in order."""
    return sorted((item for item in _slots[slot] if item.visible(viewer)), key=lambda item: item.order)


def filled():
    """Every slot with all its items; for the tests that walk them."""
    return {slot: tuple(found) for slot, found in _slots.items()}
