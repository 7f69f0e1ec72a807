from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "saiyai.notify"

    def ready(self):
        from saiyai.notify import queries
        from saiyai.notify.held import KEEPER
        from saiyai.policy.held import keep
        from saiyai.ui.slots import NavItem, Panel, fill

        def signed_in(viewer):
            return viewer.is_authenticated

        def waiting(viewer, subject):
            count = queries.unread(viewer)
            return {"count": count} if count else None

        keep(KEEPER)
        fill("account", NavItem(_("Inbox"), "notify:inbox", "mail", signed_in, 10))
        fill("home.member", Panel("notify/slots/unread.html", waiting, signed_in, 5))
        fill("home.applicant", Panel("notify/slots/unread.html", waiting, signed_in, 5))
        fill("home.vault", Panel("notify/slots/unread.html", waiting, signed_in, 5))
