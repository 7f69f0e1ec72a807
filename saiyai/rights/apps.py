from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RightsConfig(AppConfig):
    name = "saiyai.rights"

    def ready(self):
        from saiyai.policy.held import keep
        from saiyai.policy.permissions import Permission as P
        from saiyai.rights.held import KEEPER
        from saiyai.ui.slots import NavItem, Panel, fill

        def signed_in(viewer):
            return viewer.is_authenticated

        def answers(viewer):
            return viewer.is_authenticated and (viewer.allows(P.DATA_ANSWER) or viewer.allows(P.DATA_ENTER))

        def enters(viewer):
            return viewer.is_authenticated and viewer.allows(P.DATA_ENTER)

        def reads_trail(viewer):
            return viewer.is_authenticated and viewer.allows(P.AUDIT_READ)

        keep(KEEPER)
        fill("account", NavItem(_("My data"), "rights:my_data", "file-text", signed_in, 25))
        fill("nav", NavItem(_("Requests for erasure"), "rights:erasures", "trash", answers, 62))
        fill("nav", NavItem(_("Looks"), "rights:looks", "eye", reads_trail, 81))
        fill("person.aside", Panel("rights/slots/enter.html", lambda viewer, person: {"person": person}, enters, 90))
