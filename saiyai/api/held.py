"""What is held about the programs of somebody."""

from django.utils.translation import gettext_lazy as _

from saiyai.api import actions
from saiyai.api.models import Receiver, Token
from saiyai.policy.held import Holding, Keeper, rows
from saiyai.thai import dates


def _held(subject):
    if subject.user is None:
        return
    tokens = (
        ("token", one.name, f"{dates.short(one.made_on)} – {dates.short(one.expires_on)}")
        for one in Token.objects.filter(user=subject.user)
    )
    receivers = (
        ("receiver", _("Receiver of events"), one.address) for one in Receiver.objects.filter(user=subject.user)
    )
    yield Holding("programs", _("My programs"), rows(*tokens, *receivers), _("As long as the account."))


def _erase(subject, left, *, by):
    if subject.user is not None:
        actions.erase_programs(subject.user, by=by)
    return ()


KEEPER = Keeper("api", 60, ("api.Token", "api.Receiver"), held=_held, erase=_erase)
