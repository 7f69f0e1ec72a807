"""What every test may lean on: fixed people, offices and a network. Names are invented."""

import gc
import os
import shutil
import sys
from types import SimpleNamespace

from tests import folders

# Before Django reads the settings: tests never touch the keys or the data of a running system.
os.environ["SAIYAI_TESTING"] = "1"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saiyai.settings")
# Compiled files are kept, whatever the machine says: without them each start of a program, and of this suite, compiles it all.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
WORKER = "PYTEST_XDIST_WORKER" in os.environ  # reads the settings before this file, with the folder of the whole run
if not WORKER:
    folders.sweep()
    os.environ["SAIYAI_VAR"] = os.environ.get("SAIYAI_TEST_VAR") or folders.make()

from contextlib import contextmanager  # noqa: E402
from datetime import date  # noqa: E402

import django  # noqa: E402
import pytest  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.utils import timezone, translation  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

django.setup()
if "CI" not in os.environ:  # there Hypothesis has a profile of its own
    # A machine that is busy with something else is no fault of what is tested.
    settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("busy")


def pytest_unconfigure():
    """The run takes its folder away, unless somebody named one to look into."""
    if not WORKER and "SAIYAI_TEST_VAR" not in os.environ:
        shutil.rmtree(os.environ["SAIYAI_VAR"], ignore_errors=True)


def pytest_collection():
    """What is loaded stays to the end: the search for garbage need not walk through it again and again."""
    gc.disable()


def pytest_collection_finish():
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def keys():
    """Keys for this run, in its own folder."""
    from saiyai.crypto import keys

    keys.create_missing()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Tables on SQLite are migrated once for one state of the code, and copied from then on."""
    from tests import tables

    return tables.copied(connections)


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings, django_db_setup):
    """The stores of this run; a run of few tests needs not all of them."""
    django_db_modify_db_settings()


@pytest.fixture(autouse=True)
def language_of_the_site():
    """A page in English leaves the thread in English. A server begins each request anew; a test that asks no page would not."""
    translation.deactivate()


@pytest.fixture
def one_minute(monkeypatch):
    """The clock stands still: what is counted by the minute is counted in one, however long the test takes."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture(autouse=True)
def counts_of_this_test():
    """The search keeps counts of what the index holds for some minutes; each test has an index of its own."""
    from saiyai.directory.queries import rarity

    rarity.forget_counts()


@contextmanager
def for_many_tests(django_db_blocker):
    """Rows that many tests only start from: made in a transaction around those of the tests, and undone after all."""
    with django_db_blocker.unblock():
        around = {one: transaction.atomic(using=one.alias) for one in connections.all()}
        for one, entered in around.items():
            entered.__enter__()
            one.close = lambda: None  # a test closes its connection at its end, and would undo the rows with it
    try:
        yield django_db_blocker.unblock
    finally:
        with django_db_blocker.unblock():
            for one, entered in around.items():
                del one.close
                transaction.set_rollback(True, using=one.alias)
                entered.__exit__(None, None, None)
                one.close()


@pytest.fixture
def offices(db):
    return make_offices()


def make_offices():
    """The central office and nine regional ones; Khon Kaen (40) and Loei (42) under R4, Bangkok under HQ."""
    from saiyai.accounts.models import Office, OfficeProvince

    rows = [Office(code="HQ", number=0, name_th="ส่วนกลาง", name_en="Central office", is_central=True)]
    rows += [Office(code=f"R{n}", number=n, name_th=f"เขต {n}", name_en=f"Region {n}") for n in range(1, 10)]
    rows = {office.code: office for office in Office.objects.bulk_create(rows)}
    routes = {"10": "HQ", "40": "R4", "42": "R4", "14": "R1", "50": "R5"}
    OfficeProvince.objects.bulk_create(
        [OfficeProvince(office=rows[o], province_code=p, starts_on=date(2020, 1, 1)) for p, o in routes.items()]
    )
    return rows


@pytest.fixture
def network(db):
    return make_network()


def make_network():
    """The first network."""
    from saiyai.networks.models import Network

    return Network.objects.create(
        slug="pacc",
        name_th="เครือข่ายภาครัฐต่อต้านการทุจริต",
        name_en="Public-Sector Anti-Corruption Network",
        is_default=True,
    )


CAST = {
    "somying": ("สมหญิง ตรวจดี", "membership_officer", "R4"),
    "thiradet": ("ธีรเดช เห็นควร", "regional_director", "R4"),
    "officer_r1": ("วันทนา อยุธยา", "membership_officer", "R1"),
    "decider": ("ประไพ ตัดสินชอบ", "membership_decider", None),
    "reviewer": ("อนันต์ ทบทวน", "appeal_reviewer", None),
    "auditor": ("มณี ตรวจสอบ", "auditor", None),
    "admin": ("ก้อง ดูแลระบบ", "administrator", None),
    "admin2": ("ดาว ดูแลร่วม", "administrator", None),
    "member": ("มาลี ใจเย็น", "member", None),
    "outsider": ("นอก เครือข่าย", None, None),
}
PASSWORD = "ฝนตกที่ริมโขง-2569"


@pytest.fixture
def cast(offices):
    return make_cast(offices)


def make_cast(offices):
    """The fixed cast, by name; every one signs in with PASSWORD."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import make_password

    from saiyai.accounts.models import Grant, User
    from saiyai.policy.roles import ROLES

    password = make_password(PASSWORD)
    users = {
        key: User(email=f"{key}@saiyai.example", display_name=name, password=password)
        for key, (name, _role, _office) in CAST.items()
    }
    User.objects.bulk_create(users.values())
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users.values()]
    )
    Grant.objects.bulk_create(
        [
            Grant(
                user=users[key],
                role=role,
                office=offices.get(office),
                reach=ROLES[role].reach,
                status="CONFIRMED",
                starts_on=date(2020, 1, 1),
            )
            for key, (_name, role, office) in CAST.items()
            if role
        ]
    )
    return SimpleNamespace(**users)
