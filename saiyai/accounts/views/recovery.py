"""A way back for who has lost every means of sign-in: two people open it, the owner alone walks it."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from saiyai.accounts import actions, forms, queries, rules
from saiyai.accounts.models import PrivateLink, Recovery
from saiyai.accounts.sudo import ask_again
from saiyai.policy.actors import LinkHolder
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

A_PAGE = 25
TONES = {"PROPOSED": "wait", "CONFIRMED": "wait", "DECLINED": "stop", "ENDED": "done"}


def _visible(request, pk):
    return _dressed(get_object_or_404(queries.visible_recoveries(request.user), pk=pk))


def _dressed(recovery):
    over = recovery.status == Recovery.Status.CONFIRMED and recovery.expires_at <= timezone.now()
    recovery.tone = "idle" if over else TONES[recovery.status]
    recovery.stands = _("The link has run out") if over else recovery.get_status_display()
    return recovery


def recoveries(request):
    """Every way back that was asked for."""
    if not (request.user.allows(P.ACCOUNT_RECOVER) or request.user.allows(P.AUDIT_READ)):
        raise Http404
    page = Paginator(queries.visible_recoveries(request.user), A_PAGE).get_page(request.GET.get("page"))
    for recovery in page:
        _dressed(recovery)
    context = {"page_obj": page, "may_propose": request.user.allows(P.ACCOUNT_RECOVER)}
    return render(request, "accounts/recoveries.html", context)


def propose_recovery(request):
    """One person has made sure who asks; another one confirms."""
    if not request.user.allows(P.ACCOUNT_RECOVER):
        raise Http404
    ask_again(request)
    form = forms.ProposeRecovery(request.POST or None, by=request.user, initial={"user": request.GET.get("user", "")})
    if request.method == "POST" and form.is_valid():
        details = form.cleaned_data
        try:
            made = actions.propose_recovery(details["user"], details["reason"], by=request.user)
        except Refused as refused:
            form.add_error("user", str(refused.reason))
        else:
            messages.success(request, _("The recovery is proposed. Another administrator has to confirm it."))
            return redirect("accounts:recovery", pk=made.pk)
    return render(request, "accounts/propose_recovery.html", {"form": form}, status=422 if form.is_bound else 200)


def _page(request, found, form, status=200):
    context = {
        "recovery": found,
        "moves": {move.name for move in rules.RECOVERY.open_to(found, request.user)},
        "why_not_confirm": found.status == Recovery.Status.PROPOSED
        and rules.RECOVERY.why_not(found, "confirm", request.user),
        "reason_form": form,
    }
    return render(request, "accounts/recovery.html", context, status=status)


def recovery(request, pk):
    """One recovery, and what may be done with it."""
    return _page(request, _visible(request, pk), forms.Reason())


def _check(request, found, move):
    """Who may not do it is told so at once, and never asked for the password."""
    if reason := rules.RECOVERY.why_not(found, move, request.user):
        raise Refused(reason)


def confirm_recovery(request, pk):
    """The second person agrees, and the link is sent."""
    found = _visible(request, pk)
    if request.method == "POST":
        _check(request, found, "confirm")
        ask_again(request)
        actions.confirm_recovery(found, by=request.user)
        messages.success(request, _("The link has been sent to the confirmed address of the account."))
    return redirect("accounts:recovery", pk=pk)


def decline_recovery(request, pk):
    """The second person does not agree, or the link is taken back."""
    found = _visible(request, pk)
    if request.method != "POST":
        return redirect("accounts:recovery", pk=pk)
    _check(request, found, "decline")
    form = forms.Reason(request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)
    ask_again(request)
    actions.decline_recovery(found, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The recovery has been declined. A link that was sent no longer works."))
    return redirect("accounts:recovery", pk=pk)


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
def recover(request, token):
    """The owner of the account sets a new password and is signed in, to add a new second factor."""
    link = queries.living_link(token, PrivateLink.Purpose.RECOVERY)
    found = queries.recovery_of(link) if link else None
    if found is None:
        return render(request, "accounts/recover_over.html", {"hours": rules.RECOVERY_HOURS}, status=404)
    form = forms.AcceptInvitation(request.POST or None, user=found.user)
    if request.method == "POST" and form.is_valid():
        holder = LinkHolder(actor_label="link:recovery", pk=str(link.pk), permissions=frozenset({P.ACCOUNT_RECOVER}))
        user = actions.recover(link, form.cleaned_data["password1"], by=holder)
        record_authentication(request, user, method="recovery")
        return perform_login(request, Login(user=user, email=user.email, redirect_url=reverse("accounts:security")))
    return render(
        request, "accounts/recover.html", {"form": form, "user_back": found.user}, status=422 if form.is_bound else 200
    )
