from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    name = "saiyai.networks"

    def ready(self):
        from saiyai.networks import queries
        from saiyai.networks.held import KEEPER
        from saiyai.policy.held import keep
        from saiyai.ui.slots import NavItem, Panel, fill

        def asked(viewer, subject):
            found = {
                "charters": queries.charters_to_acknowledge(viewer),
                "foundings": list(queries.foundings_to_answer(viewer)),
            }
            return found if any(found.values()) else None

        def to_decide(viewer, subject):
            found = list(queries.proposals_to_decide(viewer))
            return {"proposals": found} if found else None

        def signed_in(viewer):
            return viewer.is_authenticated

        keep(KEEPER)
        fill("account", NavItem(_("Networks"), "networks:networks", "network", signed_in, 40))
        fill("home.member", Panel("networks/slots/asked.html", asked, signed_in, 20))
        fill("home.officer", Panel("networks/slots/proposals.html", to_decide, signed_in, 30))
