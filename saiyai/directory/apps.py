from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "saiyai.directory"

    def ready(self):
        from saiyai.directory import rules
        from saiyai.directory.held import KEEPER
        from saiyai.policy.held import keep
        from saiyai.policy.permissions import Permission as P
        from saiyai.ui.slots import NavItem, fill

        def owns_a_profile(viewer):
            return viewer.is_authenticated and viewer.allows(P.OWN_PROFILE)

        def may_find(viewer):
            return viewer.is_authenticated and rules.may_find(viewer)

        keep(KEEPER)
        fill("nav", NavItem(_("People"), "directory:people", "users", visible=may_find, order=40))
        fill("nav", NavItem(_("Organisations"), "directory:organizations", "building", visible=may_find, order=45))
        fill("nav", NavItem(_("Groups"), "directory:groups", "users-group", visible=may_find, order=60))
        fill("account", NavItem(_("My profile"), "directory:me", "user-circle", visible=owns_a_profile, order=20))
