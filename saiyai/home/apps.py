from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saiyai.policy.permissions import Permission as P
from saiyai.ui import slots


def reads_trail(viewer):
    return viewer.is_authenticated and viewer.allows(P.AUDIT_READ)


def reads_machine(viewer):
    return viewer.is_authenticated and viewer.allows(P.JOB_READ)


class HomeConfig(AppConfig):
    name = "saiyai.home"

    def ready(self):
        today = pgettext_lazy("menu", "Today")
        slots.fill("nav", slots.NavItem(today, "home", "home", order=1))
        slots.fill("nav", slots.NavItem(_("Trail"), "home:trail", "history", reads_trail, 80))
        slots.fill("nav", slots.NavItem(_("Machine room"), "home:jobs", "server-2", reads_machine, 82))
        slots.fill("nav.public", slots.NavItem(_("First page"), "home", "home", order=1))
        slots.fill("nav.public", slots.NavItem(_("Apply to join"), "membership:apply", "user-plus", order=10))
        slots.fill("nav.public", slots.NavItem(_("Verify a card"), "membership:verify_code", "qrcode", order=20))
        slots.fill("nav.public", slots.NavItem(_("About the network"), "home:about", "info-circle", order=80))
        for order, (label, name) in enumerate(
            [
                (_("About the network"), "home:about"),
                (_("Privacy"), "home:privacy"),
                (_("Accessibility"), "home:accessibility"),
                (_("Sources and source code"), "home:sources"),
                (_("Verify a card"), "membership:verify_code"),
                (_("Signed checkpoints"), "home:checkpoints"),
            ],
            start=60,
        ):
            slots.fill("footer", slots.NavItem(label, name, order=order))
