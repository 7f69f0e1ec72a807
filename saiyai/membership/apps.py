from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "saiyai.membership"

    def ready(self):
        from saiyai.membership import panels
        from saiyai.membership.held import KEEPER
        from saiyai.policy.held import keep

        keep(KEEPER)
        panels.fill_slots()
