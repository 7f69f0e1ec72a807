from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "saiyai.api"

    def ready(self):
        from saiyai.api import queries
        from saiyai.api.held import KEEPER
        from saiyai.policy.held import keep
        from saiyai.ui.slots import NavItem, Panel, fill

        def programs(viewer, subject):
            told = queries.visible_receivers(viewer).filter(off="").count()
            facts = {"working": queries.working_tokens(viewer).count(), "told": told}
            return facts if told or queries.visible_tokens(viewer) or not queries.why_not_hold(viewer) else None

        def signed_in(viewer):
            return viewer.is_authenticated

        keep(KEEPER)
        fill("accounts.security", Panel("api/slots/security.html", programs, signed_in))
        fill("footer", NavItem(_("For programs"), "api:documentation", order=80))
