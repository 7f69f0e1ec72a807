"""What the trail and these pages themselves hold about somebody."""

from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy as _

from saiyai.audit.models import Event
from saiyai.policy.held import Holding, Keeper, Left, rows
from saiyai.rights.models import Erasure
from saiyai.thai import dates


def _held(subject):
    found = []
    if subject.user:
        lines = Event.objects.filter(actor=str(subject.user.pk)).aggregate(
            count=Count("seq"), first=Min("at"), last=Max("at")
        )
        if lines["count"]:
            found.append(
                Holding(
                    "trail",
                    _("What you did, in the trail"),
                    rows(
                        ("lines", _("Lines"), lines["count"]),
                        ("first", _("First"), dates.short(dates.local_day(lines["first"]))),
                        ("last", _("Last"), dates.short(dates.local_day(lines["last"]))),
                    ),
                    _("Always: the trail is never cut. It tells that something was done, not what a record says."),
                )
            )
        asked = Erasure.objects.filter(user=subject.user)
        told = [("erasure", one.get_status_display(), dates.short(one.asked_on)) for one in asked]
        if told:
            found.append(
                Holding("erasures", _("Requests for erasure"), rows(*told), _("Always, as evidence of the answer."))
            )
    return found


def _erase(subject, left, *, by):
    if subject.user is None:
        return ()
    return (
        Left(
            _("Lines of the trail about what you did, with the name of your account"),
            _("The trail proves what was done in the network, and is never cut."),
            section="pdpa.24",
        ),
    )


KEEPER = Keeper("trail", 90, ("audit.Event", "audit.Look", "rights.Erasure"), held=_held, erase=_erase)
