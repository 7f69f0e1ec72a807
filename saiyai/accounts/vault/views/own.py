"""My vault: set it up, unlock it, lock it, another passphrase, another key."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from saiyai.accounts.sudo import asks_again
from saiyai.accounts.vault import actions, forms, rules, session
from saiyai.accounts.vault.models import Vault, VaultKey
from saiyai.crypto.slow import Busy
from saiyai.crypto.unseal import CannotOpen
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

SECRET = ("passphrase", "again", "present")


def _owner(request):
    if not request.user.allows(P.VAULT_OWN):
        raise Http404


def _vault_of(user):
    return Vault.objects.filter(user=user).first()


def _onward(request):
    """Where to go after unlocking: a page of this site, or one's own vault."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else reverse("vault:own")


@never_cache
def own(request):
    """Whether my vault is there and unlocked, and what I can do."""
    _owner(request)
    vault = _vault_of(request.user)
    unlocked = session.current(request)
    context = {
        "vault": vault if vault and vault.status == Vault.Status.IN_USE else None,
        "lost": vault is not None and vault.status == Vault.Status.LOST,
        "row": session.row_of(request) if unlocked else None,
        "keys": VaultKey.objects.filter(user=request.user).order_by("-epoch"),
    }
    return render(request, "accounts/vault/own.html", context)


@never_cache
@sensitive_post_parameters(*SECRET)
def set_up(request):
    """A passphrase of one's own, typed twice."""
    _owner(request)
    vault = _vault_of(request.user)
    if vault and vault.status == Vault.Status.IN_USE:
        return redirect("vault:own")
    if way := asks_again(request, back=request.get_full_path()):
        return way
    form = forms.SetUp(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        passphrase = form.cleaned_data["passphrase"]
        half = _tried(form, lambda: actions.set_up_vault(
            request.user, passphrase, request.session.session_key, by=request.user))  # fmt: skip
        if half:
            messages.success(request, _("Your vault is ready, and unlocked.") + f" {rules.strength(passphrase)}")
            return session.give_half(redirect(_onward(request)), half)
    return _page(request, "set_up", form)


def _page(request, name, form, **more):
    context = {"form": form, "onward": _onward(request), **more}
    status = 422 if form.is_bound else 200
    return render(request, f"accounts/vault/{name}.html", context, status=status)


def _tried(form, act):
    """What the action gave; else None, and the form says what was wrong."""
    field = "present" if "present" in form.fields else "passphrase"
    try:
        return act()
    except CannotOpen:
        form.add_error(field, _("This is not the passphrase of your vault. Mind the keyboard language."))
    except Busy:
        form.add_error(None, _("Too many are unlocking at this moment. Wait half a minute, then try again."))
    except Refused as refused:
        form.add_error("passphrase", f"{refused.reason} {refused.remedy}".strip())
    return None


def _opened(request, form, act):
    """As `_tried`, counting wrong passphrases and noting them."""
    if not session.may_try(request.user):
        form.add_error(None, _("Too many wrong passphrases. Wait five minutes, then try again."))
        return None

    def noted():
        try:
            return act()
        except CannotOpen:
            actions.refuse_passphrase(request.user, by=request.user)
            raise

    given = _tried(form, noted)
    if given:
        session.forget_tries(request.user)
    return given


@never_cache
@sensitive_post_parameters(*SECRET)
def unlock(request):
    """The passphrase, and back to where one came from."""
    _owner(request)
    vault = _vault_of(request.user)
    if vault is None or vault.status != Vault.Status.IN_USE:
        return redirect("vault:set_up")
    form = forms.Unlock(request.POST or None)
    if request.method == "POST" and form.is_valid():
        passphrase = form.cleaned_data["passphrase"]
        key = request.session.session_key
        half = _opened(request, form, lambda: actions.unlock(request.user, passphrase, key, by=request.user))
        if half:
            return session.give_half(redirect(_onward(request)), half)
    again = "again" in request.GET and session.current(request) is not None
    return _page(request, "unlock", form, again=again)


@require_POST
def lock(request):
    """Close the vault in this sign-in."""
    _owner(request)
    actions.lock(request.user, by=request.user, session_key=request.session.session_key)
    messages.success(request, _("Your vault is locked."))
    return session.take_half(redirect("vault:own"))


@never_cache
@sensitive_post_parameters(*SECRET)
def change_passphrase(request):
    """Another passphrase; the present one is asked for."""
    _owner(request)
    vault = _vault_of(request.user)
    if vault is None or vault.status != Vault.Status.IN_USE:
        return redirect("vault:set_up")
    if way := asks_again(request, back=request.get_full_path()):
        return way
    form = forms.ChangePassphrase(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given, key = form.cleaned_data, request.session.session_key
        half = _opened(request, form, lambda: actions.change_passphrase(
            request.user, given["present"], given["passphrase"], key, by=request.user))  # fmt: skip
        if half:
            done = _("The passphrase has been changed. Other sign-ins are locked.")
            messages.success(request, f"{done} {rules.strength(given['passphrase'])}")
            return session.give_half(redirect("vault:own"), half)
    return _page(request, "change_passphrase", form)


@require_POST
@session.fresh_vault
def new_key(request):
    """A new key at once, for who fears that the present one was seen."""
    actions.rotate(request.user, session.root_of(request), by=request.user)
    messages.success(request, _("You have a new key. What comes in from now on is closed to it."))
    return redirect("vault:own")
