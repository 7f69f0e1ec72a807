"""Roles: who holds which, and the two people who grant them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from saiyai.accounts import actions, forms, queries, rules
from saiyai.accounts.models import Grant
from saiyai.accounts.sudo import ask_again
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.policy.roles import ROLES

A_PAGE = 25
TONES = {"PROPOSED": "wait", "CONFIRMED": "done", "DECLINED": "stop", "ENDED": "idle"}


def _overseer(request):
    if not (request.user.allows(P.GRANT_PROPOSE) or request.user.allows(P.AUDIT_READ)):
        raise Http404


def _visible(request, pk):
    _overseer(request)
    return get_object_or_404(queries.visible_grants(request.user), pk=pk)


def _dressed(grant):
    grant.tone = TONES[grant.status]
    return grant


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
    for grant in page:
        _dressed(grant)
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
    context = {
        "grant": found,
        "moves": {move.name for move in rules.GRANT.open_to(found, request.user)},
        "why_not_confirm": found.status == Grant.Status.PROPOSED
        and rules.GRANT.why_not(found, "confirm", request.user),
        "reason_form": forms.Reason(),
    }
    return render(request, "accounts/grant.html", context)


def grant_role(request):
    """Propose a role; another person confirms it."""
    if not request.user.allows(P.GRANT_PROPOSE):
        raise Http404
    ask_again(request)
    form = forms.GrantRole(request.POST or None, by=request.user, initial={"user": request.GET.get("user", "")})
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
    moves = {move.name for move in rules.GRANT.open_to(found, request.user)}
    return render(request, "accounts/grant.html", {"grant": found, "moves": moves, "reason_form": form}, status=422)


def decline_grant(request, pk):
    """The second person does not agree, or the first takes the proposal back."""
    return _with_reason(request, pk, "decline", actions.decline_grant, _("The proposal has been declined."))


def end_grant(request, pk):
    """The role ends today."""
    return _with_reason(request, pk, "end", actions.end_grant, _("The role has been ended."))
