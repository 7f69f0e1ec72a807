from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "saiyai.demo"

    def ready(self):
        from saiyai.ui.slots import NavItem, fill

        fill(
            "footer", NavItem(_("Letters of the demo"), "demo:mailbox", visible=lambda viewer: settings.DEMO, order=90)
        )
