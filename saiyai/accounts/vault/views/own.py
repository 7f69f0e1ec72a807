"""My vault: set it up, unlock it, lock it, another passphrase, another key."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from saiyai.accounts.sudo import asks_again
from saiyai.accounts.vault import actions, asking, forms, queries, rules, session
from saiyai.accounts.vault.models import Vault, VaultKey
from saiyai.accounts.vault.views.proving import fresh_vault
from saiyai.accounts.vault.views.trying import SECRET, check_owner, has_vault, onward, opened, page, tried


@never_cache
def own(request):
    """Whether my vault is there and unlocked, and what I can do."""
    check_owner(request)
    vault = Vault.objects.filter(user=request.user).first()
    unlocked = session.current(request)
    context = {
        "vault": vault if vault and vault.status == Vault.Status.IN_USE else None,
        "lost": vault is not None and vault.status == Vault.Status.LOST,
        "row": session.row_of(request) if unlocked else None,
        "passkeys": queries.bound_passkeys(request.user),
        "keys": VaultKey.objects.filter(user=request.user).order_by("-epoch"),
    }
    return render(request, "accounts/vault/own.html", context)


@never_cache
@sensitive_post_parameters(*SECRET)
def set_up(request):
    """A passphrase of one's own, typed twice."""
    check_owner(request)
    if has_vault(request.user):
        return redirect("vault:own")
    if way := asks_again(request, back=request.get_full_path()):
        return way
    form = forms.SetUp(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        passphrase = form.cleaned_data["passphrase"]
        half = tried(form, lambda: actions.set_up_vault(
            request.user, passphrase, request.session.session_key, by=request.user))  # fmt: skip
        if half:
            messages.success(request, _("Your vault is ready, and unlocked.") + f" {rules.strength(passphrase)}")
            return session.give_half(redirect(onward(request)), half)
    return page(request, "set_up", form)


@never_cache
@sensitive_post_parameters(*SECRET)
def unlock(request):
    """The passphrase, and back to where one came from."""
    check_owner(request)
    if not has_vault(request.user):
        return redirect("vault:set_up")
    bound = queries.bound_passkeys(request.user)
    form = (forms.UnlockWithPasskey if bound else forms.Unlock)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        half = opened(request, form, lambda: _unlocked(request, bound, form.cleaned_data))
        if half:
            return session.give_half(redirect(onward(request)), half)
    again = "again" in request.GET and session.current(request) is not None
    return page(request, "unlock", form, again=again, js_data=asking.ask_to_unlock(request))


def _unlocked(request, bound, given):
    """A passkey's answer is looked at first: who has none of them learns nothing about the passphrase."""
    answer = None
    if bound:
        asked = asking.take(request, asking.UNLOCK)
        answer = asking.answered(asked, [one.credential for one in bound], given)
    key = request.session.session_key
    return actions.unlock(request.user, given["passphrase"], key, by=request.user, answer=answer)


@require_POST
def lock(request):
    """Close the vault in this sign-in."""
    check_owner(request)
    actions.lock(request.user, by=request.user, session_key=request.session.session_key)
    messages.success(request, _("Your vault is locked."))
    return session.take_half(redirect("vault:own"))


@never_cache
@sensitive_post_parameters(*SECRET)
def change_passphrase(request):
    """Another passphrase; the present one is asked for."""
    check_owner(request)
    if not has_vault(request.user):
        return redirect("vault:set_up")
    if way := asks_again(request, back=request.get_full_path()) or _asks_passkey(request):
        return way
    form = forms.ChangePassphrase(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given, key, root = form.cleaned_data, request.session.session_key, session.root_of(request)
        # In a tuple: where a passkey is bound, the vault locks and there is no half.
        done = opened(request, form, lambda: (actions.change_passphrase(
            request.user, given["present"], given["passphrase"], key, by=request.user, root=root),))  # fmt: skip
        if done:
            return _changed(request, *done, rules.strength(given["passphrase"]))
    return page(request, "change_passphrase", form)


def _asks_passkey(request):
    """The way to unlocking with a passkey, for who has bound one and did not use it within the last five minutes."""
    if queries.bound_passkeys(request.user) and not session.is_fresh(request):
        return session.unlock_again(request)
    return None


def _changed(request, half, strength):
    if half is None:
        messages.success(request, _("The passphrase has been changed. Unlock the vault with it and a passkey."))
        return session.take_half(redirect("vault:unlock"))
    messages.success(request, _("The passphrase has been changed. Other sign-ins are locked.") + f" {strength}")
    return session.give_half(redirect("vault:own"), half)


@require_POST
@fresh_vault
def new_key(request):
    """A new key at once, for who fears that the present one was seen."""
    actions.rotate(request.user, session.root_of(request), by=request.user)
    messages.success(request, _("You have a new key. What comes in from now on is closed to it."))
    return redirect("vault:own")
