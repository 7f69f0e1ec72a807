"""The queue of an office."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from saiyai.membership import actions, queries, rules
from saiyai.membership.forms import office as forms
from saiyai.membership.views import shown
from saiyai.policy import looks
from saiyai.policy.permissions import Permission as P
from saiyai.thai import dates
from saiyai.ui.provinces import province_name

A_PAGE = 25


def reader(request):
    """Only who reads applications has a queue."""
    if not request.user.allows(P.APPLICATION_READ):
        raise Http404


def _in_force(form, chosen):
    """The filters as chips."""
    words = []
    if chosen["q"]:
        words.append((_("Contains “%(text)s”") % {"text": chosen["q"]}, "q"))
    for name in ("status", "province", "kind", "where"):
        if chosen[name]:
            words.append((str(dict(form.fields[name].choices)[chosen[name]]), name))
    if chosen["overdue"]:
        words.append((_("Only overdue"), "overdue"))
    return words


def _offices_in_words(user):
    offices = user.offices_allowing(P.APPLICATION_READ)
    if offices is None:
        return _("All offices")
    grants = [grant for grant in user.standing_grants if grant.office_id in offices]
    return ", ".join(dict.fromkeys(str(grant.office) for grant in grants))


@require_safe
def queue(request):
    """What waits for this officer, what waits for others, and what is done."""
    reader(request)
    form = forms.QueueFilter(request.GET)
    chosen = form.chosen()
    found = queries.queue(request.user, **chosen)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    for application in page:
        shown.dress(application, request.user)
    counts = queries.queue_counts(request.user)
    filters = _in_force(form, chosen)
    context = {
        "form": form,
        "page_obj": page,
        "counts": counts,
        "who": chosen["who"],
        "tabs": [
            ("us", _("To do"), counts["us"]),
            ("others", _("Waits for others"), counts["others"]),
            ("done", _("Done"), counts["done"]),
        ],
        "filters": filters,
        "offices": _offices_in_words(request.user),
        "deeds": [(name, label) for name, label in forms.DEEDS.items() if _may_ever(request.user, name)],
        "enters_paper": request.user.allows(P.APPLICATION_ENTER_PAPER),
    }
    return render(request, "membership/office/queue.html", context)


def _may_ever(user, deed):
    """Whether this user does such a thing anywhere: else it is not offered."""
    move = rules.APPLICATION.moves.get(deed)
    return user.allows(move.permission if move else P.APPLICATION_CHECK)


@require_safe
def export(request):
    """The list as it is filtered, for a spreadsheet. No identity numbers, no contact details. On the record."""
    reader(request)
    found = list(queries.queue(request.user, **forms.QueueFilter(request.GET).chosen()))
    looks.note_many(request.user, "membership.application", [one.pk for one in found], "export")
    actions.take_applications(by=request.user, count=len(found))
    head = [_("Number"), _("Applicant"), _("Workplace"), _("Province"), _("Stage"), _("Office"), _("Sent in"), _("Due")]
    rows = [
        (
            one.number, one.party_name, one.workplace, province_name(one.province_code), one.get_status_display(),
            one.office, dates.short(one.submitted_at), dates.short(one.due_on) if one.due_on else "",
        )
        for one in found
    ]  # fmt: skip
    return shown.table("applications", head, rows)
