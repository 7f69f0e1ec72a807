"""Signing in through a provider outside, and linking and unlinking what one has there."""

import time
from contextlib import suppress
from hmac import compare_digest

import structlog
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from saiyai.accounts import actions, openid, providers, queries, rules
from saiyai.accounts.adapters import record_failure
from saiyai.accounts.sudo import OUTSIDE, ask_again
from saiyai.policy.lifecycle import Refused

PENDING = "outside_try"
MINUTES = 10  # from setting out to coming back
BEGUN_A_MINUTE, CAME_BACK_A_MINUTE = 300, 120  # over the whole site: more are no people
LINKED_AN_HOUR = 10  # by one person
log = structlog.get_logger("saiyai.accounts")


def _provider(key):
    if provider := providers.named(key):
        return provider
    raise Http404


def _within(name, most, seconds=60):
    """Counts this try; False if there were too many already."""
    key = f"accounts.outside.{name}"
    cache.add(key, 0, timeout=seconds)
    with suppress(ValueError):  # ended between the two
        return cache.incr(key) <= most
    return True


def _back(provider):
    """Where the provider sends the browser back to: of our own address, whatever name the request came under."""
    return settings.SITE_URL + reverse("accounts:outside_back", args=[provider.key])


def _problem(provider, why):
    """On an address of its own, so that no code of the provider stays in the history."""
    return redirect("accounts:outside_problem", provider=provider.key, why=why)


def _begin(request, provider, **meant):
    """The address at the provider; what binds the answer to this session waits there, in place of any earlier try."""
    tried = openid.secrets_of_a_try()
    address = openid.way_to(provider, _back(provider), tried)
    request.session[PENDING] = {"provider": provider.key, "at": time.time(), **tried, **meant}
    return address


@login_not_required
@never_cache
@require_GET
def sign_in(request, provider):
    """Off to the provider, from our own page only: nobody else's page signs a visitor in."""
    provider = _provider(provider)
    if request.user.is_authenticated:
        return redirect("home")
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return redirect("account_login")
    if not _within("begun", BEGUN_A_MINUTE):
        return _problem(provider, "busy")
    onward = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        onward = ""
    try:
        return redirect(_begin(request, provider, user="", next=onward))
    except openid.Failed as failed:
        return _failed(provider, failed)


@never_cache
@require_POST
def link(request, provider):
    """Asks who is there, then shows the way to the provider and what it will learn."""
    provider = _provider(provider)
    ask_again(request)
    if not _within(f"linked.{request.user.pk}", LINKED_AN_HOUR, 3600):
        return _problem(provider, "busy")
    try:
        address = _begin(request, provider, user=str(request.user.pk), next="")
    except openid.Failed as failed:
        return _failed(provider, failed)
    return render(request, "accounts/outside_go.html", {"provider": provider, "address": address})


@login_not_required
@never_cache
@require_GET
def back(request, provider):
    """The browser comes back from the provider: once, in the session that set out, within ten minutes."""
    provider = _provider(provider)
    tried = request.session.pop(PENDING, None)
    if not _is_ours(request, provider, tried):
        return _problem(provider, "state")
    if request.GET.get("iss", provider.issuer) != provider.issuer:
        return _failed(provider, openid.Failed("untrue", "iss of the answer"))
    if "error" in request.GET:
        return _problem(provider, "stopped")
    if not _within("back", CAME_BACK_A_MINUTE):
        return _problem(provider, "busy")
    code = request.GET.get("code", "")
    try:
        if not 0 < len(code) <= 2048:
            raise openid.Failed("untrue", "no code")
        subject = openid.subject_for(provider, code, _back(provider), tried)
    except openid.Failed as failed:
        if failed.reason == "untrue" and not tried["user"]:
            record_failure(None, OUTSIDE)
        return _failed(provider, failed)
    return _link(request, provider, subject) if tried["user"] else _sign_in(request, provider, subject, tried["next"])


def _is_ours(request, provider, tried):
    """Whether this answer belongs to the try that waits in this session, and to who is signed in now."""
    if not tried or tried["provider"] != provider.key or not 0 <= time.time() - tried["at"] <= MINUTES * 60:
        return False
    who = str(request.user.pk) if request.user.is_authenticated else ""
    return compare_digest(request.GET.get("state", "").encode(), tried["state"].encode()) and who == tried["user"]


def _failed(provider, failed):
    log.warning("sign-in from outside failed", provider=provider.key, why=failed.reason, detail=failed.detail)
    return _problem(provider, failed.reason)


def _sign_in(request, provider, subject, onward):
    """Who has a link here signs in as by a password: closed accounts do not, and a second factor is asked for."""
    identity = queries.outside_identity(provider.issuer, subject)
    if identity is None:
        record_failure(None, OUTSIDE)
        return _problem(provider, "unknown")
    user = identity.user
    if not user.is_active or rules.needs_more_than_outside(user):
        record_failure(user, OUTSIDE)
        return _problem(provider, "officer") if user.is_active else redirect("account_inactive")
    record_authentication(request, user, method=OUTSIDE, identity=str(identity.pk))
    return perform_login(request, Login(user=user, email=user.email, redirect_url=onward or None))


def _link(request, provider, subject):
    try:
        actions.link_outside(request.user, provider.issuer, subject, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        text = _("Linked. From now on you can also sign in through %(provider)s.")
        messages.success(request, text % {"provider": provider.label})
    return redirect("accounts:security")


@never_cache
@require_POST
def unlink(request, pk):
    """Take the link away, after asking who is there."""
    identity = get_object_or_404(queries.visible_outside_identities(request.user), pk=pk)
    if reason := rules.is_last_way(identity.user):
        raise Refused(reason)
    ask_again(request)
    actions.unlink_outside(identity, by=request.user)
    actions.sign_out_everywhere(request.user, by=request.user, but=request.session.session_key)
    messages.success(request, _("The link has been taken away. All other sign-ins have been ended."))
    return redirect("accounts:security")


@login_not_required
@require_GET
def problem(request, provider, why):
    """Why it did not work, and what to do."""
    provider = _provider(provider)
    if why not in rules.OUTSIDE_REASONS:
        raise Http404
    reason, remedy = rules.OUTSIDE_REASONS[why]
    context = {"provider": provider, "why": why, "reason": reason, "remedy": remedy}
    return render(request, "accounts/outside_problem.html", context)
