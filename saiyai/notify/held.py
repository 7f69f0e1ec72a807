"""What is held about how somebody is written to."""

from django.utils.translation import gettext_lazy as _

from saiyai.notify import actions, queries
from saiyai.notify.models import Notice
from saiyai.policy.held import Holding, Keeper, keepers, rows
from saiyai.thai import dates


def _held(subject):
    if subject.user is None:
        return
    preference = queries.preference_of(subject.user)
    hours = (preference.quiet_from, preference.quiet_until)
    yield Holding(
        "preferences",
        _("How I am written to"),
        rows(
            ("digest", _("Announcements by e-mail"), preference.get_digest_display()),
            ("quiet", _("Quiet hours"), f"{hours[0]:02}.00–{hours[1]:02}.00" if None not in hours else ""),
            ("off", _("Switched off"), ", ".join(preference.off)),
            ("line", _("LINE account"), _("Linked") if preference.line_sealed else ""),
            ("bounce", _("Mail came back from my address"), _("Yes") if queries.bounce_of(subject.user.email) else ""),
        ),
        _("As long as the account."),
    )
    notices = Notice.objects.filter(user=subject.user).select_related("circular").order_by("-created_at")
    told = (("notice", dates.short(dates.local_day(one.created_at)), one.said.title) for one in notices)
    yield Holding("inbox", _("My inbox"), rows(*told), _("One year."))


def _erase(subject, left, *, by):
    about = [record for keeper in keepers() for record in keeper.records(subject)]
    addresses = [subject.user.email] if subject.user is not None else []
    actions.erase_letters(addresses, about, by=by)
    if subject.user is not None:
        actions.erase_inbox(subject.user, by=by)
    return ()


KEEPER = Keeper(
    "notify", 50, ("notify.Notice", "notify.Preference", "notify.Letter", "notify.Bounce"), held=_held, erase=_erase
)
