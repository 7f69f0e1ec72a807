from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    name = "saiyai.networks"

    def ready(self):
        from saiyai.accounts.named import Names, tell_names
        from saiyai.directory.queries import tell_reached
        from saiyai.networks import queries
        from saiyai.networks.held import KEEPER
        from saiyai.policy.held import keep
        from saiyai.policy.reach import By
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

        def appointed(viewer):
            return viewer.is_authenticated and bool(queries.own_unit_keys(viewer))

        def units_of_mine(viewer, subject):
            found = list(queries.own_units(viewer))
            return {"units": found} if found else None

        keep(KEEPER)
        tell_names("network", Names(queries.network_choices, queries.networks_called, queries.names_of_networks))
        tell_names("unit", Names(list, queries.units_called, queries.names_of_units))
        tell_reached("person", By.UNIT, queries.speakers_of_units)
        tell_reached("person", By.NETWORK, queries.speakers_in_network)
        tell_reached("person", By.NETWORK, queries.coordinators_of)
        tell_reached("organization", By.NETWORK, queries.units_in_network)
        fill("account", NavItem(_("Networks"), "networks:networks", "network", signed_in, 40))
        fill("nav", NavItem(_("My unit"), "networks:my_unit", "sitemap", appointed, 35))
        fill("home.member.aside", Panel("networks/slots/own_units.html", units_of_mine, appointed, 20))
        fill("home.member", Panel("networks/slots/asked.html", asked, signed_in, 20))
        fill("home.officer", Panel("networks/slots/proposals.html", to_decide, signed_in, 30))
