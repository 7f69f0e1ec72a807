"""The doctor says whether trustees could bring reports back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from saiyai.accounts.models import Quorum, Trustee, User, Vault, VaultKey
from saiyai.crypto import keyring
from saiyai.home import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def quorum(cast, offices, settings, tmp_path):
    """Two of three trustees, founded today; nothing of it opens anything."""
    from saiyai.accounts.models import Grant

    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "ring.sqlite3", ""
    today = timezone.localdate()
    made = Quorum.objects.create(
        epoch=1, status="CONFIRMED", needed=2, proposed_by=cast.admin, founded_on=today, public_key=b"x"
    )
    for number in range(3):
        user = User.objects.create(email=f"t{number}@saiyai.example", display_name=f"ผู้ร่วมถือ {number}")
        Grant.objects.create(user=user, role="trustee", status="CONFIRMED", starts_on=today)
        Vault.objects.create(user=user, root_name="x")
        VaultKey.objects.create(user=user, epoch=1, public_key=b"x")
        Trustee.objects.create(quorum=made, user=user, key_epoch=1)
    keyring.put({"recovery|1": b"sealed"})
    return made


def levels():
    return [finding.level for finding in health._recovery(quick=False)]


def test_before_anybody_works_with_reports_none_is_missed(db):
    assert levels() == ["ok"]


def test_a_vault_without_a_recovery_key_is_a_warning(cast):
    Vault.objects.create(user=cast.somying, root_name="x")
    assert levels() == ["warn"]


@pytest.mark.parametrize(
    ("lost", "ring", "days", "level"),
    [(0, True, 0, "ok"), (1, True, 0, "warn"), (2, True, 0, "fail"), (0, False, 0, "fail"), (0, True, 100, "warn")],
)
def test_what_is_wrong_with_it_is_told(quorum, lost, ring, days, level):
    for seat in quorum.trustees.all()[:lost]:
        Vault.objects.filter(user=seat.user).update(status="CLOSED")
    if not ring:
        keyring.destroy("recovery|1")
    Quorum.objects.update(founded_on=timezone.localdate() - timedelta(days=days))
    assert levels() == [level]
    assert all(finding.do for finding in health._recovery(quick=False) if not finding.ok)
