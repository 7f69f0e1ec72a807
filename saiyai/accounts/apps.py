from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from saiyai.policy.permissions import Permission as P
from saiyai.ui import slots


def sees_roles(viewer):
    return viewer.is_authenticated and (viewer.allows(P.GRANT_PROPOSE) or viewer.allows(P.AUDIT_READ))


def edits_offices(viewer):
    return viewer.is_authenticated and viewer.allows(P.OFFICE_EDIT)


def signed_in(viewer):
    return viewer.is_authenticated


def has_a_vault(viewer):
    return viewer.is_authenticated and viewer.allows(P.VAULT_OWN)


def oversees_vaults(viewer):
    return viewer.is_authenticated and (viewer.allows(P.VAULT_RESET) or viewer.allows(P.AUDIT_READ))


class AccountsConfig(AppConfig):
    name = "saiyai.accounts"

    def ready(self):
        from saiyai.accounts.held import KEEPER
        from saiyai.policy.held import keep

        keep(KEEPER)
        slots.fill("account", slots.NavItem(_("Sign-in and security"), "accounts:security", "lock", signed_in, 20))
        slots.fill("account", slots.NavItem(_("My vault"), "vault:own", "shield-lock", has_a_vault, 22))
        slots.fill("nav", slots.NavItem(_("Vaults"), "vault:vaults", "key", oversees_vaults, 74))
        slots.fill("nav", slots.NavItem(_("Roles"), "accounts:grants", "shield-check", sees_roles, 70))
        slots.fill("nav", slots.NavItem(_("Offices"), "accounts:offices", "building", edits_offices, 72))
