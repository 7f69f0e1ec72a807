from datetime import date
from types import SimpleNamespace

import pytest
from django.core.cache import caches


@pytest.fixture(scope="module")
def running():
    from saiyai.accounts.tests.liar import Liar

    liar = Liar()
    yield liar
    liar.close()


@pytest.fixture
def liar(running, settings, cast):
    """The provider on this machine, honest at first, and this site set up to use it."""
    caches["process"].clear()
    running.honest()
    running.asked.clear()
    settings.OUTSIDE = {"test": running.table()}
    settings.SITE_URL = "http://testserver"
    return running


PASSPHRASE = "ช้างป่า เดินช้า ใต้ฝนดาวตก ยามเย็น"


@pytest.fixture
def ring(settings, tmp_path):
    """A keyring of this test alone."""
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "ring" / "ring.sqlite3", ""
    return settings.KEYRING


@pytest.fixture
def officers(cast, offices, ring):
    return make_officers(cast, offices)


def make_officers(cast, offices):
    """Case officers, a lead, a decider and five trustees, by name; every one signs in with PASSWORD. None has a vault."""
    from allauth.account.models import EmailAddress

    from saiyai.accounts.models import Grant, User
    from saiyai.accounts.tests.ways import PASSWORD

    parts = {"case": ("case_officer", "R4"), "case_r1": ("case_officer", "R1"), "lead": ("case_lead", "R4")}
    parts |= {"case_decider": ("case_decider", None)} | {f"trustee{n}": ("trustee", None) for n in range(1, 6)}
    found = {}
    for name, (role, office) in parts.items():
        user = User(email=f"{name}@saiyai.example", display_name=f"คนที่ {name}", password=cast.somying.password)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        Grant.objects.create(
            user=user, role=role, office=offices.get(office), status="CONFIRMED", starts_on=date(2020, 1, 1)
        )
        found[name] = user
    assert found["case"].check_password(PASSWORD)
    return SimpleNamespace(**found)


@pytest.fixture
def room(officers, cast, django_capture_on_commit_callbacks):
    from saiyai.accounts.tests.vaults import Room

    return Room(officers, cast, django_capture_on_commit_callbacks)
