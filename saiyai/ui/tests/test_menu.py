"""What modules put into the menus exists."""

from django.urls import reverse

from saiyai.ui import slots


def test_every_menu_entry_of_the_site_leads_somewhere():
    for items in slots.filled().values():
        for item in items:
            if isinstance(item, slots.NavItem):
                assert reverse(item.url_name)


def test_every_menu_entry_has_a_drawing_that_the_sprite_holds(settings):
    known = set((settings.ROOT / "assets" / "icons.txt").read_text().split())
    used = {item.icon for items in slots.filled().values() for item in items if isinstance(item, slots.NavItem)}
    assert used - {""} <= known
