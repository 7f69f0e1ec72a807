"""What a passphrase must be, when a passkey's answer counts, how long a vault stays unlocked, and who may change what."""

from datetime import timedelta
from hashlib import sha256
from math import comb

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.accounts.vault.models import Ceremony, Quorum, Vault, VaultReset
from saiyai.crypto import quorum
from saiyai.policy.lifecycle import Lifecycle, Move
from saiyai.policy.permissions import Permission as P
from saiyai.thai.text import tidy

SHORTEST, LONG = 16, 28  # letters of a passphrase
FEWEST_LETTERS = 7  # different ones
IDLE, LONGEST = timedelta(minutes=15), timedelta(hours=8)
RENEWED_AFTER = timedelta(minutes=1)  # the idle end moves at most once a minute
FRESH = timedelta(minutes=5)  # for how long a passphrase that was just entered counts for delicate acts
ASKED_FOR = timedelta(minutes=5)  # how long a question to a passkey waits for its answer
TRIES = ((5, 300), (20, 3600))  # wrong passphrases, seconds


def one_spelling(passphrase: str) -> str:
    """Keyboards write Thai marks in different orders: one spelling, never NFKC."""
    return tidy(passphrase)


def _repeats(text):
    """Whether it is one short piece again and again."""
    return any((text[:size] * len(text))[: len(text)] == text for size in range(1, len(text) // 2 + 1))


def weak(passphrase: str, user) -> str:
    """The objection to a passphrase, or "". That it is not the password is looked at apart: that takes time."""
    text = one_spelling(passphrase).casefold()
    if len(text) < SHORTEST:
        return _("Too short. Take at least 16 letters: four or more words that do not belong together.")
    if len(set(text)) < FEWEST_LETTERS or _repeats(text):
        return _("The same letters again and again are guessed at once. Take different words.")
    rest = text
    for own in (user.email.casefold(), user.email.partition("@")[0].casefold(), *user.display_name.casefold().split()):
        rest = rest.replace(own, "") if len(own) > 3 else rest
    if len(rest.replace(" ", "")) < SHORTEST - 4:
        return _("Your own name or address is guessed first. Take other words.")
    return ""


def strength(passphrase: str):
    """How strong an accepted passphrase is, in words."""
    text = one_spelling(passphrase)
    if len(text) >= LONG and len(set(text.casefold())) >= 2 * FEWEST_LETTERS:
        return _("This passphrase is strong.")
    return _("This passphrase is good enough. One more word would make it strong.")


def quarter(day):
    """A quarter of a year, to compare days by."""
    return day.year, (day.month - 1) // 3


def is_new_key_due(made_on, today) -> bool:
    """A new key pair each quarter, made when the officer next unlocks."""
    return quarter(today) > quarter(made_on)


def is_over(unlock, now) -> bool:
    """Whether an unlocked vault has locked itself."""
    return now >= min(unlock.idle_at, unlock.expires_at)


def is_fresh(unlock, now) -> bool:
    """Whether the passphrase was entered just now."""
    return now < unlock.proven_at + FRESH


def is_too_late(asked_at: int, now) -> bool:
    """Whether a passkey was asked too long ago, in seconds since 1970."""
    return not 0 <= now.timestamp() - asked_at < ASKED_FOR.total_seconds()


def is_copied(before: int, count: int) -> bool:
    """Whether a passkey counted backwards, as a copy of it would. Those of telephones count nothing: always 0."""
    return bool(before or count) and count <= before


def is_for_oneself(reset, by):
    """Two other people decide."""
    return _("Nobody resets their own vault. Two other people do.") if reset.user_id == by.pk else ""


def proposed_it(record, by):
    """Two people decide."""
    return _("Another person must confirm what you proposed.") if record.proposed_by_id == by.pk else ""


def has_no_part(ceremony, by):
    """Else any officer could end every ceremony, and with it the only way back to reports."""
    has = ceremony.proposed_by_id == by.pk or by.allows(P.VAULT_TRUST)
    return "" if has else _("Only who opened it, or a trustee, can end it.")


def has_no_vault(reset, by):
    """Only what is there can be lost."""
    there = Vault.objects.filter(user=reset.user_id, status=Vault.Status.IN_USE).exists()
    return "" if there else _("This person has no vault that could be reset. They set one up themselves.")


FEWEST, MOST, MOST_SUBSETS = quorum.FEWEST, quorum.MOST, quorum.MOST_SUBSETS
CEREMONY_DAYS = 7
DRILL_DAYS, REMINDED_AGAIN = 92, 30


def unfit_quorum(count: int, needed: int) -> str:
    """The objection to so many trustees of whom so many are needed, or ""."""
    if not FEWEST <= count <= MOST:
        return _("Choose two to nine trustees.")
    if not FEWEST <= needed <= count:
        return _("At least two must be needed, and not more than there are.")
    if comb(count, needed) > MOST_SUBSETS:
        return _("This would make too many pieces. Take fewer trustees.")
    return ""


def quorum_advice(count: int, needed: int, offices: set) -> list:
    """What is allowed and still unwise about a choice of trustees."""
    found = []
    if needed == count:
        found.append(_("If a single one of them is lost, so is the recovery key. Take one or two more trustees."))
    if needed * 2 <= count:
        found.append(_("Fewer than half of them could open reports. Let more be needed."))
    if count > 1 and len(offices) == 1:
        found.append(_("All of them work in one office. Take trustees whom nobody leads together."))
    return found


def is_drill_due(quorum, today) -> bool:
    """A drill each quarter."""
    last = quorum.drilled_on or quorum.founded_on
    return last is not None and (today - last).days >= DRILL_DAYS


def is_reminder_due(quorum, today) -> bool:
    """Reminded once a month while a drill is due."""
    recently = quorum.reminded_on and (today - quorum.reminded_on).days < REMINDED_AGAIN
    return is_drill_due(quorum, today) and not recently


def has_run_out(ceremony, by):
    """Seven days for all of it."""
    return (
        _("This ceremony has run out after seven days. Open a new one.")
        if timezone.now() >= ceremony.expires_at
        else ""
    )


def spoken_code(ceremony) -> str:
    """What who opened a ceremony says aloud, so that a trustee knows to whose key the piece goes."""
    number = int.from_bytes(sha256(b"ceremony" + bytes(ceremony.public_key)).digest()[:8])
    digits = f"{number % 10**12:012d}"
    return " ".join(digits[at : at + 4] for at in (0, 4, 8))


Q, C = Quorum.Status, Ceremony.Status
QUORUM = Lifecycle(
    Move("confirm", (Q.PROPOSED,), Q.CONFIRMED, P.VAULT_TRUST, (proposed_it,), _("Confirm")),
    Move("decline", (Q.PROPOSED,), Q.DECLINED, P.VAULT_TRUST, (), _("Decline")),
    Move("withdraw", (Q.PROPOSED,), Q.DECLINED, P.VAULT_RESET, (), _("Take back")),
)
CEREMONY = Lifecycle(
    Move("confirm", (C.PROPOSED,), C.CONFIRMED, P.VAULT_TRUST, (proposed_it, has_run_out), _("Confirm")),
    Move("decline", (C.PROPOSED,), C.DECLINED, P.VAULT_OWN, (has_no_part,), _("Decline")),
    Move("end", (C.CONFIRMED,), C.ENDED, P.VAULT_OWN, (has_no_part,), _("End")),
)
R = VaultReset.Status
RESET = Lifecycle(
    Move("confirm", (R.PROPOSED,), R.CONFIRMED, P.VAULT_TRUST, (proposed_it, is_for_oneself, has_no_vault), _("Confirm")),
    Move("decline", (R.PROPOSED,), R.DECLINED, P.VAULT_TRUST, (is_for_oneself,), _("Decline")),
    Move("withdraw", (R.PROPOSED,), R.DECLINED, P.VAULT_RESET, (is_for_oneself,), _("Take back")),
)  # fmt: skip
