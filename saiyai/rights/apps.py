from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RightsConfig(AppConfig):
    name = "saiyai.rights"

    def ready(self):
        from saiyai.policy.held import keep
        from saiyai.policy.permissions import Permission as P
        from saiyai.rights import queries
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

        def decides(viewer):
            return viewer.is_authenticated and viewer.allows(P.DATA_ANSWER)

        def waiting(viewer, subject):
            found = list(queries.erasures_to_answer(viewer)[:5])
            return {"waiting": found} if found else None

        keep(KEEPER)
        fill("home.officer", Panel("rights/slots/waiting.html", waiting, decides, 40))
        fill("account", NavItem(_("My data"), "rights:my_data", "file-text", signed_in, 25))
        fill("nav", NavItem(_("Requests for erasure"), "rights:erasures", "trash", answers, 62))
        fill("nav", NavItem(_("Looks"), "rights:looks", "eye", reads_trail, 81))
        fill("person.aside", Panel("rights/slots/enter.html", lambda viewer, person: {"person": person}, enters, 90))
