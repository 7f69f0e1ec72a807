"""The command `saiyai`: run, worker, demo, audit verify, doctor."""

import argparse
import json
import os
import sys


def main(arguments=None):
    """Entry point of `saiyai` and of `python -m saiyai`. Exit codes: 0 well, 1 something is wrong, 2 wrong use."""
    options = _parser().parse_args(arguments)
    if getattr(options, "demo", None) is True:
        os.environ["SAIYAI_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saiyai.settings")
    os.umask(0o077)  # what is written here is for the service alone
    _make_keys()
    import django

    django.setup()
    from saiyai import logs

    logs.set_up("WARNING")
    return options.do(options)


def _make_keys():
    """The web secret is read by the settings, so it must be there before Django starts."""
    from django.conf import settings

    from saiyai.crypto import keys

    made = keys.create_missing()
    if made:
        settings.SECRET_KEY = keys.secret_path().read_text().strip()


def _parser():
    parser = argparse.ArgumentParser(prog="saiyai", description="The working home of an anti-corruption network.")
    commands = parser.add_subparsers(required=True, metavar="command")

    run = commands.add_parser("run", help="set up the database and serve the pages, with the worker")
    run.add_argument("--port", type=int, default=8000)
    run.add_argument("--host", default="127.0.0.1", help="address to listen on (behind a proxy: leave it)")
    run.add_argument("--workers", type=int, default=0, help="web processes; 0 means one a core")
    run.add_argument("--demo", action="store_true", help="load the demo network and catch all mail")
    run.set_defaults(do=_run)

    worker = commands.add_parser("worker", help="run the scheduled jobs; any number of workers may run")
    worker.set_defaults(do=_worker)

    demo = commands.add_parser("demo", help="load the demo network into an empty database")
    demo.add_argument("--people", type=int, default=2000, help="how many people (default 2000)")
    demo.add_argument("--applications", type=int, default=300, help="how many applications (default 300)")
    demo.set_defaults(do=_demo)

    audit = commands.add_parser("audit", help="the trail").add_subparsers(required=True, metavar="command")
    verify = audit.add_parser("verify", help="read the whole trail again; exit 1 and name the first bad line if any")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(do=_verify)

    doctor = commands.add_parser("doctor", help="check settings, keys, database, mail; say what to do")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(do=_doctor)
    return parser


def _run(options):
    from saiyai.cli.serving import serve

    return serve(options.host, options.port, options.workers, demo=options.demo)


def _worker(options):
    from saiyai.cli.serving import work_until_stopped

    return work_until_stopped()


def _demo(options):
    from django.core.management import call_command

    from saiyai.demo.load import AlreadyLoaded, load

    call_command("migrate", verbosity=0)
    try:
        load(people=options.people, applications=options.applications, say=lambda text: print(f"… {text}", flush=True))
    except AlreadyLoaded as problem:
        print(f"saiyai demo: {problem}", file=sys.stderr)
        return 1
    return 0


def _verify(options):
    from saiyai.audit.verify import verify

    verdict = verify()
    if options.json:
        print(json.dumps(verdict.as_dict(), ensure_ascii=False))
    elif verdict.ok:
        print(f"The trail is whole: {verdict.size} lines, root {verdict.root}")
    else:
        print(f"THE TRAIL HAS BEEN CHANGED. First bad line: {verdict.seq} ({verdict.problem}): {verdict.detail}")
    return 0 if verdict.ok else 1


def _doctor(options):
    from saiyai.cli.doctor import examine

    findings = examine()
    if options.json:
        print(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False, indent=1))
    else:
        marks = {"ok": "  ok ", "warn": "warn ", "fail": "FAIL "}
        for finding in findings:
            print(f"{marks[finding.level]} {finding.what}: {finding.found}")
            if finding.do:
                print(f"       → {finding.do}")
    return 1 if any(finding.level == "fail" for finding in findings) else 0
