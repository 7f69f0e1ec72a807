"""Forget sessions and tallies that have run out."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts import actions, queries, tallies
from saiyai.accounts.models import Ceremony, VaultKey
from saiyai.accounts.vault import actions as vaults
from saiyai.accounts.vault import needs, session
from saiyai.accounts.vault import queries as vault_queries
from saiyai.accounts.vault import rules as vault_rules
from saiyai.policy.actors import SYSTEM


def purge_sessions(now):
    """Delete the rows of sessions that can no longer be used."""
    if not queries.expired_sessions(now).exists():
        return "purged 0"
    return f"purged {actions.purge_sessions(now, by=SYSTEM)}"


def purge_tallies(now):
    """Delete the tallies that count no more."""
    return f"purged {tallies.purge(now)}"


def lock_idle_vaults(now):
    """Take away what would open a vault whose time is over."""
    return f"locked {session.purge(now)}"


def tend_vaults(now):
    """End old ceremonies, destroy keys that nothing needs, sweep the keyring, and remind of the drill."""
    over = Ceremony.objects.filter(status__in=("PROPOSED", "CONFIRMED"), expires_at__lte=now)
    ended = vaults.expire_ceremonies(now, by=SYSTEM) if over.exists() else 0
    retired = sum(_retired(key) for key in VaultKey.objects.filter(status="KEPT").select_related("user"))
    in_force = vault_queries.quorum_in_force()
    if in_force and vault_rules.is_reminder_due(in_force, timezone.localdate(now)):
        for user in vaults.note_reminder(in_force, by=SYSTEM):
            address = settings.SITE_URL + reverse("vault:quorum")
            actions.send_letter(user.email, "drill_due", {"user": user, "address": address}, user.language)
    return f"ended {ended}, retired {retired}, swept {vaults.sweep(by=SYSTEM)}"


def _retired(key):
    """Whether this old key could go."""
    if vault_queries.holds_a_piece(key.user, key.epoch) or needs.is_needed(key.user_id, key.epoch):
        return False
    vaults.retire(key.user, key.epoch, by=SYSTEM)
    return True
