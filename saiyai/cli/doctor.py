"""Look at everything that a running system needs, and say what to do about what is missing."""

import shutil
import smtplib
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
    for check in (_keys, _site, _database, _search, _jobs, _mail, _assets, _translations, _disk, _trail):
        try:
            found += check()
        except Exception as problem:  # the doctor must finish whatever is broken
            found.append(Finding("fail", check.__name__.strip("_"), f"{type(problem).__name__}: {problem}"))
    return found


def _keys():
    for path in (keys.master_path(), keys.trail_path(), keys.secret_path()):
        if not path.exists():
            yield Finding(
                "fail", "keys", f"{path} is missing", "restore it from the key backup; a new one opens nothing"
            )
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding("fail", "keys", f"{path} can be read by others", f"chmod 600 {path}")
        else:
            yield Finding("ok", "keys", str(path))


def _site():
    safe = settings.SITE_URL.startswith("https://")
    if settings.DEMO:
        yield Finding("warn", "site", f"demo at {settings.SITE_URL}", "unset SAIYAI_DEMO on a real site")
    elif not safe:
        yield Finding("fail", "site", settings.SITE_URL, "set SAIYAI_SITE_URL to the https:// address of the site")
    else:
        yield Finding("ok", "site", settings.SITE_URL)


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding("fail", "database", f"{len(waiting)} migrations wait", "saiyai run, or python manage.py migrate")
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

    count = SearchEntry.objects.count()
    yield Finding("ok" if count else "warn", "search index", f"{count} entries")


def _jobs():
    from saiyai.jobs.models import Job

    late = Job.objects.filter(next_at__lt=timezone.now() - timedelta(minutes=15)).values_list("name", flat=True)
    failing = Job.objects.filter(failures__gt=0).values_list("name", "error")
    if late:
        yield Finding("warn", "worker", f"overdue: {', '.join(late)}", "start `saiyai worker`")
    else:
        yield Finding("ok", "worker", "nothing is overdue")
    for name, error in failing:
        yield Finding("warn", f"job {name}", error, "see the page of the jobs")


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
    source = settings.ROOT / "saiyai"
    stale = [
        text
        for text in source.rglob("locale/th/LC_MESSAGES/django.po")
        if not text.with_suffix(".mo").exists() or text.with_suffix(".mo").stat().st_mtime < text.stat().st_mtime
    ]
    if stale:
        return [Finding("fail", "translations", f"{len(stale)} not compiled", "python assets/compile_messages.py")]
    return [Finding("ok", "translations", "compiled")]


def _disk():
    settings.VAR.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.VAR).free
    level = "ok" if free > 2 * 2**30 else "warn" if free > 2**28 else "fail"
    yield Finding(level, "disk", f"{free / 2**30:.1f} GiB free", "" if level == "ok" else "make room")


def _trail():
    """The signed head and the last checkpoints; the whole trail is `saiyai audit verify`."""
    from saiyai.audit import seals
    from saiyai.audit.models import Event, Head

    head = Head.objects.filter(id=1).first()
    if head is None:
        return [Finding("ok", "trail", "empty")]
    good = seals.signed(seals.statement(head.size, seals.root_of(head.frontier)), head.signature)
    if not good or Event.objects.filter(seq=head.size).count() != 1:
        return [Finding("fail", "trail", "the signed head does not fit", "saiyai audit verify")]
    return [Finding("ok", "trail", f"{head.size} lines, head signed")]
