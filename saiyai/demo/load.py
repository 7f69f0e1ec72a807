"""The demo network: real geography and agencies, invented people. Loaded once by `make run`.

Everything goes through the same actions as real use, set-wise where there are thousands of rows. The same size
gives the same network.
"""

from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import Office, OfficeProvince, User
from saiyai.audit import trail
from saiyai.audit.models import Event
from saiyai.demo import seed
from saiyai.demo.applications import load_applications
from saiyai.demo.cast import CAST, MEMBERS, PASSWORD
from saiyai.demo.community import load_community, load_organizations
from saiyai.demo.keeping import load_keeping
from saiyai.demo.networks import load_networks
from saiyai.demo.reports import file_reports
from saiyai.demo.ties import load_ties
from saiyai.demo.vaults import give_vaults
from saiyai.law import seeds
from saiyai.networks import actions as networks
from saiyai.networks.models import Network
from saiyai.policy.action import action
from saiyai.policy.actors import SYSTEM

APPLICATIONS = 300
GATHERED = [f"directory_searchentry_{column}" for column in ("public", "private", "sound")]


class AlreadyLoaded(RuntimeError):
    """There are data already; the demo never mixes with them."""


class BrokenOff(RuntimeError):
    """The demo was loaded here, and not to its end: what is there is a part of it."""


MARK = ("demo.network", "all")  # of its two lines in the trail: begun, and loaded to the end


def is_loaded():
    return Network.objects.exists() or User.objects.exists()


def is_broken_off():
    """Whether a load began here that never came to its end: it was killed, or the disk was full."""
    verbs = set(Event.objects.filter(subject=MARK[0], key=MARK[1]).values_list("verb", flat=True))
    return "demo.begun" in verbs and "demo.loaded" not in verbs


def load(people=2000, applications=APPLICATIONS, say=lambda text: None):
    """Load everything; `say` is told about progress. Raises AlreadyLoaded where there are data, BrokenOff after half."""
    if is_broken_off():
        raise BrokenOff("the demo was not loaded to its end; start with an empty database")
    if is_loaded():
        raise AlreadyLoaded("there are data already; start with an empty database")
    _mark("demo.begun", by=SYSTEM, people=people)
    say("offices and networks")
    load_offices()
    network = networks.found(
        "pacc",
        "เครือข่ายภาครัฐต่อต้านการทุจริต",
        "Public-Sector Anti-Corruption Network",
        by=SYSTEM,
        about_th="คนและหน่วยงานที่ช่วยกันป้องกันการทุจริตในภาครัฐ",
        about_en="People and agencies that prevent corruption in the public sector together.",
        is_default=True,
    )
    seeds.add_missing(by=SYSTEM)
    say("ministries, departments, provinces and local governments")
    organizations = load_organizations(people)
    say(f"{people} people")
    with _many_rows():
        draw = load_community(organizations, network, people)
    say("the cast")
    load_cast()
    if settings.DEMO:
        give_vaults()
        say("reports")
        file_reports()
    say(f"{applications} applications")
    load_applications(network, applications)
    say("charter and chapters")
    load_networks(network)
    say("ties")
    load_ties(draw)
    say("questions, mail that came back, filters")
    load_keeping(network)
    _mark("demo.loaded", by=SYSTEM, people=people)
    return {"people": people, "applications": applications}


@contextmanager
def _many_rows():
    """PostgreSQL gathers what goes into the index of pieces, and sorts it in larger heaps; SQLite does so by itself.

    What is still gathered at the end is sorted in, and counted for the planner: until then each search would read it.
    """
    wishes = {"gin_pending_list_limit": "64MB", "work_mem": "256MB"} if connection.vendor == "postgresql" else {}
    with connection.cursor() as cursor:
        for name, value in wishes.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
    yield
    with connection.cursor() as cursor:
        for name in wishes:
            cursor.execute(f"RESET {name}")
        if wishes:
            cursor.execute("SELECT gin_clean_pending_list(oid) FROM pg_class WHERE relname = ANY(%s)", [GATHERED])
            cursor.execute("ANALYZE")


@action
def _mark(verb, *, by, people):
    """Say in the trail how far the demo is: a load that breaks off is known by it."""
    trail.record(verb, MARK, by=by, people=people)


def load_offices():
    """The offices of the commission and the provinces they look after (unverified, for an administrator to check)."""
    offices = [
        Office(
            code=row.code,
            number=0 if row.code == "HQ" else int(row.code[1:]),
            name_th=row.name_th,
            name_en=row.name_en,
            address=row.address,
            phone=row.phone,
            is_central=row.code == "HQ",
        )
        for row in seed.offices()
    ]
    start = timezone.localdate() - timedelta(days=3650)
    provinces = [
        OfficeProvince(
            office_id=row.office,
            province_code=row.province_code,
            starts_on=start,
            verified=row.verified,
            source=row.source,
        )
        for row in seed.office_provinces()
    ]
    accounts.load_offices(offices, provinces, by=SYSTEM)


def load_cast():
    """Accounts of the cast with their roles. The second person of each officer role is the set-up itself."""
    for part in CAST:
        user = accounts.invite(part.email, part.name, by=SYSTEM)
        _open(user, by=SYSTEM)
        if part.key not in MEMBERS:  # who becomes a member gets that by their application
            office = Office.objects.filter(code=part.office).first()
            grant = accounts.grant_role(user, part.role, by=SYSTEM, office=office, reason="ชุดสาธิต")
            accounts.confirm_grant(grant, by=SYSTEM)


@action
def _open(user, *, by):
    """Give an account of the cast its printed password and a verified address."""
    from allauth.account.models import EmailAddress

    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    trail.record("user.demo_opened", user, by=by)
