"""Delicate acts in one step: who is there is asked on the page that acts, or on the answer to it, and the act follows at once.

What guards an act is `session.fresh_vault`, as everywhere. Here what was typed is taken in before it looks. What was posted
waits in the page that asks and nowhere else.
"""

from functools import partial, wraps

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from saiyai.accounts import sudo
from saiyai.accounts.forms import AskPassword
from saiyai.accounts.vault import actions, forms, queries, session
from saiyai.accounts.vault.views.trying import SECRET, opened
from saiyai.policy.permissions import Permission as P

PROOF = "proof"  # posted with what was typed: "act" goes on with the act, "look" to the page that was asked for
KEPT_OUT = {PROOF, "back", "password", "csrfmiddlewaretoken", *SECRET}


def _asks_here(request):
    """Whether a page can ask at all: a locked vault and a passkey have a page of their own, and so have codes of a sign-in."""
    user = request.user
    if not user.is_authenticated or not user.allows(P.VAULT_OWN) or request.headers.get("HX-Request"):
        return False
    if session.current(request) is None or queries.bound_passkeys(user):
        return False
    return user.has_usable_password() or not sudo.is_due(request)


def due(request, name="proof", data=None):
    """The forms for what has to be entered before a delicate act: password, passphrase, none; () where no page asks."""
    if not _asks_here(request):
        return ()
    named = {"auto_id": f"{name}_%s"}
    asked = [AskPassword(data, user=request.user, **named)] if sudo.is_due(request) else []
    return asked if session.is_fresh(request) else [*asked, forms.Unlock(data, **named)]


def _take_in(request, asked):
    """Take in what was typed, the password first; what is wrong comes back with its errors, and what was not looked at."""
    for n, form in enumerate(asked):
        if not form.is_valid():
            return asked[n:]
        if isinstance(form, AskPassword):
            sudo.password_entered(request)
            continue
        if not _opens(request, form):
            return asked[n:]
    return []


def _opens(request, form):
    """Whether the passphrase opened the vault, as on its page: counted, and noted where it was wrong."""
    passphrase, key = form.cleaned_data["passphrase"], request.session.session_key
    half = opened(request, form, lambda: actions.unlock(request.user, passphrase, key, by=request.user))
    if half:
        session.take_in(request, half)
    return bool(half)


def _back(request):
    """Where who does not go on came from."""
    for back in (request.POST.get("back", ""), request.META.get("HTTP_REFERER", "")):
        if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
            return back
    return reverse("vault:own")


def ask_page(request, asked, **_arguments):
    """A page of its own that asks; what was posted goes on from it."""
    acts = request.method == "POST" and request.POST.get(PROOF) != "look"
    back = _back(request)
    there = back if acts else request.get_full_path()
    context = {
        "asked": asked,
        "goes_on": "act" if acts else "look",
        "back": back,
        "carried": [(name, value) for name, values in request.POST.lists() if name not in KEPT_OUT for value in values],
        "other_ways": sudo.other_ways(request, there) if sudo.is_due(request) else (),
    }
    wrong = any(form.is_bound for form in asked)
    return render(request, "accounts/vault/prove.html", context, status=422 if wrong else 200)


def fresh_vault(view=None, *, asks=ask_page):
    """As `session.fresh_vault`, and what is due is asked in place: `asks(request, forms, **arguments)` answers."""
    if view is None:
        return partial(fresh_vault, asks=asks)
    guarded = session.fresh_vault(view)

    @wraps(view)
    @never_cache
    @sensitive_post_parameters(*SECRET, "password")
    def run(request, **arguments):
        answered = PROOF in request.POST
        asked = due(request, f"proof{arguments.get('pk', '')}", request.POST if answered else None)
        if not answered and set(SECRET) & set(request.POST):
            return guarded(request, **arguments)  # a form with a passphrase of its own: written into no page again
        if asked and answered:
            if isinstance(asked[0], AskPassword) and (too_often := sudo.tried_too_often(request)):
                return too_often
            asked = _take_in(request, asked)
        if asked:
            return asks(request, asked, **arguments)
        if request.POST.get(PROOF) == "look":
            return redirect(request.get_full_path())
        return guarded(request, **arguments)

    return run
