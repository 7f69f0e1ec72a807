from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "saiyai.cases"

    def ready(self):
        from saiyai.accounts.vault import needs
        from saiyai.cases import panels, queries
        from saiyai.intake import jobs as intake
        from saiyai.ui.slots import NavItem, Panel, fill

        needs.ask(queries.still_needs)
        intake.keep(queries.safe_copy_names)
        # Never a count beside it: what is there shows only to who has unlocked their vault.
        fill("nav", NavItem(_("Desk"), "cases:cases", "lock", visible=queries.works_with_cases, order=12))
        fill(
            "nav",
            NavItem(_("Questions to reporters"), "cases:wordings", "message", visible=panels.words_only, order=76),
        )
        fill("vault.recovery", Panel("cases/slots/recovery.html", panels.recovery))
        fill("vault.officer", Panel("cases/slots/officer.html", panels.officer))
