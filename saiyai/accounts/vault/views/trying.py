"""Trying a passphrase or a passkey on a page: counted, noted, and told in words."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from saiyai.accounts.vault import actions, session
from saiyai.accounts.vault.keeping import WrongPasskey
from saiyai.accounts.vault.models import Vault
from saiyai.crypto.slow import Busy
from saiyai.crypto.unseal import CannotOpen
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

SECRET = ("passphrase", "again", "present", "credential", "prf")


def check_owner(request):
    """Only for who may have a vault; nobody else learns that there are any."""
    if not request.user.allows(P.VAULT_OWN):
        raise Http404


def has_vault(user):
    """Whether this officer has a vault in use."""
    return Vault.objects.filter(user=user, status=Vault.Status.IN_USE).exists()


def onward(request):
    """Where to go after unlocking: a page of this site, or one's own vault."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else reverse("vault:own")


def page(request, name, form, **more):
    """A page with this form, 422 where it was sent and something is wrong."""
    context = {"form": form, "forth": onward(request), **more}
    status = 422 if form.is_bound else 200
    return render(request, f"accounts/vault/{name}.html", context, status=status)


def tried(form, act):
    """What the action gave; else None, and the form says what was wrong."""
    field = next((name for name in ("present", "passphrase") if name in form.fields), None)
    try:
        return act()
    except WrongPasskey:
        form.add_error(None, form.wrong)
    except CannotOpen:
        form.add_error(field, _("This is not the passphrase of your vault. Mind the keyboard language."))
    except Busy:
        form.add_error(None, _("Too many are unlocking at this moment. Wait half a minute, then try again."))
    except Refused as refused:
        form.add_error(field, f"{refused.reason} {refused.remedy}".strip())
    return None


def noted(request, act):
    """The action, with a line in the trail for a passphrase or passkey that opened nothing."""
    try:
        return act()
    except WrongPasskey:
        actions.refuse_passkey(request.user, by=request.user)
        raise
    except CannotOpen:
        actions.refuse_passphrase(request.user, by=request.user)
        raise


def opened(request, form, act):
    """As `tried`, counting what is wrong and noting it."""
    if not session.may_try(request.user):
        form.add_error(None, _("Too many wrong passphrases. Wait five minutes, then try again."))
        return None
    given = tried(form, lambda: noted(request, act))
    if given:
        session.forget_tries(request.user)
    return given
