"""What must not be, whoever serves the site: looked at before a page is served or a job is run.

Each danger has a name, says what was found and what to do. A start that finds one ends with these sentences.
`SAIYAI_ALLOW_UNSAFE` holds the names of those that a site takes on itself; `saiyai doctor` goes on naming them.
"""

import os
import stat
from datetime import UTC, datetime, time, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai import RELEASED
from saiyai.accounts import providers
from saiyai.accounts.models import User
from saiyai.audit.models import Event
from saiyai.cases import screening
from saiyai.crypto import keys
from saiyai.intake import safety as reports
from saiyai.policy.dangers import Danger

DEMO_BEGINS_BEFORE = 100_000  # lines of the trail
LEAST_SECRET = 32  # letters
LEAST_TOKEN = 20  # letters of what is shown for the metrics
WRITTEN = datetime.combine(RELEASED, time(), UTC)
SHARED_DISKS = ("nfs", "cifs", "smb", "ceph", "gluster", "lustre", "ocfs2", "gfs2", "fuse.sshfs", "fuse.gluster")
CLOSED_TO_OTHERS = ("require", "verify-ca", "verify-full")


def is_this_machine(host):
    """Whether this name or address leads to this machine and to no other."""
    if host in ("", "localhost") or host.startswith("/") or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def address():
    """Passwords and personal data do not travel in clear."""
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https" and not is_this_machine(site.hostname or ""):
        do = _("set SAIYAI_SITE_URL to the https:// address of the site, and put a server with TLS before it")
        yield Danger(
            "address",
            _("the site is reached by %(address)s, where all can be read on the way") % {"address": settings.SITE_URL},
            do,
        )


def errors():
    """Error pages that show what people typed, and the shortcuts of the tests."""
    if settings.DEBUG:
        yield Danger("debug", _("DEBUG is on"), _("turn DEBUG off: error pages would show what people typed"))
    if settings.TESTING:
        do = _("unset SAIYAI_TESTING: it is for the tests")
        yield Danger("testing", _("SAIYAI_TESTING is on: passwords would be kept by a weak digest"), do)


def secret():
    """Whoever guesses the secret signs cookies."""
    if len(settings.SECRET_KEY) < LEAST_SECRET:
        do = _("unset SAIYAI_SECRET_KEY, so that web.secret of the keys is used, or take a long random one")
        yield Danger("secret", _("the web secret has fewer than %(n)d letters") % {"n": LEAST_SECRET}, do)


def metrics():
    """Whoever guesses the token reads how many people, letters and jobs there are."""
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < LEAST_TOKEN:
        do = _("take a long random SAIYAI_METRICS_TOKEN, or unset it: then there is no page of metrics")
        yield Danger("metrics", _("the token of the metrics has fewer than %(n)d letters") % {"n": LEAST_TOKEN}, do)


def open_keys():
    """Key files that somebody else on this machine can read."""
    given = os.environ.get("CREDENTIALS_DIRECTORY", "")
    if given and Path(given).resolve() in (folder := settings.KEYS_DIR.resolve(), *folder.parents):
        return  # LoadCredential of systemd: an access list there looks like rights of the group
    for path in (settings.KEYS_DIR, keys.master_path(), keys.trail_path(), keys.secret_path(), keys.pepper_path()):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            do = f"chmod {700 if path.is_dir() else 600} {path}"
            yield Danger("keys", _("%(path)s can be read by others") % {"path": path}, do)


def second_factor():
    """Officers see what people entrust to them."""
    if not settings.DEMO and not settings.REQUIRE_SECOND_FACTOR:
        yield Danger("second-factor", _("officers need no second factor"), "SAIYAI_REQUIRE_SECOND_FACTOR=1")


def outside():
    """Who may say who somebody is."""
    do = _("mend the file that SAIYAI_OUTSIDE names, as docs/guides/outside.md tells")
    for text in providers.objections():
        yield Danger("outside", _("sign-in from outside: %(what)s") % {"what": text}, do)
    path = Path(settings.OUTSIDE_FILE) if settings.OUTSIDE_FILE else None
    if path and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Danger("outside", _("%(path)s can be read by others") % {"path": path}, f"chmod 600 {path}")


def screening_record():
    """What a case is screened by is what the office wrote."""
    if found := screening.fault():
        do = _("mend the file that SAIYAI_SCREENING names, as docs/guides/vault.md tells")
        yield Danger("screening", _("the screening record: %(what)s") % {"what": found}, do)


def clock():
    """Days, deadlines and the trail follow the clock."""
    now = timezone.now()
    if settings.TIME_ZONE != "Asia/Bangkok":
        do = _("TIME_ZONE must be Asia/Bangkok: working days depend on it")
        yield Danger("clock", _("days are counted in %(zone)s") % {"zone": settings.TIME_ZONE}, do)
    if now < WRITTEN:
        yield Danger(
            "clock", _("the clock of this machine says %(day)s") % {"day": f"{now:%Y-%m-%d}"}, _("set the clock (NTP)")
        )


def one_file_for_many():
    """SQLite locks by the file system; over a network it loses writes."""
    kind = kind_of_disk(settings.DATABASES["default"]["NAME"]) if connection.vendor == "sqlite" else ""
    if kind.startswith(SHARED_DISKS):
        do = _("use PostgreSQL (SAIYAI_DATABASE), or a disk of this machine")
        yield Danger("sqlite-shared", _("the SQLite database lies on a network disk (%(kind)s)") % {"kind": kind}, do)


def kind_of_disk(path, mounts="/proc/self/mounts"):
    """The file system below this path, as the kernel names it; "" where that cannot be known."""
    try:
        lines = [line.split() for line in Path(mounts).read_text().splitlines()]
    except OSError:
        return ""
    real = Path(path).resolve()
    below = [line for line in lines if len(line) > 2 and real.is_relative_to(line[1].replace("\\040", " "))]
    return max(below, key=lambda line: len(line[1]))[2] if below else ""


def way_to_the_database():
    """Between machines, what the database is told can be read unless TLS is asked for."""
    database = settings.DATABASES["default"]
    if connection.vendor == "postgresql" and not is_this_machine(database["HOST"]):
        mode = database.get("OPTIONS", {}).get("sslmode", "")
        if mode not in CLOSED_TO_OTHERS:
            do = _("add ?sslmode=verify-full&sslrootcert=… to SAIYAI_DATABASE")
            yield Danger(
                "database-tls",
                _("the way to the database at %(host)s may be in clear") % {"host": database["HOST"]},
                do,
            )


def way_of_the_letters():
    """Letters hold private links, and links to new passwords."""
    if not is_this_machine(settings.EMAIL_HOST) and not settings.EMAIL_USE_TLS:
        do = _("set SAIYAI_SMTP_TLS=1; or, where only machines of your own are on the way, allow it by its name")
        found = _("letters travel in clear to the mail server at %(host)s") % {"host": settings.EMAIL_HOST}
        yield Danger("mail-tls", found, do)
    line = urlsplit(settings.LINE_API)
    if settings.LINE_TOKEN and line.scheme != "https" and not is_this_machine(line.hostname or ""):
        found = _("messages for LINE travel in clear to %(host)s") % {"host": line.hostname}
        yield Danger("line-tls", found, _("unset SAIYAI_LINE_API, or name an https:// address"))


def database():
    """A role that may do too much; a locale in which Thai cannot be searched."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datctype, coalesce((SELECT rolsuper FROM pg_roles WHERE rolname = current_user), false)"
            " FROM pg_database WHERE datname = current_database()"
        )
        ctype, superuser = cursor.fetchone()
    if ctype in ("C", "POSIX"):
        do = _("create the database with LC_CTYPE C.UTF-8: with C, Thai has no trigrams and search finds nothing")
        yield Danger("database-locale", _("the database has the locale %(locale)s") % {"locale": ctype}, do)
    if superuser and not settings.DEMO:
        do = _("ALTER ROLE … NOSUPERUSER, and make it the owner of its own database only")
        yield Danger("database-role", _("the role of the database may do everything (superuser)"), do)


def people():
    """A demo over real data, a real site with the accounts of the demo, a clock behind the trail."""
    if Event._meta.db_table not in connection.introspection.table_names():
        return
    cast = Event.objects.filter(seq__lte=DEMO_BEGINS_BEFORE, verb="user.demo_opened").exists()
    if settings.DEMO and not cast and not keys.demo_mark().exists() and keys.master_path().exists():
        do = _("name a folder of its own for the keys of the demo (SAIYAI_KEYS)")
        yield Danger("real-keys", _("SAIYAI_DEMO is on, and the keys were not made for a demo"), do)
    if settings.DEMO and not cast and User.objects.exists():
        do = _("unset SAIYAI_DEMO (saiyai run without --demo), or name another SAIYAI_VAR or SAIYAI_DATABASE")
        yield Danger("demo", _("SAIYAI_DEMO is on, and the database holds data that are not of the demo"), do)
    if cast and not settings.DEMO:
        do = _("begin the real site with an empty database; to look at the demo, saiyai run --demo")
        yield Danger("demo-people", _("the database holds accounts of the demo, whose password is printed"), do)
    last = Event.objects.order_by("-seq").values_list("at", flat=True).first()
    if last and last > timezone.now() + timedelta(minutes=1):
        found = _("it is behind the last line of the trail (%(at)s)") % {"at": f"{last:%Y-%m-%d}"}
        yield Danger("clock", found, _("set the clock (NTP)"))


LOOKS = (
    address, errors, secret, metrics, open_keys, second_factor, outside, screening_record, clock, one_file_for_many, way_to_the_database,
    way_of_the_letters, database, people,
    *reports.SHARED,
)  # fmt: skip


def dangers():
    """Everything that must not be, and is. Needs a database that answers."""
    return [danger for look in LOOKS for danger in look()]
