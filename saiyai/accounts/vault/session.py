"""The unlocked vault of one sign-in: half of the secret in the browser, the other half in a row that dies with the sign-in.

The row holds the root sealed under the half; bound to the sign-in, the officer and the moments at which it locks itself.
Neither the row nor the half opens anything alone, and the web secret signs neither.
"""

import base64
import binascii
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from saiyai.accounts import sudo
from saiyai.accounts.vault import keeping, queries, rules
from saiyai.accounts.vault.models import Unlock, Vault, VaultKey
from saiyai.accounts.vault.unlocked import Unlocked
from saiyai.crypto import keyring
from saiyai.crypto.unseal import CannotOpen
from saiyai.policy.permissions import Permission as P

HALF = 32
FOUND = "_unlocked"  # of a request: looked for once


def cookie_name():
    """`__Host-`: no other host name can set it, and it never travels in clear. Browsers refuse that name on http."""
    return "__Host-unlock" if settings.SITE_URL.startswith("https://") else "unlock"


def give_half(response, half):
    """Put the browser's half into a cookie that ends with the browser."""
    text = base64.urlsafe_b64encode(half).decode()
    secure = settings.SITE_URL.startswith("https://")
    response.set_cookie(cookie_name(), text, secure=secure, httponly=True, samesite="Strict", path="/")
    return response


def take_half(response):
    """Let the browser forget its half."""
    response.delete_cookie(cookie_name(), path="/", samesite="Strict")
    return response


def take_in(request, half):
    """The vault was opened in the middle of this request: go on with it, and let the browser have its half at the end."""
    request.COOKIES[cookie_name()] = base64.urlsafe_b64encode(half).decode()
    request.new_half = half
    forget(request)


def half_of(request):
    """The half that the browser sent, or None."""
    try:
        half = base64.b64decode(request.COOKIES.get(cookie_name(), ""), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return half if len(half) == HALF else None


def row_of(request):
    """The row of an unlocked vault of this sign-in and officer that has not run out; one that has is taken away."""
    row = Unlock.objects.filter(session=request.session.session_key, user=request.user.pk).first()
    if row and (rules.is_over(row, timezone.now()) or not request.user.allows(P.VAULT_OWN)):
        row.delete()
        return None
    return row


def root_of(request):
    """The root of the officer of this request while the vault is unlocked, or None. Moves the idle end."""
    half = half_of(request) if request.user.is_authenticated else None
    row = row_of(request) if half else None
    if row is None:
        return None
    try:
        root = keeping.open_for_session(half, row)
    except CannotOpen:
        return None
    _go_on(row, root, half)
    return root


def _go_on(row, root, half):
    """Move the idle end: sealed anew, because the seal is bound to it."""
    before, now = row.idle_at, timezone.now()
    if before - now > rules.IDLE - rules.RENEWED_AFTER:
        return
    row.idle_at = min(now + rules.IDLE, row.expires_at)
    row.root_sealed = keeping.close_for_session(root, half, row)
    Unlock.objects.filter(pk=row.pk, idle_at=before).update(idle_at=row.idle_at, root_sealed=row.root_sealed)


def unlocked_by(root, user):
    """The private keys of an officer, by the root. None where they are not the keys that the tables show."""
    seeds, current = {}, None
    for key in VaultKey.objects.filter(user=user).exclude(status=VaultKey.Status.RETIRED).order_by("epoch"):
        try:
            seeds[key.epoch] = keeping.open_seed(root, user=user.pk, epoch=key.epoch)
        except (keyring.Destroyed, CannotOpen):
            continue
        current = key.epoch if key.status == VaultKey.Status.CURRENT else current
    return Unlocked(user.pk, current, seeds) if current in seeds else None


def current(request):
    """The officer's keys for this request, or None while the vault is locked."""
    if not hasattr(request, FOUND):
        root = root_of(request)
        setattr(request, FOUND, unlocked_by(root, request.user) if root else None)
    return getattr(request, FOUND)


def forget(request):
    """Look anew: the vault was just unlocked or locked."""
    request.__dict__.pop(FOUND, None)


def is_fresh(request):
    """Whether the passphrase was entered within the last five minutes."""
    row = row_of(request)
    return row is not None and current(request) is not None and rules.is_fresh(row, timezone.now())


def _page_of(request):
    """Where to come back to: this page, or the one on which the form stood."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    before = request.META.get("HTTP_REFERER", "")
    here = f"{request.scheme}://{request.get_host()}/"
    return "/" + before.removeprefix(here) if before.startswith(here) else "/"


def _send(request, name, **more):
    address = f"{reverse(name)}?{urlencode({'next': _page_of(request), **more})}"
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def unlock_again(request):
    """To the page of unlocking, and back to this one."""
    return _send(request, "vault:unlock", again="1")


def needs_vault(view):
    """A page for officers with a vault, unlocked: sends to the unlock page and back. Sets `request.vault`."""

    @wraps(view)
    @never_cache
    def run(request, *args, **kwargs):
        if not request.user.is_authenticated or not request.user.allows(P.VAULT_OWN):
            raise Http404
        request.vault = current(request)
        if request.vault is None:
            there = Vault.objects.filter(user=request.user, status=queries.IN_USE).exists()
            return _send(request, "vault:unlock" if there else "vault:set_up")
        return view(request, *args, **kwargs)

    return run


def fresh_vault(view):
    """As `needs_vault`, for delicate acts: signed in again and passphrase entered within the last five minutes, or asked now.

    What was posted is kept nowhere meanwhile: let the page with the form be behind this as well.
    """

    @wraps(view)
    def run(request, *args, **kwargs):
        fresh, back = is_fresh(request), _page_of(request)
        # Both are due: one after the other, without pressing in between.
        onward = back if fresh else f"{reverse('vault:unlock')}?{urlencode({'next': back, 'again': '1'})}"
        if way := sudo.asks_again(request, back=onward):
            return way
        return view(request, *args, **kwargs) if fresh else unlock_again(request)

    return needs_vault(run)


def _counted(user):
    return [(f"accounts.vault.{user.pk}.{seconds}", most, seconds) for most, seconds in rules.TRIES]


def may_try(user):
    """Count a try before it is made, so that many at once gain nothing; False if there were too many already."""
    allowed = True
    for key, most, seconds in _counted(user):
        cache.add(key, 0, timeout=seconds)
        try:
            allowed &= cache.incr(key) <= most
        except ValueError:  # ended between the two
            cache.add(key, 1, timeout=seconds)
    return allowed


def forget_tries(user):
    """The right passphrase was entered: what was counted before counts no more."""
    for key, _most, _seconds in _counted(user):
        cache.delete(key)


def purge(now):
    """Take away the rows of vaults that have locked themselves. Returns how many."""
    count, _kinds = Unlock.objects.filter(Q(idle_at__lte=now) | Q(expires_at__lte=now)).delete()
    return count
