from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "saiyai.membership"

    def ready(self):
        from saiyai.membership import panels

        panels.fill_slots()
