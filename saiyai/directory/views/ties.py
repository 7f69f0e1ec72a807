"""What joins a party with others: seeing, entering, agreeing, correcting; and the way from one person to another."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saiyai.directory import actions, forms, queries, rules
from saiyai.directory.views.edit import VISIBLE
from saiyai.directory.views.keeping import carried_out, seen_anew, typed
from saiyai.policy import looks
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

PAGE = require_http_methods(["GET", "HEAD", "POST"])
REFUSED = 409
A_PAGE = 50


def _note(viewer, person):
    """An officer looks with whom somebody else has to do."""
    if person is not None and not rules.owns(viewer, person):
        looks.note(viewer, person, "person_ties")


def _layout(viewer):
    return "ui/officer.html" if rules.may_edit(viewer) else "ui/member.html"


def _may_say(viewer, party):
    own = party._meta.model_name == "person" and rules.owns(viewer, party)
    return rules.may_edit(viewer) or (own and viewer.allows(P.OWN_PROFILE))


@PAGE
def ties(request, pk, kind):
    """The ties of a person, a group or an organisation; who may, adds one here."""
    party = get_object_or_404(VISIBLE[kind](request.user), pk=pk)
    keeper, may_say = rules.may_edit(request.user), _may_say(request.user, party)
    if request.method == "POST" and not may_say:
        raise Http404
    form = forms.NewTie(typed(request), viewer=request.user, party=party, keeper=keeper) if may_say else None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            sort, a, b, kept = form.values()
            key = form.cleaned_data["id"]
            if carried_out(form, actions.add_tie, sort, a, b, by=request.user, id=key, **kept)[0]:
                messages.success(request, _("Saved."))
                return redirect(f"directory:{kind}_ties", party.pk)
            status = REFUSED
    own = kind == "person" and rules.owns(request.user, party)
    if kind == "person":
        _note(request.user, party)
    rows = queries.ties_of(party, request.user)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shown = queries.told(page, party)
    for row in shown:
        row.mine = keeper or rules.is_alone_in_saying(row, request.user)
        row.asks_me = rules.is_asked(row, request.user)
    context = {
        "party": party,
        "kind": kind,
        "page": f"directory:{kind}",
        "now": [row for row in shown if rules.stands(row)],
        "before": [row for row in shown if not rules.stands(row)],
        "page_obj": page,
        "around": queries.surroundings(party, rows, request.user) if page.number == 1 else None,
        "form": form,
        "layout": _layout(request.user),
        "own": own,
    }
    return render(request, "directory/ties.html", context, status=status)


def _tie(request, pk, may):
    """A tie that the viewer sees, if `may` of it; nobody else finds the page."""
    tie = get_object_or_404(
        queries.visible_ties(request.user).select_related("a_person", "a_group", "b_person", "b_group"), pk=pk
    )
    if not may(tie, request.user):
        raise Http404
    for party in (tie.a_person, tie.b_person):
        _note(request.user, party)
    return tie


def _back(tie, viewer):
    """The page of ties that this viewer came from, as far as it can be known."""
    party = tie.b if rules.owns(viewer, tie.b_person) else tie.a
    return f"directory:{party._meta.model_name}_ties", party.pk


def _show(request, template, form, tie, status=None):
    page, pk = _back(tie, request.user)
    context = {"form": form, "tie": tie, "back": page, "back_pk": pk, "layout": _layout(request.user)}
    wrong = form.is_bound and bool(form.errors)
    return render(request, f"directory/{template}.html", context, status=status or (422 if wrong else 200))


@PAGE
def edit_tie(request, pk):
    """Correct a tie, or end it by its last day."""
    tie = _tie(request, pk, rules.may_correct)
    names = ("starts_on", "ends_on", "evidence", "source", "reach")
    form = forms.EditTie(
        typed(request), initial={name: getattr(tie, name) for name in names} | {"seen": rules.stamp(tie)}
    )
    if tie.source not in forms.KEEPERS_SOURCES:
        form.for_members()
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
        if carried_out(form, actions.change_tie, tie, by=request.user, seen=form.cleaned_data["seen"], **values)[0]:
            messages.success(request, _("Saved."))
            return redirect(*_back(tie, request.user))
        seen_anew(form, tie)
        return _show(request, "tie", form, tie, REFUSED)
    return _show(request, "tie", form, tie)


@PAGE
def withdraw_tie(request, pk):
    """Take back an entry that was never true."""
    tie = _tie(request, pk, rules.may_correct)
    form = forms.WithdrawTie(typed(request))
    if request.method == "POST" and form.is_valid():
        if carried_out(form, actions.withdraw_tie, tie, by=request.user, reason=form.cleaned_data["reason"])[0]:
            messages.success(request, _("Taken back."))
            return redirect(*_back(tie, request.user))
        return _show(request, "withdraw_tie", form, tie, REFUSED)
    return _show(request, "withdraw_tie", form, tie)


@require_POST
def confirm_tie(request, pk):
    """Say so too."""
    tie = _tie(request, pk, rules.is_asked)
    try:
        actions.confirm_tie(tie, by=request.user)
        messages.success(request, _("Saved."))
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(*_back(tie, request.user))


@require_safe
def introduction(request, pk):
    """Through whom the viewer, or a person who was chosen, may be introduced to somebody."""
    goal = get_object_or_404(queries.visible_people(request.user), pk=pk)
    start = queries.person_of(request.user)
    form = forms.From(request.GET or None, viewer=request.user, initial={"start": start} if start else {})
    if form.is_bound and form.is_valid():
        start = form.cleaned_data["start"] or start
    for person in (start, goal):
        _note(request.user, person)
    way = queries.introduction(start, goal, request.user) if start else None
    context = {"goal": goal, "start": start, "way": way, "form": form, "layout": _layout(request.user)}
    context["between"] = way.steps[1:-1] if way else []
    wrong = form.is_bound and bool(form.errors)
    return render(request, "directory/introduction.html", context, status=422 if wrong else 200)
