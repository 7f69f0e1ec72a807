"""Roles: who holds which, and the two people who grant them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from saiyai.accounts import actions, forms, named, queries, rules
from saiyai.accounts.models import Grant
from saiyai.accounts.sudo import ask_again
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import KINDS, Kind, Reach, in_words
from saiyai.policy.roles import ROLES, permissions_of

A_PAGE = 25
# The kinds of records that a role may read, by its permissions.
READ_BY = {
    Kind.PERSON: {P.DIRECTORY_FIND, P.DIRECTORY_READ_BEYOND},
    Kind.CONTACT_POINT: {P.DIRECTORY_FIND, P.DIRECTORY_READ_BEYOND},
    Kind.APPLICATION: {P.APPLICATION_READ},
    Kind.MEMBER: {P.MEMBER_READ},
    Kind.PARTICIPATION: {P.NETWORK_MANAGE, P.PARTICIPATION_COORDINATE},
    Kind.ANNOUNCEMENT: {P.NETWORK_MANAGE},
}
TONES = {"PROPOSED": "wait", "CONFIRMED": "done", "DECLINED": "stop", "ENDED": "idle"}


def _overseer(request):
    if not (request.user.allows(P.GRANT_PROPOSE) or request.user.allows(P.AUDIT_READ)):
        raise Http404


def _visible(request, pk):
    _overseer(request)
    return get_object_or_404(queries.visible_grants(request.user), pk=pk)


def _dressed(*grants):
    networks = named.names_of("network", [grant.network for grant in grants])
    units = named.names_of("unit", [grant.unit for grant in grants])
    for grant in grants:
        grant.tone = TONES[grant.status]
        grant.network_name, grant.unit_name = networks.get(grant.network, ""), units.get(grant.unit, "")
    return grants[0] if grants else None


def _sees(grant):
    """What the role lets see, in words: [(kind of record, sentences)] of the kinds that it reads at all."""
    reads = permissions_of(grant.role)
    names = named.names_of("network", [grant.network])
    place = ", ".join(map(str, filter(None, (grant.office, names.get(grant.network)))))
    return [(KINDS[kind], in_words(grant.scope, kind, place)) for kind, needed in READ_BY.items() if needed & reads]


def grants(request):
    """Every role that was proposed or granted."""
    _overseer(request)
    form = forms.GrantFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.grants_matching(
        queries.visible_grants(request.user),
        status=chosen.get("status", ""),
        role=chosen.get("role", ""),
        office=chosen.get("office") or "",
        text=chosen.get("q", ""),
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    _dressed(*page)
    in_force = [
        (_("Contains “%(text)s”") % {"text": chosen["q"]}, "q") if chosen.get("q") else None,
        (dict(form.fields["status"].choices)[chosen["status"]], "status") if chosen.get("status") else None,
        (ROLES[chosen["role"]].label, "role") if chosen.get("role") else None,
        (str(chosen["office"]), "office") if chosen.get("office") else None,
    ]
    context = {"form": form, "page_obj": page, "filters": [filter for filter in in_force if filter]}
    context["may_propose"] = request.user.allows(P.GRANT_PROPOSE)
    return render(request, "accounts/grants.html", context)


def grant(request, pk):
    """One grant, and what may be done with it."""
    found = _dressed(_visible(request, pk))
    return _grant_page(request, found)


def _grant_page(request, found, status=200, **forms_of_the_page):
    waits, sees = found.status == Grant.Status.PROPOSED, _sees(found)
    before = _sees(found.replaces) if waits and found.replaces_id else []
    context = {
        "grant": found,
        "sees": sees,
        "saw": [line for line in before if line not in sees],
        "moves": {move.name for move in rules.GRANT.open_to(found, request.user)},
        "why_not_confirm": waits and rules.GRANT.why_not(found, "confirm", request.user),
        "reason_form": forms.Reason(),
        "reach_form": forms.ChangeReach(grant=found) if _may_change_reach(found, request.user) else None,
    }
    return render(request, "accounts/grant.html", context | forms_of_the_page, status=status)


def _may_change_reach(grant, user):
    return grant.role in ROLES and any(
        not rules.why_not_change_reach(grant, reach, user) for reach in rules.other_reaches(grant)
    )


def change_reach(request, pk):
    """Propose that a role sees more or less; another person confirms it."""
    found = _dressed(_visible(request, pk))
    if request.method != "POST":
        return redirect("accounts:grant", pk=pk)
    if not request.user.allows(P.GRANT_PROPOSE):
        raise Refused(_("You do not have permission to do this."))
    form = forms.ChangeReach(request.POST, grant=found)
    if not form.is_valid():
        return _grant_page(request, found, 422, reach_form=form)
    ask_again(request)
    made = actions.change_reach(
        found, Reach(form.cleaned_data["reach"]), by=request.user, reason=form.cleaned_data["reason"]
    )
    messages.success(request, _("The other reach is proposed. Another administrator has to confirm it."))
    return redirect("accounts:grant", pk=made.pk)


def grant_role(request):
    """Propose a role; another person confirms it."""
    if not request.user.allows(P.GRANT_PROPOSE):
        raise Http404
    ask_again(request)
    initial = {name: request.GET.get(name, "") for name in ("user", "role", "unit", "network")}
    form = forms.GrantRole(request.POST or None, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        details = form.cleaned_data
        made = actions.grant_role(details.pop("user"), details.pop("role"), by=request.user, **details)
        messages.success(request, _("The role is proposed. Another administrator has to confirm it."))
        return redirect("accounts:grant", pk=made.pk)
    return render(request, "accounts/grant_role.html", {"form": form}, status=422 if form.is_bound else 200)


def _check(request, grant, move):
    """Who may not do it is told so at once, and never asked for the password."""
    if reason := rules.GRANT.why_not(grant, move, request.user):
        raise Refused(reason)


def confirm_grant(request, pk):
    """The second person agrees."""
    found = _visible(request, pk)
    if request.method == "POST":
        _check(request, found, "confirm")
        ask_again(request)
        actions.confirm_grant(found, by=request.user)
        messages.success(request, _("The role has been confirmed."))
    return redirect("accounts:grant", pk=pk)


def _with_reason(request, pk, move, act, done):
    found = _dressed(_visible(request, pk))
    if request.method != "POST":
        return redirect("accounts:grant", pk=pk)
    _check(request, found, move)
    form = forms.Reason(request.POST)
    if form.is_valid():
        ask_again(request)
        act(found, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, done)
        return redirect("accounts:grant", pk=pk)
    return _grant_page(request, found, 422, reason_form=form)


def decline_grant(request, pk):
    """The second person does not agree, or the first takes the proposal back."""
    return _with_reason(request, pk, "decline", actions.decline_grant, _("The proposal has been declined."))


def end_grant(request, pk):
    """The role ends today."""
    return _with_reason(request, pk, "end", actions.end_grant, _("The role has been ended."))
