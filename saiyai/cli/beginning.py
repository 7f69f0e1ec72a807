"""`saiyai begin`: the offices, the network and the first two administrators of an empty site."""

import sys

from saiyai.cli.words import _


def add_to(commands):
    """Put the command into the parser."""
    begin = commands.add_parser("begin", help=_("an empty site: its network, the offices, and two administrators"))
    begin.add_argument(
        "--administrator",
        action="append",
        nargs=2,
        required=True,
        metavar=(_("ADDRESS"), _("NAME")),
        help=_("e-mail and name; give two or more, because two people grant every role"),
    )
    begin.add_argument("--slug", default="pacc", help=_("short name of the network in addresses"))
    begin.add_argument("--name", default="เครือข่ายภาครัฐต่อต้านการทุจริต", help=_("its Thai name"))
    begin.add_argument("--name-en", default="Public-Sector Anti-Corruption Network", help=_("its English name"))
    begin.set_defaults(do=_begin)


def _begin(options):
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from saiyai.cli.starting import is_safe
    from saiyai.demo.load import is_loaded
    from saiyai.policy.migrating import migrate

    addresses = [address.strip().lower() for address, name in options.administrator]
    try:
        for address in addresses:
            validate_email(address)
    except ValidationError:
        return _refuse(_("one of the addresses is no e-mail address"))
    if len(set(addresses)) < 2:
        return _refuse(_("name two administrators with an address each: one person alone grants no role"))
    migrate()
    if not is_safe("begin"):
        return 1
    if is_loaded():
        return _refuse(_("there are data already; a site begins once"))
    _found(options)
    print(_("The offices and the network are there. The invitations go out when the worker runs and mail is set."))
    print(_("Then look at every office and its provinces on the page of the offices: they are unverified."))
    return 0


def _refuse(why):
    print(f"saiyai begin: {why}", file=sys.stderr)
    return 1


def _found(options):
    """All of it or nothing."""
    from django.db import transaction

    from saiyai.accounts import actions as accounts
    from saiyai.demo.load import load_offices
    from saiyai.law import seeds
    from saiyai.networks import actions as networks
    from saiyai.policy.actors import SYSTEM

    with transaction.atomic():
        load_offices()
        seeds.add_missing(by=SYSTEM)
        networks.found(options.slug, options.name, options.name_en, by=SYSTEM, is_default=True)
        for address, name in options.administrator:
            user = accounts.invite(address, name.strip(), by=SYSTEM)
            grant = accounts.grant_role(user, "administrator", by=SYSTEM, reason="saiyai begin")
            accounts.confirm_grant(grant, by=SYSTEM)
            accounts.send_invitation(user, by=SYSTEM)
