"""`saiyai frontdesk`: the process that takes reports in. It knows no account, and nothing of the site but its own store."""

import os
import secrets
import sys
from pathlib import Path

from django.utils import translation

from saiyai.cli.words import _, language

SETTINGS = "saiyai.frontdesk_settings"
PORT = 8001
THREADS = 128  # most wait for the slow derivation, and never all of them (crypto/slow.py, intake/pace.py)
CARRY_KEY = "SAIYAI_CARRY_KEY"
# The 64 MiB of each derivation come from the kernel in large pages where it has some: a tenth less work for a report. Other
# C libraries do not know the word and pass it over.
LARGE_PAGES = "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1"
# Of the settings of the site, those that it needs; the others (passwords, tokens, the main database) it is not told.
NEEDED = {
    "SAIYAI_VAR", "SAIYAI_KEYS", "SAIYAI_STATIC", "SAIYAI_SITE_URL", "SAIYAI_KEYRING", "SAIYAI_KEYRING_MIRROR", "SAIYAI_DEMO",
    "SAIYAI_TESTING", "SAIYAI_ALLOW_UNSAFE", "SAIYAI_FRONTDESK_URL", "SAIYAI_FRONTDESK_HOSTS", "SAIYAI_FRONTDESK_DATABASE",
    "SAIYAI_MAX_REPORT_BYTES", "SAIYAI_ONION_ADDRESS",
    "SAIYAI_SECURITY_CONTACT", "SAIYAI_SECURITY_KEY", "SAIYAI_SECURITY_EXPIRES", "SAIYAI_SECURITY_TXT",
}  # fmt: skip


def add_to(commands):
    """Put the command into the parser."""
    desk = commands.add_parser("frontdesk", help=_("take reports in: a process of its own, with a store of its own"))
    desk.add_argument("--port", type=int, default=PORT, help=_("where the pages are served (default 8001)"))
    desk.add_argument("--host", default="127.0.0.1", help=_("address to listen on (behind a proxy: leave it)"))
    desk.add_argument("--socket", type=Path, help=_("a Unix socket instead of a port, for a proxy on this machine"))
    desk.add_argument("--workers", type=int, default=0, help=_("web processes; 0 means one a core"))
    desk.set_defaults(do=_frontdesk, needs_keys=False, settings=SETTINGS)

    role = commands.add_parser(
        "frontdesk-role", help=_("give the database role of the front desk its rights, no others")
    )
    role.add_argument("name", help=_("a role of PostgreSQL that was created for it"))
    role.set_defaults(do=_role)


def forget_settings(environment):
    """Take what the front desk need not know out of this environment."""
    needed = NEEDED if environment.get("SAIYAI_FRONTDESK_DATABASE") else NEEDED | {"SAIYAI_DATABASE"}
    for name in [name for name in environment if name.startswith("SAIYAI_") and name not in needed]:
        del environment[name]


def _frontdesk(options):
    """Become the web server of the front desk: signals of systemd or of a container reach it itself."""
    from saiyai.cli import processes, serving
    from saiyai.cli.starting import is_safe
    from saiyai.intake import safety, uploads

    with translation.override(language()):
        missing = list(safety.missing())
    for sentence in missing:
        print(f"saiyai frontdesk: {sentence}", file=sys.stderr)
    if missing or not is_safe("frontdesk", safety.dangers) or not processes.has_a_place("frontdesk", options):
        return 1
    uploads.make_folders()
    forget_settings(os.environ)
    # Seals what travels in the reporter's own form. New at each start, known to these processes, on no disk.
    os.environ[CARRY_KEY] = secrets.token_hex(32)
    os.environ.setdefault(*LARGE_PAGES)
    command = serving.granian(
        options.host, options.port, options.workers, socket=options.socket,
        application="saiyai.frontdesk_wsgi:application", threads=THREADS,
        more=["--respawn-failed-workers"],  # whose key stays: nobody's half-written report is lost with a process
    )  # fmt: skip
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606  (no shell: that is wanted)


def _role(options):
    """By the owner of the tables, who may grant; to create roles is left to the administrator of the database."""
    from django.conf import settings
    from django.db import Error, connections

    from saiyai.intake import fence

    if connections[settings.VAULT].vendor != "postgresql":
        print(
            f"saiyai frontdesk-role: {_('on SQLite the front desk has a file of its own and needs no role')}",
            file=sys.stderr,
        )
        return 1
    try:
        fence.put_up(options.name)
        reached = fence.reaches(options.name)
    except Error as problem:
        print(f"saiyai frontdesk-role: {problem}", file=sys.stderr)
        return 1
    if reached:
        text = _("%(name)s still reaches %(what)s: take away what others granted, or name another role")
        print(f"saiyai frontdesk-role: {text % {'name': options.name, 'what': ', '.join(reached)}}", file=sys.stderr)
        return 1
    print(_("%(name)s: its own tables, and one report at a time") % {"name": options.name})
    return 0
