from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "saiyai.membership"

    def ready(self):
        from saiyai.membership import panels, queries
        from saiyai.membership.held import KEEPER
        from saiyai.networks.actors import tell_rest
        from saiyai.policy.held import keep

        keep(KEEPER)
        tell_rest(queries.rests)
        panels.fill_slots()
