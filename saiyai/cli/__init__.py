"""The command `saiyai`: run, begin, migrate, web, frontdesk, worker, static, leave, ping, bounce, demo, audit,
backup, restore, pair, keyring, doctor."""

import argparse
import json
import os
import socket
import sys

from saiyai.cli import words
from saiyai.cli.words import _

MAIN = "saiyai.settings"


def main(arguments=None):
    """Entry point of `saiyai` and of `python -m saiyai`. Exit codes: 0 well, 1 something is wrong, 2 wrong use."""
    words.set_up()
    options = _parser().parse_args(arguments)
    _set_environment(options)
    os.umask(0o077)  # what is written here is for the service alone
    if not options.needs_django:
        return options.do(options)
    import django

    django.setup()
    from saiyai import logs

    logs.set_up("WARNING")
    if options.needs_keys and not _keys_are_there():
        return 1
    return options.do(options)


def _set_environment(options):
    """What the settings read, and the children inherit."""
    if options.settings != MAIN:
        os.environ["DJANGO_SETTINGS_MODULE"] = options.settings
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", MAIN)
    if options.do is not _run:
        return
    _place_front_desk(options)
    os.environ.setdefault("SAIYAI_SITE_URL", f"http://localhost:{options.port}")
    if options.demo:
        os.environ["SAIYAI_DEMO"] = "1"
        # The demo never reaches a real mail server, whatever else is set.
        os.environ["SAIYAI_SMTP_HOST"], os.environ["SAIYAI_SMTP_PORT"] = "127.0.0.1", str(_free_port(8025))


def _place_front_desk(options):
    """On a site of this machine alone, the front desk answers at a port of its own; else the proxy leads to it."""
    from saiyai.cli.frontdesk import PORT

    elsewhere = os.environ.get("SAIYAI_FRONTDESK_URL") or os.environ.get("SAIYAI_SITE_URL")
    if not options.frontdesk_port:
        options.frontdesk_port = PORT if elsewhere else _free_port(PORT)
    if not elsewhere:
        os.environ["SAIYAI_FRONTDESK_URL"] = f"http://localhost:{options.frontdesk_port}"


def _free_port(wished):
    """This port of this machine, or any other if something listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wished))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _keys_are_there():
    """Make the keys at the very first start. Once there are data, a missing key must be restored, not made anew."""
    from django.conf import settings
    from django.db import Error

    from saiyai.crypto import keys

    try:
        if lost := _lost_keys():
            text = _("%(path)s is missing, and there are data that only it opens.") % {"path": ", ".join(lost)}
            print(f"saiyai: {text}", file=sys.stderr)
            print(f"        {_('Restore it from the backup of the keys.')}", file=sys.stderr)
            return False
        if keys.create_missing() and not os.environ.get("SAIYAI_SECRET_KEY"):
            settings.SECRET_KEY = keys.secret_path().read_text().strip()
    except Error as problem:
        text = _("the database does not answer (%(problem)s). See SAIYAI_DATABASE.") % {
            "problem": type(problem).__name__
        }
        print(f"saiyai: {text}", file=sys.stderr)
        return False
    except OSError as problem:
        text = _("cannot write the keys: %(problem)s. See SAIYAI_KEYS and SAIYAI_VAR.") % {"problem": problem}
        print(f"saiyai: {text}", file=sys.stderr)
        return False
    return True


def _lost_keys():
    """Keys that are missing and cannot be made anew, because something is closed with them."""
    from saiyai.crypto import keyring, keys

    lost = [str(path) for path in (keys.master_path(), keys.trail_path()) if not path.exists()]
    lost = lost if lost and _has_data() else []
    if not keys.pepper_path().exists() and not keyring.is_empty():
        lost.append(str(keys.pepper_path()))
    return lost


def _has_data():
    """Whether something has been done in this database."""
    from django.conf import settings
    from django.db import connection

    from saiyai.audit.models import Event

    if connection.vendor == "sqlite" and not os.path.exists(settings.DATABASES["default"]["NAME"]):
        return False
    return Event._meta.db_table in connection.introspection.table_names() and Event.objects.exists()


def _parser():
    parser = argparse.ArgumentParser(prog="saiyai", description=_("The working home of an anti-corruption network."))
    parser.set_defaults(needs_keys=True, needs_django=True, settings=MAIN)
    commands = parser.add_subparsers(required=True, metavar=_("command"))
    _add_run(commands)

    migrate = commands.add_parser("migrate", help=_("bring the tables up to this release; `run` does so by itself"))
    migrate.set_defaults(do=_migrate)

    worker = commands.add_parser("worker", help=_("run the scheduled jobs; any number of workers may run"))
    worker.set_defaults(do=_worker)

    audit = commands.add_parser("audit", help=_("the trail")).add_subparsers(required=True, metavar=_("command"))
    verify = audit.add_parser("verify", help=_("read the whole trail again; exit 1 and name the first bad line if any"))
    verify.add_argument("--json", action="store_true", help=_("in English, for programs"))
    verify.set_defaults(do=_verify, needs_keys=False)

    from saiyai.cli import backups, beginning, example, frontdesk, processes, rings
    from saiyai.cli.doctor import doctor

    example.add_to(commands)
    processes.add_to(commands)
    frontdesk.add_to(commands)
    beginning.add_to(commands)
    backups.add_to(commands)
    rings.add_to(commands)

    returned = commands.add_parser("bounce", help=_("read a mail that came back, from standard input"))
    returned.set_defaults(do=_bounce)

    look = commands.add_parser("doctor", help=_("check settings, keys, database, mail; say what to do"))
    look.add_argument("--json", action="store_true", help=_("in English, for programs"))
    look.set_defaults(do=doctor, needs_keys=False)
    return parser


def _add_run(commands):
    run = commands.add_parser("run", help=_("set up the database and serve the pages, with the worker"))
    run.add_argument("--port", type=int, default=8000, help=_("where the pages are served (default 8000)"))
    run.add_argument("--host", default="127.0.0.1", help=_("address to listen on (behind a proxy: leave it)"))
    run.add_argument("--workers", type=int, default=0, help=_("web processes; 0 means one a core"))
    run.add_argument("--frontdesk-port", type=int, default=0, help=_("where the front desk answers (default 8001)"))
    run.add_argument("--demo", action="store_true", help=_("load the demo network and catch all mail"))
    run.set_defaults(do=_run)


def _bounce(options):
    from saiyai.notify import actions, bounces
    from saiyai.policy.actors import SYSTEM

    marked = actions.take_report(sys.stdin.buffer.read(bounces.LARGEST), by=SYSTEM)
    print(_("{count} addresses marked").format(count=marked))
    return 0


def _run(options):
    from saiyai.cli.serving import serve

    return serve(options.host, options.port, options.frontdesk_port, options.workers, demo=options.demo)


def _migrate(options):
    from saiyai.intake import fence
    from saiyai.law import seeds
    from saiyai.networks.models import Network
    from saiyai.policy.actors import SYSTEM
    from saiyai.policy.migrating import migrate

    migrate(verbosity=1)
    fence.renew()
    if Network.objects.exists():  # an empty site gets them when it begins
        seeds.add_missing(by=SYSTEM)
    return 0


def _worker(options):
    from saiyai.cli.serving import work_until_stopped
    from saiyai.cli.starting import is_safe

    return work_until_stopped() if is_safe("worker") else 1


def _verify(options):
    from saiyai.audit.verify import verify
    from saiyai.crypto.keys import KeyMissing

    try:
        verdict = verify()
    except KeyMissing as problem:
        print(f"saiyai audit verify: {problem}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(verdict.as_dict(), ensure_ascii=False))
    elif verdict.ok:
        facts = {"n": verdict.size, "root": verdict.root}
        print(_("The trail is whole: %(n)d lines, root %(root)s") % facts)
    else:
        facts = {"seq": verdict.seq, "problem": verdict.problem, "detail": verdict.detail}
        print(_("THE TRAIL HAS BEEN CHANGED. First bad line: %(seq)s (%(problem)s): %(detail)s") % facts)
    return 0 if verdict.ok else 1
