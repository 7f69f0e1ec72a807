"""Who has a vault, and the two people who reset one whose passphrase is lost. Never more than that."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from saiyai.accounts import queries as accounts
from saiyai.accounts.forms import Reason
from saiyai.accounts.sudo import ask_again
from saiyai.accounts.vault import actions, forms, queries, rules
from saiyai.accounts.vault.models import VaultReset
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

A_PAGE = 25
TONES = {"PROPOSED": "wait", "CONFIRMED": "wait", "DECLINED": "stop", "ENDED": "done"}


def _overseer(request):
    if not queries.may_oversee(request.user):
        raise Http404


def _dressed(reset):
    reset.tone = TONES[reset.status]
    return reset


def vaults(request):
    """Everybody who should have a vault, officers and trustees, by which role, and whether they have one."""
    _overseer(request)
    page = Paginator(queries.owners(request.user), A_PAGE).get_page(request.GET.get("page"))
    open_resets = queries.visible_resets(request.user).filter(status__in=("PROPOSED", "CONFIRMED"))
    context = {
        "page_obj": page,
        "epochs": {user: key for user, key in queries.active_keys([user.pk for user in page]).items()},
        "resets": [_dressed(reset) for reset in open_resets],
        "may_reset": request.user.allows(P.VAULT_RESET),
        "quorum": queries.quorum_in_force(),
    }
    roles = accounts.grants_with([P.VAULT_OWN], [user.pk for user in page])
    for user in page:
        user.roles = roles.get(user.pk, [])
        user.vault_key = context["epochs"].get(user.pk)
        user.vault_stands = getattr(getattr(user, "vault", None), "status", "")
    return render(request, "accounts/vault/vaults.html", context)


def propose_reset(request, user):
    """One person has made sure who asks; a trustee confirms."""
    if not request.user.allows(P.VAULT_RESET):
        raise Http404
    officer = get_object_or_404(accounts.visible_users(request.user), pk=user)
    ask_again(request)
    form = forms.Reset(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_reset(officer, form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, _("The reset is proposed. A trustee has to confirm it."))
            return redirect("vault:reset", pk=made.pk)
    context = {"form": form, "officer": officer}
    return render(request, "accounts/vault/propose_reset.html", context, status=422 if form.is_bound else 200)


def _page(request, found, form, status=200):
    context = {
        "reset": _dressed(found),
        "moves": {move.name for move in rules.RESET.open_to(found, request.user)},
        "why_not_confirm": found.status == VaultReset.Status.PROPOSED
        and rules.RESET.why_not(found, "confirm", request.user),
        "reason_form": form,
    }
    return render(request, "accounts/vault/reset.html", context, status=status)


def _visible(request, pk):
    _overseer(request)
    return get_object_or_404(queries.visible_resets(request.user), pk=pk)


def reset(request, pk):
    """One reset, and what may be done with it."""
    return _page(request, _visible(request, pk), Reason())


def _check(request, found, move):
    """Who may not do it is told so at once, and never asked for the password."""
    if reason := rules.RESET.why_not(found, move, request.user):
        raise Refused(reason)


def confirm_reset(request, pk):
    """The trustee agrees; the old keys are destroyed."""
    found = _visible(request, pk)
    if request.method == "POST":
        _check(request, found, "confirm")
        ask_again(request)
        actions.confirm_reset(found, by=request.user)
        messages.success(request, _("The old keys are destroyed. This person can set a new passphrase now."))
    return redirect("vault:reset", pk=pk)


def decline_reset(request, pk):
    """The trustee does not agree, or an administrator takes it back."""
    found = _visible(request, pk)
    if request.method != "POST":
        return redirect("vault:reset", pk=pk)
    move, act = "decline", actions.decline_reset
    if not request.user.allows(P.VAULT_TRUST):
        move, act = "withdraw", actions.withdraw_reset
    _check(request, found, move)
    form = Reason(request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)
    ask_again(request)
    act(found, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The reset has been declined. The vault stays as it is."))
    return redirect("vault:reset", pk=pk)
