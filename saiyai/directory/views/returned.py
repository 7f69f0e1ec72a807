"""For officers: people whose mail comes back, and what to do about it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saiyai.directory import actions, forms, queries, rules
from saiyai.directory.models import ContactPoint
from saiyai.directory.views.confirming import tabs
from saiyai.directory.views.keeping import carried_out
from saiyai.notify import actions as notify
from saiyai.notify.models import Bounce
from saiyai.policy import looks
from saiyai.policy.permissions import Permission as P
from saiyai.thai import dates
from saiyai.ui.files import table_answer
from saiyai.ui.provinces import province_name

A_PAGE = 25
TONES = {"HARD": "stop", "SOFT": "wait"}


def _reader(request):
    if not rules.may_ask(request.user):
        raise Http404


def _form(request):
    return forms.ReturnedMail(request.GET)


def _dressed(rows):
    for row in rows:
        row.bounce.tone = TONES[row.bounce.kind]
        row.bounce.told = why(row.bounce.reason)
    return rows


def why(code):
    """The code of a mail server in plain words; the code itself stands beside them."""
    words = [
        (("5.1.1", "5.1.6", "550", "551"), _("There is no such mailbox")),
        (("5.1.", "553"), _("The address is not written rightly, or its domain does not exist")),
        (("5.2.1",), _("The mailbox is closed")),
        (("5.2.2", "5.2.3", "5.3.", "4.2.2", "4.3."), _("The mailbox has no room")),
        (("4.",), _("The mail server could not be reached in time")),
        (("5.7.", "554"), _("The mail server does not let our letters in")),
    ]
    return next((text for starts, text in words if code.startswith(starts)), _("The mail server refused the letter"))


@require_safe
def returned(request):
    """Whose mail comes back, since when, and why."""
    _reader(request)
    form = _form(request)
    page = Paginator(queries.returned_mail(request.user, **form.chosen), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "chips": form.in_force(),
        "page_obj": page,
        "rows": _dressed(queries.returned_of(page.object_list, request.user, **form.narrowed)),
        "query": query.urlencode(),
    }
    return render(request, "directory/returned.html", context | tabs(request, "returned"))


@require_safe
def export(request):
    """The same as a table: names, what happened, since when; the addresses themselves are masked. On the record."""
    _reader(request)
    form = _form(request)
    marks = queries.returned_mail(request.user, **form.chosen)
    rows = _dressed(queries.returned_of(marks, request.user, **form.narrowed))
    looks.note_many(request.user, "directory.person", {row.person.pk for row in rows}, "export")
    actions.take_export(by=request.user, kind="returned_mail", count=len(rows))
    head = [
        _("Name"), _("Province"), _("Address"), _("What happened"), _("Code"), _("Times"), _("Since"), _("Last"),
        _("Asked by another way"),
    ]  # fmt: skip
    name = f"saiyai-returned-{timezone.localdate():%Y%m%d}.csv"
    return table_answer(name, head, [_line(row) for row in rows])


def _line(row):
    mark = row.bounce
    asked = f"{mark.get_asked_how_display()} {_day(mark.asked_at)}" if mark.asked_at else ""
    address = rules.masked(ContactPoint.Kind.EMAIL, row.address)
    province = province_name(row.person.province_code) if row.person.province_code else ""
    return [
        row.person, province, address, mark.get_kind_display(), mark.reason, mark.times, _day(mark.since),
        _day(mark.noted_at), asked,
    ]  # fmt: skip


def _day(moment):
    return dates.short(dates.local_day(moment))


def _seen(request, pk):
    _reader(request)
    person = get_object_or_404(queries.visible_in_full(request.user).select_related("user"), pk=pk)
    return person, _dressed(queries.returned_of_person(person, request.user))


@require_safe
def returned_person(request, pk):
    """What comes back of one person: correct the address, ask by another way, or say that it works again."""
    person, rows = _seen(request, pk)
    looks.note(request.user, person, "person_contacts")
    return _page(request, person, rows)


def _page(request, person, rows, status=200, **bound):
    points = [point for point in queries.person_with_details(person.pk).points if point.kind != ContactPoint.Kind.EMAIL]
    context = {
        "person": person,
        "rows": rows,
        "points": points,
        "ask": bound.get("ask") or forms.AskOtherwise(has_account=person.user_id is not None),
        "correct": bound.get("correct") or forms.NewAddress(),
        "wrong_point": bound.get("point"),
        "may_edit": rules.may_edit(request.user),
        "may_manage": request.user.allows(P.MEMBER_MANAGE),
    }
    return render(request, "directory/returned_person.html", context, status=status)


@require_POST
def correct_address(request, pk):
    """Another address instead of the one that does not work; `pk` is that of the contact point."""
    points = queries.visible_contact_points(request.user).filter(kind=ContactPoint.Kind.EMAIL, person__isnull=False)
    point = get_object_or_404(points.select_related("person__user"), pk=pk)
    if not rules.may_edit(request.user):
        raise Http404
    form = forms.NewAddress(request.POST)
    if form.is_valid():
        done, _new = carried_out(
            form, actions.replace_contact_point, point, form.cleaned_data["value"], by=request.user
        )
        if done:
            messages.success(request, _("The new address is in the directory. The old one stays on record."))
            return redirect("directory:person", point.person_id)
    rows = _dressed(queries.returned_of_person(point.person, request.user))
    return _page(request, point.person, rows, 422, correct=form, point=point.pk)


@require_POST
def ask_otherwise(request, pk):
    """Ask in the inbox of this site, or note that it was done by telephone, LINE or paper."""
    person, rows = _seen(request, pk)
    if not request.user.allows(P.MEMBER_MANAGE):
        raise Http404
    form = forms.AskOtherwise(request.POST, has_account=person.user_id is not None)
    if not rows:
        form.add_error(None, _("No mail has come back from this address."))
    if not form.is_valid():
        return _page(request, person, rows, 422, ask=form)
    how = form.cleaned_data["how"]
    first, *others = rows
    notify.ask_otherwise(first.bounce, how, by=request.user, user=person.user)
    for row in others:  # the inbox is written to once
        notify.ask_otherwise(row.bounce, how, by=request.user, user=person.user, written=True)
    messages.success(request, _("Written to their inbox.") if how == Bounce.Asked.INBOX else _("Noted."))
    return redirect("directory:returned")


@require_POST
def address_works(request, pk):
    """The address works again: it is written to from now on."""
    person, rows = _seen(request, pk)
    if not request.user.allows(P.MEMBER_MANAGE):
        raise Http404
    row = next((one for one in rows if one.bounce.pk == request.POST.get("mark")), None)
    if row is None:
        return _page(request, person, rows, 422)
    notify.lift_bounce(row.address, by=request.user)
    messages.success(request, _("The address is written to again."))
    return redirect("directory:returned")
