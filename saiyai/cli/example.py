"""`saiyai demo`: the example network in an empty database."""

import argparse
import sys

from saiyai.cli.words import _

MOST_PEOPLE, MOST_APPLICATIONS = 5_000_000, 100_000


def add_to(commands):
    """Put the command into the parser."""
    demo = commands.add_parser("demo", help=_("load the demo network into an empty database"))
    demo.add_argument("--people", type=_up_to(MOST_PEOPLE), default=2000, help=_("how many people (default 2000)"))
    demo.add_argument(
        "--applications",
        type=_up_to(MOST_APPLICATIONS),
        default=300,
        help=_("how many applications (default 300)"),
    )
    demo.set_defaults(do=_demo)


def _up_to(most):
    def number(text):
        if not (text.isascii() and text.isdigit()) or not 0 <= int(text[:12]) <= most:
            raise argparse.ArgumentTypeError(_("a whole number from 0 to %(most)s") % {"most": f"{most:,}"})
        return int(text[:12])

    return number


def _demo(options):
    from saiyai.demo.load import AlreadyLoaded, BrokenOff, load
    from saiyai.policy.migrating import migrate

    migrate()
    try:
        load(people=options.people, applications=options.applications, say=lambda text: print(f"… {text}", flush=True))
    except AlreadyLoaded as problem:
        print(f"saiyai demo: {problem}", file=sys.stderr)
        return 1
    except BrokenOff:
        refuse_a_part("demo")
        return 1
    return 0


def refuse_a_part(command):
    """Say that only a part of the demo is there, and what to do."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    print(f"saiyai {command}: {_('the demo network was not loaded to its end; only a part of it is there.')}",
          file=sys.stderr)  # fmt: skip
    if connection.vendor == "sqlite":
        text = _("Nothing can be added to a part. Remove the file %(name)s and load again.")
    else:
        text = _("Nothing can be added to a part. Drop the database %(name)s, create it empty and load again.")
    print(f"        → {text % {'name': name}}", file=sys.stderr)
