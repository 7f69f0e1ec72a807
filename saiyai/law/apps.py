from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LawConfig(AppConfig):
    name = "saiyai.law"

    def ready(self):
        from saiyai.ui.slots import NavItem, fill

        fill("footer", NavItem(_("The law"), "law:acts", order=30))
