"""My vault and my passkeys: bind one, so that the passphrase is not enough any more; take one off again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from saiyai.accounts.vault import actions, asking, forms, queries, session
from saiyai.accounts.vault.models import BoundPasskey
from saiyai.accounts.vault.views.proving import fresh_vault
from saiyai.accounts.vault.views.trying import SECRET, noted, opened, page, tried


@sensitive_post_parameters(*SECRET)
@fresh_vault
def bind_passkey(request):
    """Ask one of the passkeys of the sign-in twice: whether it computes the same again, then with the passphrase."""
    free = queries.free_passkeys(request.user)
    form = forms.FirstAnswer(request.POST or None)
    if request.method != "POST":
        return _ask_any(request, free, form)
    if "passphrase" in request.POST:
        return _bind(request, free)
    seen = form.is_valid() and tried(form, lambda: noted(request, lambda: _first(request, free, form.cleaned_data)))
    if not seen:
        return _ask_any(request, free, form)
    return _ask_once_more(request, free, forms.SecondAnswer(), *seen)


def _ask_any(request, free, form):
    """Any of them; which one is chosen in the browser."""
    salt = asking.new_salt()
    asked = asking.ask(request, asking.BIND, dict.fromkeys(free, salt)) if free else None
    return page(request, "bind_passkey", form, js_data=asked, first=not queries.bound_passkeys(request.user))


def _first(request, free, given):
    """Which passkey answered, from which salt, and what tells whether it computes the same again."""
    answer = asking.answered(asking.take(request, asking.BIND), free, given)
    return answer.credential, answer.salt, actions.public_seen(request.user, answer)


def _ask_once_more(request, free, form, credential, salt, seen):
    asked = asking.ask(request, asking.BIND, {credential: salt}, seen=seen)
    more = {"js_data": asked, "once_more": True, "first": not queries.bound_passkeys(request.user)}
    return page(request, "bind_passkey", form, passkey=free[credential], **more)


def _bind(request, free):
    """The second answer, with the passphrase. What was wrong is asked once more: a question counts once."""
    form = forms.SecondAnswer(request.POST)
    fits = form.is_valid()
    asked = tried(form, lambda: asking.take(request, asking.BIND))
    again = asked and asking.again(asked, free)
    if not again or "seen" not in asked:
        begun_anew = forms.FirstAnswer(request.POST)
        begun_anew.add_error(None, begun_anew.wrong)
        return _ask_any(request, free, begun_anew)
    if fits:
        given = form.cleaned_data
        half = opened(request, form, lambda: _bound(request, free, asked, given))
        if half:
            messages.success(request, _("The passkey is bound. The vault opens only with it and the passphrase now."))
            return session.give_half(redirect("vault:own"), half)
    return _ask_once_more(request, free, form, *again, asked["seen"])


def _bound(request, free, asked, given):
    answer = asking.answered(asked, free, given)
    return actions.bind_passkey(
        request.user, given["passphrase"], session.root_of(request), answer, asked["seen"],
        free[answer.credential], request.session.session_key, by=request.user,
    )  # fmt: skip


@never_cache
@sensitive_post_parameters(*SECRET)
@fresh_vault
def unbind_passkey(request, pk):
    """The vault opens with this passkey no more. It was opened with one of them just now; the passphrase is asked for."""
    passkey = get_object_or_404(BoundPasskey, pk=pk, user=request.user)
    form = forms.Unlock(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed, root = form.cleaned_data["passphrase"], session.root_of(request)
        done = opened(request, form, lambda: (actions.unbind_passkey(passkey, typed, root, by=request.user),))
        if done:
            messages.success(request, _("The passkey is taken off, and the vault is locked. Unlock it once more."))
            return session.take_half(redirect("vault:unlock"))
    left = len(queries.bound_passkeys(request.user)) - 1
    return page(request, "unbind_passkey", form, passkey=passkey, left=left)
