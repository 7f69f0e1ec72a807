"""Look at everything that a running system needs, and say what to do about what is missing."""

import shutil
import smtplib
import sqlite3
import stat
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from saiyai.crypto import keys


@dataclass
class Finding:
    """`level` is ok, warn or fail; `do` says what mends it."""

    level: str
    what: str
    found: str
    do: str = ""

    def as_dict(self):
        return asdict(self)


def examine():
    """Every check in turn; one that breaks is a finding of its own."""
    found = []
    for check in CHECKS:
        if check in ON_TABLES and any(f.what == "database" and f.level == "fail" for f in found):
            continue  # the database is to be mended first
        try:
            found += check()
        except Exception as problem:  # the doctor must finish whatever is broken
            name = check.__name__.strip("_")
            do = REMEDIES.get(name, "mend what is named above, then run saiyai doctor again")
            found.append(Finding("fail", name, f"{type(problem).__name__}: {problem}".strip(), do))
    return found


def _keys():
    for path in (keys.master_path(), keys.trail_path(), keys.secret_path()):
        if not path.exists():
            do = "first start: saiyai run makes it. Otherwise restore it from the key backup; a new one opens nothing"
            yield Finding("fail", "keys", f"{path} is missing", do)
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding("fail", "keys", f"{path} can be read by others", f"chmod 600 {path}")
        else:
            yield Finding("ok", "keys", str(path))
    if settings.KEYS_DIR.exists() and stat.S_IMODE(settings.KEYS_DIR.stat().st_mode) & 0o077:
        yield Finding("fail", "keys", f"{settings.KEYS_DIR} is open to others", f"chmod 700 {settings.KEYS_DIR}")
    if settings.VAR in settings.KEYS_DIR.parents and not settings.DEMO:
        do = "set SAIYAI_KEYS to a folder elsewhere, and back it up apart from the data"
        yield Finding("warn", "keys", "they lie in SAIYAI_VAR: one backup would hold the data and their keys", do)


def _site():
    safe = settings.SITE_URL.startswith("https://")
    if settings.DEMO and safe:
        yield Finding("fail", "site", f"demo at {settings.SITE_URL}", "unset SAIYAI_DEMO: everybody knows its password")
    elif settings.DEMO:
        yield Finding("warn", "site", f"demo at {settings.SITE_URL}", "unset SAIYAI_DEMO on a real site")
    elif not safe:
        yield Finding("fail", "site", settings.SITE_URL, "set SAIYAI_SITE_URL to the https:// address of the site")
    else:
        yield Finding("ok", "site", settings.SITE_URL)
    if not settings.DEMO and not settings.REQUIRE_SECOND_FACTOR:
        do = "set SAIYAI_REQUIRE_SECOND_FACTOR=1: officers see what applicants entrust to them"
        yield Finding("fail", "second factor", "officers need none", do)


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding("fail", "database", f"{len(waiting)} migrations wait", "saiyai migrate")
    else:
        yield Finding("ok", "database", f"{connection.vendor}, up to date")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()")
            collate, ctype = cursor.fetchone()
        if ctype in ("C", "POSIX"):
            do = "create the database with LC_CTYPE C.UTF-8: with C, Thai has no trigrams and search finds nothing"
            yield Finding("fail", "database locale", f"{collate}/{ctype}", do)


def _search():
    """Whether trigrams find a Thai word in this database."""
    from saiyai.directory.models import SearchEntry

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT 1 FROM pragma_compile_options WHERE compile_options = 'ENABLE_FTS5'")
            works = cursor.fetchone() is not None and sqlite3.sqlite_version_info >= (3, 34)
            do = "use a Python whose SQLite is 3.34 or newer and has FTS5"
        else:
            cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
            works = cursor.fetchone()[0] == 1
            if works:
                cursor.execute("SELECT array_length(show_trgm(%s), 1)", ["ขอนแก่น"])
                works = (cursor.fetchone()[0] or 0) > 1
            do = "install postgresql-contrib, run saiyai migrate, and use a database with LC_CTYPE C.UTF-8"
    if not works:
        yield Finding("fail", "search", "trigrams find no Thai", do)
        return
    yield Finding("ok", "search", f"trigrams work; {SearchEntry.objects.count()} entries")


def _jobs():
    from saiyai.jobs.models import Job

    late = Job.objects.filter(next_at__lt=timezone.now() - timedelta(minutes=15)).values_list("name", flat=True)
    failing = Job.objects.filter(failures__gt=0).values_list("name", "error")
    if not Job.objects.exists():
        yield Finding("warn", "worker", "no worker has run yet", "start `saiyai run` or `saiyai worker`")
    elif late:
        yield Finding("warn", "worker", f"overdue: {', '.join(late)}", "start `saiyai worker`")
    else:
        yield Finding("ok", "worker", "nothing is overdue")
    for name, error in failing:
        yield Finding("warn", f"job {name}", error, "see the page of the machine room; it is tried again by itself")


def _letters():
    from saiyai.notify.models import Letter

    failed = Letter.objects.filter(status=Letter.Status.FAILED).count()
    late = Letter.objects.filter(status=Letter.Status.WAITING, created_at__lt=timezone.now() - timedelta(hours=1))
    if failed:
        yield Finding("warn", "letters", f"{failed} could not be delivered", "see the page of the machine room")
    if waiting := late.count():
        yield Finding("warn", "letters", f"{waiting} wait for more than an hour", "see `mail` and `worker` here")
    if not failed and not waiting:
        yield Finding("ok", "letters", "none waits for long")


def _clock():
    """The trail cannot come from the future; days are counted in Thailand."""
    from saiyai.audit.models import Event

    last = Event.objects.order_by("-seq").values_list("at", flat=True).first()
    if last and last > timezone.now() + timedelta(minutes=1):
        yield Finding("fail", "clock", f"it is behind the last line of the trail ({last})", "set the clock (NTP)")
    elif settings.TIME_ZONE != "Asia/Bangkok":
        yield Finding("fail", "clock", settings.TIME_ZONE, "TIME_ZONE must be Asia/Bangkok: working days depend on it")
    else:
        yield Finding("ok", "clock", f"{timezone.localtime():%Y-%m-%d %H:%M} in Bangkok")


def _mail():
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=5) as server:
            server.noop()
    except OSError as problem:
        do = "set SAIYAI_SMTP_HOST and SAIYAI_SMTP_PORT; letters wait in the outbox meanwhile"
        return [Finding("warn", "mail", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}: {type(problem).__name__}", do)]
    return [Finding("ok", "mail", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}")]


def _assets():
    for name in ("vendor/tabler.min.css", "vendor/icons.svg", "ui/saiyai.css"):
        if not finders.find(name) and not (settings.STATIC_ROOT / name).exists():
            yield Finding("fail", "assets", f"{name} is missing", "python assets/build.py")
            return
    yield Finding("ok", "assets", "there")


def _translations():
    texts = list((settings.ROOT / "saiyai").rglob("locale/th/LC_MESSAGES/django.po"))
    missing = [text for text in texts if not text.with_suffix(".mo").exists()]
    stale = [text for text in texts if text not in missing and _newer(text, text.with_suffix(".mo"))]
    do = "python assets/compile_messages.py"
    if missing:
        return [Finding("fail", "translations", f"{len(missing)} not compiled: pages would be in English", do)]
    if stale:
        return [Finding("warn", "translations", f"{len(stale)} compiled before their last change", do)]
    return [Finding("ok", "translations", "compiled")]


def _newer(one, other):
    return one.stat().st_mtime > other.stat().st_mtime


def _disk():
    there = next(folder for folder in (settings.VAR, *settings.VAR.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    level = "ok" if free > 2 * 2**30 else "warn" if free > 2**28 else "fail"
    yield Finding(level, "disk", f"{free / 2**30:.1f} GiB free", "" if level == "ok" else "make room")


def _trail():
    """The signed head and the last lines; the whole trail is `saiyai audit verify`."""
    from saiyai.audit.verify import recent

    verdict = recent()
    if not verdict.ok:
        return [Finding("fail", "trail", verdict.detail, "keep a copy of the database; then saiyai audit verify")]
    return [Finding("ok", "trail", f"{verdict.size} lines; the end is as it was written")]


ON_TABLES = (_clock, _search, _jobs, _letters, _trail)
CHECKS = (_keys, _site, _database, *ON_TABLES, _mail, _assets, _translations, _disk)
REMEDIES = {
    "database": "see that SAIYAI_DATABASE (or, with SQLite, SAIYAI_VAR) is right and can be reached",
}
