"""Whether this installation is set up as it should be: one place of checks with two doors.

`saiyai doctor` looks at everything and takes its time. The page of the administrator asks at every visit only what is
quick. Nothing here is changed or sent; each finding says what to do about it.
"""

import shutil
import smtplib
import sqlite3
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from saiyai.accounts.vault import keeping
from saiyai.accounts.vault import queries as vaults
from saiyai.accounts.vault.rules import is_drill_due
from saiyai.audit.verify import recent
from saiyai.crypto import keyring, keys
from saiyai.home import vault_health
from saiyai.home.queries.vitals import days_since_backup
from saiyai.home.safety import dangers
from saiyai.ui import security

BACKUP_DAYS = 7
ENOUGH, LEAST = 2 * 2**30, 2**28  # bytes free on the disk
LINES = {True: 100, False: 500}  # how much of the end of the trail is read: quickly, and not
TITLES = {
    "keys": gettext_lazy("Keys"),
    "site": gettext_lazy("Address of the site"),
    "second factor": gettext_lazy("Second factor for officers"),
    "error pages": gettext_lazy("Error pages"),
    "sender": gettext_lazy("Mail server"),
    "recovery key": gettext_lazy("Recovery key"),
    "contact": gettext_lazy("Whom to tell of a weakness"),
    "disk": gettext_lazy("Room on the disk"),
    "trail": gettext_lazy("End of the trail"),
    "keyring": gettext_lazy("Keyring"),
    "front desk": gettext_lazy("Front desk for reports"),
    "memory": gettext_lazy("Memory"),
}
WORST = ("fail", "warn", "ok")


@dataclass(frozen=True)
class Finding:
    """`level` is ok, warn or fail; `do` says what mends it."""

    level: str
    what: str
    found: str
    do: str = ""

    @property
    def ok(self):
        return self.level == "ok"

    @property
    def title(self):
        return TITLES.get(self.what, self.what)


def _keys(quick):
    for path in (keys.master_path(), keys.trail_path(), keys.secret_path(), keys.pepper_path()):
        if not path.exists():
            do = _(
                "first start: saiyai run makes it. Otherwise restore it from the key backup; a new one opens nothing"
            )
            yield Finding("fail", "keys", _("%(path)s is missing") % {"path": path}, do)
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding("fail", "keys", _("%(path)s can be read by others") % {"path": path}, f"chmod 600 {path}")
        else:
            yield Finding("ok", "keys", str(path))
    folder = settings.KEYS_DIR
    if folder.exists() and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield Finding("fail", "keys", _("%(path)s is open to others") % {"path": folder}, f"chmod 700 {folder}")
    if settings.VAR in folder.parents and not settings.DEMO and not quick:
        do = _("set SAIYAI_KEYS to a folder elsewhere, and back it up apart from the data")
        yield Finding("warn", "keys", _("they lie in SAIYAI_VAR: one backup would hold the data and their keys"), do)


def _site(quick):
    address = settings.SITE_URL
    demo = _("demo at %(address)s") % {"address": address}
    if settings.DEMO and address.startswith("https://"):
        yield Finding("fail", "site", demo, _("unset SAIYAI_DEMO: everybody knows its password"))
    elif settings.DEMO:
        yield Finding("ok" if quick else "warn", "site", demo, _("unset SAIYAI_DEMO on a real site"))
    elif address.startswith("https://"):
        yield Finding("ok", "site", address)
    else:
        here = address.startswith(("http://localhost", "http://127.0.0.1"))
        do = _("set SAIYAI_SITE_URL to the https:// address of the site, and put a server with TLS before it")
        yield Finding("ok" if here and quick else "fail", "site", address, do)


def _second_factor(quick):
    if settings.DEMO or settings.REQUIRE_SECOND_FACTOR:
        yield Finding("ok", "second factor", _("officers need one") if settings.REQUIRE_SECOND_FACTOR else _("demo"))
        return
    do = _("set SAIYAI_REQUIRE_SECOND_FACTOR=1: officers see what applicants entrust to them")
    yield Finding("fail", "second factor", _("officers need none"), do)


def _error_pages(quick):
    if settings.DEBUG:
        do = _("turn DEBUG off: error pages would show what people typed")
        yield Finding("fail", "error pages", _("they show the inside"), do)
    else:
        yield Finding("ok", "error pages", _("they tell nothing of the inside"))


def _sender(quick):
    """Whether a mail server and a sender are named at all."""
    sender = settings.DEFAULT_FROM_EMAIL
    if settings.DEMO or (settings.EMAIL_HOST and sender != "saiyai@localhost"):
        yield Finding("ok", "sender", sender)
    else:
        do = _("set SAIYAI_SMTP_HOST and SAIYAI_FROM; letters wait in the outbox meanwhile")
        yield Finding("warn", "sender", sender, do)


def _database(quick):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding("fail", "database", _("%(n)d migrations wait") % {"n": len(waiting)}, "saiyai migrate")
    else:
        yield Finding("ok", "database", _("%(kind)s, up to date") % {"kind": connection.vendor})
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()")
            collate, ctype = cursor.fetchone()
        if ctype in ("C", "POSIX"):
            do = _("create the database with LC_CTYPE C.UTF-8: with C, Thai has no trigrams and search finds nothing")
            yield Finding("fail", "database locale", f"{collate}/{ctype}", do)


def _clock(quick):
    """The trail cannot come from the future; days are counted in Thailand."""
    from saiyai.audit.models import Event

    last = Event.objects.order_by("-seq").values_list("at", flat=True).first()
    if last and last > timezone.now() + timedelta(minutes=1):
        found = _("it is behind the last line of the trail (%(at)s)") % {"at": last}
        yield Finding("fail", "clock", found, _("set the clock (NTP)"))
    elif settings.TIME_ZONE != "Asia/Bangkok":
        do = _("TIME_ZONE must be Asia/Bangkok: working days depend on it")
        yield Finding("fail", "clock", settings.TIME_ZONE, do)
    else:
        yield Finding("ok", "clock", _("%(now)s in Bangkok") % {"now": f"{timezone.localtime():%Y-%m-%d %H:%M}"})


def _search(quick):
    """Whether trigrams find a Thai word in this database."""
    from saiyai.directory.models import SearchEntry

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT 1 FROM pragma_compile_options WHERE compile_options = 'ENABLE_FTS5'")
            works = cursor.fetchone() is not None and sqlite3.sqlite_version_info >= (3, 34)
            do = _("use a Python whose SQLite is 3.34 or newer and has FTS5")
        else:
            cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
            works = cursor.fetchone()[0] == 1
            if works:
                cursor.execute("SELECT array_length(show_trgm(%s), 1)", ["ขอนแก่น"])
                works = (cursor.fetchone()[0] or 0) > 1
            do = _("install postgresql-contrib, run saiyai migrate, and use a database with LC_CTYPE C.UTF-8")
    if works:
        entries = SearchEntry.objects.count()
        yield Finding("ok", "search", _("trigrams work; %(n)d entries") % {"n": entries})
    else:
        yield Finding("fail", "search", _("trigrams find no Thai"), do)


def _jobs(quick):
    from saiyai.jobs.models import Job

    late = Job.objects.filter(next_at__lt=timezone.now() - timedelta(minutes=15)).values_list("name", flat=True)
    failing = Job.objects.filter(failures__gt=0).values_list("name", "error")
    if not Job.objects.exists():
        do = _("start `saiyai run` or `saiyai worker`")
        yield Finding("warn", "worker", _("no worker has run yet"), do)
    elif late:
        yield Finding("warn", "worker", _("overdue: %(jobs)s") % {"jobs": ", ".join(late)}, _("start `saiyai worker`"))
    else:
        yield Finding("ok", "worker", _("nothing is overdue"))
    for name, error in failing:
        yield Finding("warn", f"job {name}", error, _("see the page of the machine room; it is tried again by itself"))


def _letters(quick):
    from saiyai.notify.models import Letter

    failed = Letter.objects.filter(status=Letter.Status.FAILED).count()
    late = Letter.objects.filter(status=Letter.Status.WAITING, created_at__lt=timezone.now() - timedelta(hours=1))
    if failed:
        found = _("%(n)d could not be delivered") % {"n": failed}
        yield Finding("warn", "letters", found, _("see the page of the machine room"))
    if waiting := late.count():
        found = _("%(n)d wait for more than an hour") % {"n": waiting}
        yield Finding("warn", "letters", found, _("see `mail` and `worker` here"))
    if not failed and not waiting:
        yield Finding("ok", "letters", _("none waits for long"))


def _trail(quick):
    """The signed head and the last lines; the whole trail is `saiyai audit verify`."""
    verdict = recent(LINES[quick])
    if verdict.ok:
        yield Finding("ok", "trail", _("%(n)d lines; the end is as it was written") % {"n": verdict.size})
    else:
        yield Finding("fail", "trail", verdict.detail, _("keep a copy of the database; then saiyai audit verify"))


def _mail(quick):
    """Whether the mail server answers."""
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=5) as open_server:
            open_server.noop()
    except OSError as problem:
        do = _("set SAIYAI_SMTP_HOST and SAIYAI_SMTP_PORT; letters wait in the outbox meanwhile")
        yield Finding("warn", "mail", f"{server}: {type(problem).__name__}", do)
    else:
        yield Finding("ok", "mail", server)


def _assets(quick):
    for name in ("vendor/tabler.min.css", "vendor/icons.svg", "ui/saiyai.css"):
        if not finders.find(name) and not (settings.STATIC_ROOT / name).exists():
            yield Finding("fail", "assets", _("%(path)s is missing") % {"path": name}, "python assets/build.py")
            return
    yield Finding("ok", "assets", _("there"))


def _translations(quick):
    """An installed package holds the compiled texts alone; a checkout also what they are compiled from."""
    texts = list((settings.ROOT / "saiyai").rglob("locale/th/LC_MESSAGES/django.po"))
    compiled = list((settings.ROOT / "saiyai").rglob("locale/th/LC_MESSAGES/django.mo"))
    missing = [text for text in texts if text.with_suffix(".mo") not in compiled]
    stale = [text for text in texts if text not in missing and _newer(text, text.with_suffix(".mo"))]
    do = "python assets/compile_messages.py"
    if missing or not compiled:
        found = _("%(n)d not compiled: pages would be in English") % {"n": len(missing)}
        yield Finding("fail", "translations", found, do)
    elif stale:
        yield Finding("warn", "translations", _("%(n)d compiled before their last change") % {"n": len(stale)}, do)
    else:
        yield Finding("ok", "translations", _("compiled"))


def _newer(one, other):
    return one.stat().st_mtime > other.stat().st_mtime


def _start(quick):
    """What stops a start (saiyai/home/safety.py), unless a line above has told it."""
    for danger in dangers():
        if danger.name not in ("keys", "second-factor", "debug", "clock", "database-locale"):
            allowed = danger.name in settings.ALLOW_UNSAFE
            yield Finding("warn" if allowed else "fail", "start", danger.found, f"{danger.do} [{danger.name}]")


def _backup(quick):
    """A real site is copied away at least once a week."""
    days = days_since_backup(timezone.now())
    do = _("saiyai backup, by a timer every night; see docs/guides/operate.md")
    if settings.DEMO:
        yield Finding("ok", "backup", _("demo"))
    elif days is None:
        yield Finding("warn", "backup", _("no backup was ever made"), do)
    else:
        old = days > BACKUP_DAYS
        yield Finding("warn" if old else "ok", "backup", _("%(n)d days ago") % {"n": days}, do if old else "")


def _recovery(quick):
    """Whether trustees could bring reports back if all officers lost their keys."""
    quorum = vaults.quorum_in_force()
    choose = _("an administrator chooses the trustees under Vaults, Recovery key")
    if quorum is None:
        level = "warn" if vaults.somebody_has_one() else "ok"
        yield Finding(level, "recovery key", _("there is none yet"), choose if level == "warn" else "")
        return
    able, all_of_them = len(vaults.able_seats(quorum)), quorum.trustees.count()
    told = _("%(able)d of %(all)d trustees could give their piece, %(needed)d are needed") % {
        "able": able, "all": all_of_them, "needed": quorum.needed,
    }  # fmt: skip
    if not keyring.has(keeping.recovery_ring(quorum.epoch)):
        yield Finding("fail", "recovery key", _("its sealed half is not in the keyring"), choose)
    elif able < quorum.needed:
        yield Finding("fail", "recovery key", told, choose)
    elif able == quorum.needed or is_drill_due(quorum, timezone.localdate()):
        do = choose if able == quorum.needed else _("the trustees come together for the drill of the quarter")
        yield Finding("warn", "recovery key", told, do)
    else:
        yield Finding("ok", "recovery key", told)


def _keyring(quick):
    yield from (Finding(level, "keyring", found, do) for level, found, do in vault_health.keyring_findings())


def _front_desk(quick):
    yield from (Finding(level, "front desk", found, do) for level, found, do in vault_health.fence_findings())


def _memory(quick):
    yield from (Finding(level, "memory", found, do) for level, found, do in vault_health.memory_findings())


def _contact(quick):
    yield from (Finding(level, "contact", found, do) for level, found, do in security.findings())


def _disk(quick):
    there = next(folder for folder in (settings.VAR, *settings.VAR.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    level = "ok" if free > ENOUGH else "warn" if free > LEAST else "fail"
    do = "" if level == "ok" else _("make room, or move SAIYAI_VAR to a larger disk")
    yield Finding(level, "disk", _("%(free)s GiB free") % {"free": f"{free / 2**30:.1f}"}, do)


@dataclass(frozen=True)
class Check:
    """One look. `quick`: the page asks it too. `on_tables`: it makes no sense while the database is broken."""

    look: Callable
    quick: bool = False
    on_tables: bool = False
    remedy: str = gettext_noop("mend what is named above, then run saiyai doctor again")

    @property
    def name(self):
        return self.look.__name__.strip("_")


CHECKS = (
    Check(_keys, quick=True),
    Check(_site, quick=True),
    Check(_second_factor, quick=True),
    Check(_error_pages, quick=True),
    Check(
        _database,
        remedy=gettext_noop("see that SAIYAI_DATABASE (or, with SQLite, SAIYAI_VAR) is right and can be reached"),
    ),
    Check(_clock, on_tables=True),
    Check(_search, on_tables=True),
    Check(_jobs, on_tables=True),
    Check(_letters, on_tables=True),
    Check(_trail, quick=True, on_tables=True),
    Check(_backup, on_tables=True),
    Check(_recovery, on_tables=True),
    Check(_start, on_tables=True),
    Check(_keyring),
    Check(_front_desk, on_tables=True),
    Check(_memory),
    Check(_sender, quick=True),
    Check(_contact, quick=True),
    Check(_mail),
    Check(_assets),
    Check(_translations),
    Check(_disk, quick=True),
)


def examine(*, quick=False):
    """Every check in turn, or the quick ones; one that breaks is a finding of its own."""
    found = []
    for check in CHECKS:
        if quick and not check.quick:
            continue
        if check.on_tables and any(f.what == "database" and f.level == "fail" for f in found):
            continue  # the database is to be mended first
        try:
            found += check.look(quick)
        except Exception as problem:  # what is broken must not hide the rest
            told = f"{type(problem).__name__}: {problem}".strip()
            found.append(Finding("fail", check.name, told, _(check.remedy)))
    return found


def by_title(findings):
    """One finding a title, the worst: for a list of what was looked at."""
    worst = {}
    for finding in sorted(findings, key=lambda finding: WORST.index(finding.level)):
        worst.setdefault(finding.what, finding)
    return [worst[what] for what in dict.fromkeys(finding.what for finding in findings)]
