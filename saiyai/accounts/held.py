"""What is held about somebody's account."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.accounts import actions, queries
from saiyai.accounts.models import BoundPasskey, Grant, Recovery, Session, Trustee, Vault, VaultKey, VaultReset
from saiyai.accounts.vault import actions as vaults
from saiyai.policy.held import Holding, Keeper, Left, rows
from saiyai.policy.reach import Reach
from saiyai.policy.roles import ROLES
from saiyai.thai import dates


def _held(subject):
    user = subject.user
    if user is None:
        return
    means = queries.sign_in_means(user)
    sessions = Session.objects.filter(user=user, expire_date__gt=timezone.now())
    yield Holding(
        "account",
        _("My account"),
        rows(
            ("email", _("e-mail"), user.email),
            ("display_name", _("name"), user.display_name),
            ("language", _("Language"), user.get_language_display()),
            ("created_on", _("Made on"), dates.short(dates.local_day(user.created_at))),
            ("app", _("Authenticator app"), _("Yes") if means["app"] else ""),
            ("passkeys", _("Passkeys"), means["passkeys"] or ""),
            *(("session", _("Signed in, last used"), dates.short(one.used_on)) for one in sessions),
            *(("outside", _("Sign in through a provider outside"), f"{way['label']} · {dates.short(way['identity'].linked_on)}")
              for way in queries.outside_ways(user) if way["identity"]),
            *(("recovery", _("Recovery of a sign-in"), one.get_status_display())
              for one in Recovery.objects.filter(user=user)),
        ),
        _("While you have a role or a membership; then one year."),
    )  # fmt: skip
    yield from _vault(user)
    grants = Grant.objects.filter(user=user).select_related("office").order_by("starts_on")
    yield Holding(
        "roles",
        _("My roles"),
        rows(*(("role", one.role_label, _period(one)) for one in grants)),
        _("Ten years after their end, as evidence of who could do what."),
    )


def _vault(user):
    """What is held about the vault of an officer, if there is one."""
    vault = Vault.objects.filter(user=user).first()
    if vault:
        yield Holding(
            "vault",
            _("My vault"),
            rows(
                ("set_up_on", _("Set up on"), dates.short(vault.set_up_on)),
                ("status", _("Status"), vault.get_status_display()),
                *(("key", _("Key %(number)s") % {"number": one.epoch}, dates.short(one.made_on))
                  for one in VaultKey.objects.filter(user=user).order_by("epoch")),
                *(("passkey", _("Passkey bound to the vault"), f"{one.name} · {dates.short(one.bound_on)}")
                  for one in BoundPasskey.objects.filter(user=user)),
                *(("reset", _("Reset of the vault"), one.get_status_display())
                  for one in VaultReset.objects.filter(user=user)),
                *(("trustee", _("Trustee of the recovery key"), one.quorum.get_status_display())
                  for one in Trustee.objects.filter(user=user).select_related("quorum")),
            ),
            _("What opens it is destroyed when your role ends; that it was there stays with the account."),
        )  # fmt: skip


def _period(grant):
    ends = dates.short(grant.ends_on) if grant.ends_on else ""
    words = f"{dates.short(grant.starts_on)} – {ends}"
    words = f"{words} · {grant.office}" if grant.office else words
    return words if grant.reach == Reach.OWN else f"{words} · {_('Reach')}: {grant.get_reach_display()}"


def _objection(subject):
    if subject.user and any(ROLES[one.role].officer for one in subject.user.standing_grants if one.role in ROLES):
        return _("You hold a role in an office. It must end first: ask the administrators.")
    return ""


def _records(subject):
    return [("accounts.user", subject.user.pk)] if subject.user else []


def _erase(subject, left, *, by):
    if subject.user is None:
        return ()
    if Vault.objects.filter(user=subject.user).exists():
        vaults.forget_vault(subject.user, by=by)
    actions.erase_account(subject.user, by=by)
    today = timezone.localdate()
    until = today.replace(year=today.year + 10, day=min(today.day, 28))
    return (Left(_("Which roles your account held, and when"), _("Evidence of who could do what."), until, "pdpa.24"),)


KEEPER = Keeper(
    "accounts", 10,
    ("accounts.User", "accounts.Grant", "accounts.Session", "accounts.Recovery", "accounts.OutsideIdentity",
     "accounts.Vault", "accounts.VaultKey", "accounts.VaultReset", "accounts.Unlock", "accounts.Trustee",
     "accounts.Piece", "accounts.BoundPasskey"),
    held=_held, records=_records, objection=_objection, erase=_erase,
)  # fmt: skip
