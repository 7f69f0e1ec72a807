"""Delicate pages ask again who is there."""

import time

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from saiyai.accounts import queries

OUTSIDE = "outside"  # the method of who came from a provider outside


def sudo_required(view):
    """Only for who has signed in, or entered password, code or passkey again, within the last five minutes."""
    return login_required(reauthentication_required(view))


def ask_again(request):
    """Ask who is there, unless that was done within the last five minutes; for a view that has checked "may" already.

    The view ends here and runs anew after the answer. What was posted waits in the session, which is sealed, so that
    nothing that was typed is lost on the way.
    """
    reauthentication.raise_if_reauthentication_required(request, app="account")


def refresh(session):
    """The sign-in that has just succeeded counts as having been asked again; the word of a provider outside does not."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    if records and records[-1]["method"] != OUTSIDE:
        records[-1] |= {"reauthenticated": True, "at": time.time()}
        session[AUTHENTICATION_METHODS_SESSION_KEY] = records


def methods_of(session):
    """How this session was signed in, in words fit for the trail: "password+totp"."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    return "+".join(dict.fromkeys(record.get("type") or record["method"] for record in records))


def outside_identity_of(session):
    """The link with a provider outside by which this session was begun, if it was."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    return next((record["identity"] for record in records if record["method"] == OUTSIDE), None)


def is_only_from_outside(session):
    """Whether nothing but the word of a provider outside stands behind this session."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    return bool(records) and all(record["method"] == OUTSIDE for record in records)


def asks_second_factor(request):
    """The way to the second factor, for who has one and did not show it within the last five minutes; else None.

    A password that was entered again is not enough: what is made here works without any second factor afterwards.
    """
    means = queries.sign_in_means(request.user)
    if not (means["app"] or means["passkeys"]):
        return None
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    if any(record["method"] == "mfa" and record.get("at", 0) >= since for record in records):
        return None
    name = "mfa_reauthenticate" if means["app"] else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(name)}?{urlencode({'next': request.path})}")


def is_due(request):
    """Whether who is there has to be asked again before something delicate."""
    return reauthentication.is_reauthentication_required(request, app="account")


def tried_too_often(request):
    """The answer to who guesses passwords here, counted together with the page that asks for nothing else; else None."""
    return ratelimit.consume_or_429(request, action="reauthenticate", user=request.user)


def password_entered(request):
    """The right password was entered again."""
    reauthentication.reauthenticate_by_password(request)


def other_ways(request, back):
    """[(address, words)] of the ways to show who is there without a password, and then back."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    found = [(one["url"], one["description"]) for one in methods if one["id"] != "reauthenticate"]
    return [(f"{url}?{urlencode({'next': back})}", words) for url, words in found]


def asks_again(request, back=""):
    """The way to being asked again, for who was not within the last five minutes; else None.

    For pages on which a passphrase is typed or sealed text is shown: what was posted is kept nowhere, not even sealed.
    """
    if not is_due(request):
        return None
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back or request.path})}")
