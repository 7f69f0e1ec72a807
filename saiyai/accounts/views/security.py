"""Accepting an invitation, and the page of one's own sign-in."""

from allauth.account import views as allauth_views
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from saiyai.accounts import actions, forms, queries
from saiyai.accounts.models import PrivateLink
from saiyai.accounts.sudo import sudo_required
from saiyai.accounts.vault.queries import is_bound
from saiyai.policy.actors import LinkHolder, carrying_out

INVITATION = PrivateLink.Purpose.INVITATION

change_email = sudo_required(allauth_views.email)
set_password = sudo_required(allauth_views.password_set)


class RemovePasskey(RemoveWebAuthnView):
    """Not while the officer's vault needs it: whoever takes it away here deletes it from the telephone as well.

    And not the last second factor of an officer, which allauth asks only for authenticator apps.
    """

    def get_context_data(self, **kwargs):
        is_last = not get_adapter().can_delete_authenticator(self.object)
        return super().get_context_data(**kwargs) | {"opens_vault": is_bound(self.object), "is_last": is_last}

    def form_valid(self, form):
        if is_bound(self.object) or not get_adapter().can_delete_authenticator(self.object):
            return render(self.request, self.template_name, self.get_context_data(form=form), status=409)
        return super().form_valid(form)


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
def accept_invitation(request, token):
    """The invited sets a first password and is signed in; a link that no longer works offers a new one."""
    link = queries.living_link(token, INVITATION)
    user = queries.invited_user(link) if link else None
    if user is None:
        return _another_invitation(request, token)
    form = forms.AcceptInvitation(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        user = actions.accept_invitation(link, form.cleaned_data["password1"], by=_holder(link))
        record_authentication(request, user, method="invitation")
        # A user who has a second factor already is asked for it: a letter alone opens no such account.
        return perform_login(request, Login(user=user, email=user.email, redirect_url=reverse("accounts:security")))
    status = 422 if form.is_bound else 200
    return render(request, "accounts/invitation.html", {"form": form, "invited": user}, status=status)


def _another_invitation(request, token):
    """The same answer whether the link has run out, was used, or never was."""
    if request.method == "POST":
        link = queries.any_link(token, INVITATION)
        user = queries.invited_user(link) if link else None
        # Only for who has never set a password: anybody else uses the page for forgotten ones.
        fresh = user is not None and not user.has_usable_password()
        if fresh and cache.add(f"accounts.invitation.{user.pk}", 1, timeout=600):
            actions.send_invitation(user, by=carrying_out(_holder(link)))
        return render(request, "accounts/invitation_sent.html")
    return render(request, "accounts/invitation_over.html", status=404)


def _holder(link):
    return LinkHolder(actor_label="link:invitation", pk=str(link.pk))


@never_cache
def security(request):
    """How I sign in, where I am signed in, and my language: one page."""
    user = request.user
    sessions = [
        {"row": row, "this": row.session_key == request.session.session_key} for row in queries.visible_sessions(user)
    ]
    context = {
        "means": queries.sign_in_means(user),
        "sessions": sorted(sessions, key=lambda session: not session["this"]),
        "outside": queries.outside_ways(user),
        "grants": list(user.standing_grants),
        "language_form": forms.Language(initial={"language": user.language}),
    }
    second = bool(context["means"]["passkeys"] or context["means"]["app"])
    context["needs_second_factor"] = not second and user.is_officer and settings.REQUIRE_SECOND_FACTOR
    context["has_second_factor"] = second
    return render(request, "accounts/security.html", context)


@require_POST
def set_language(request):
    """Pages and letters in the language of the reader."""
    form = forms.Language(request.POST)
    response = redirect("accounts:security")
    if form.is_valid():
        actions.set_language(request.user, form.cleaned_data["language"], by=request.user)
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)  # else the switch on this device would win
    return response


@require_POST
def end_session(request, public_id):
    """End one of my sign-ins."""
    session = get_object_or_404(queries.visible_sessions(request.user), public_id=public_id)
    own = session.session_key == request.session.session_key
    actions.end_session(session, by=request.user)
    if own:
        request.session.flush()
        return redirect("account_login")
    messages.success(request, _("That sign-in has been ended."))
    return redirect("accounts:security")


@require_POST
def sign_out_everywhere(request):
    """End all my sign-ins but this one."""
    actions.sign_out_everywhere(request.user, by=request.user, but=request.session.session_key)
    messages.success(request, _("All other sign-ins have been ended."))
    return HttpResponseRedirect(reverse("accounts:security"))
