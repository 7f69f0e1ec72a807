"""How allauth works in this house: invited accounts only, letters in our words, sealed secrets, no addresses kept.

The only module here that opens sealed text: the secrets of authenticator apps and the seeds of recovery codes, each
time a code is checked.
"""

import io

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed as code_refused
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from saiyai.accounts import actions, rules, sudo
from saiyai.accounts.middleware import SECOND_FACTOR
from saiyai.accounts.models import User
from saiyai.accounts.sessions import STARTED
from saiyai.crypto.sealed import seal
from saiyai.crypto.unseal import unseal
from saiyai.policy.actors import SYSTEM

PURPOSE = "second-factor"
# Failed sign-ins a minute that get a line of their own in the trail: a flood of guesses must not drown it.
FAILURES_RECORDED = 120
MESSAGES = {
    "account/messages/logged_out.txt": _("You have signed out."),
    "account/messages/password_changed.txt": _("The password has been changed."),
    "account/messages/password_set.txt": _("The password has been set."),
    "account/messages/email_confirmation_sent.txt": _(
        "A letter has been sent to the new address. Open the link in it."
    ),
    "account/messages/email_confirmed.txt": _("The address has been confirmed."),
    "account/messages/email_confirmation_failed.txt": _("This address cannot be confirmed for this account."),
    "account/messages/email_deleted.txt": _("The change of address has been given up."),
    "mfa/messages/totp_activated.txt": _("The authenticator app has been added."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app has been taken away."),
    "mfa/messages/webauthn_added.txt": _("The passkey has been added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey has been taken away."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes have been made."),
}
# allauth tells of the new address before it takes the old one away, so the old one is told as well.
TOLD_ELSEWHERE = {"email_confirm", "email_deleted"}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail for invited accounts; tells nobody whether an address has one."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is already the address of your account."),
        "email_password_mismatch": _("The address or the password is not right. Check both and try again."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right. Enter the newest code of the app."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link has been used or has run out."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
        "email_taken": _("This address cannot be used."),
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        """Nowhere is it asked from where somebody comes: offices share addresses, and none shall be kept."""
        return "0.0.0.0"  # noqa: S104  not an address to listen on

    def get_password_change_redirect_url(self, request):
        return reverse("accounts:security")

    def get_email_verification_redirect_url(self, email_address):
        return reverse("accounts:security" if self.request.user.is_authenticated else "account_login")

    def login(self, request, user):
        super().login(request, user)
        request.session[STARTED] = timezone.localdate().isoformat()
        sudo.refresh(request.session)
        came_by = sudo.outside_identity_of(request.session)
        actions.sign_in(user, by=user, method=sudo.methods_of(request.session), identity=came_by)

    def logout(self, request):
        user = request.user
        super().logout(request)
        if user.is_authenticated:
            actions.sign_out(user, by=user)

    def authentication_failed(self, request, **credentials):
        email = credentials.get("email", "").lower()
        record_failure(User.objects.filter(email=email).first(), "password")

    def set_password(self, user, password):
        """Who sets it without being signed in has come by the link in a letter."""
        signed_in = self.request.user.is_authenticated
        actions.set_password(user, password, by=user, address_proven=not signed_in)

    def confirm_email(self, request, email_address):
        taken = User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id).exists()
        if taken:
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt")
            return False
        return super().confirm_email(request, email_address)

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        text = message or MESSAGES.get(message_template)
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def send_mail(self, template_prefix, email, context):
        """A letter of ours under the same name, in the language of its reader."""
        user = context.get("user")
        language = user.language if user else get_language()
        actions.send_letter(email, template_prefix.rpartition("/")[2], {**context, "email": email}, language)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        change = template_prefix.rpartition("/")[2]
        if change in ("totp_deactivated", "webauthn_removed"):
            self.request.session.pop(SECOND_FACTOR, None)
        if change in TOLD_ELSEWHERE:
            return
        actions.note_security_change(user, change, by=user)
        if change in rules.ENDS_OTHER_SESSIONS:
            actions.sign_out_everywhere(user, by=user, but=self.request.session.session_key)
        if email and email != user.email:
            self.send_mail("address_changed", email, {"user": user})

    def get_reauthentication_methods(self, user):
        names = {
            "reauthenticate": gettext("Use the password"),
            "mfa_reauthenticate": gettext("Use a code"),
            "mfa_reauthenticate:webauthn": gettext("Use a passkey"),
        }
        found = super().get_reauthentication_methods(user)
        return [{**method, "description": names.get(method["id"], "")} for method in found]


def record_failure(user, method):
    """A line in the trail for a failed sign-in, unless there are too many this minute."""
    key = f"accounts.failures.{timezone.now():%H%M}"
    cache.add(key, 0, timeout=120)
    if cache.incr(key) <= FAILURES_RECORDED:
        actions.refuse_sign_in(user, by=SYSTEM, method=method)


def on_code_refused(sender, user, authenticator, **kwargs):
    """A wrong code of an app is a failed sign-in."""
    record_failure(user, authenticator.type)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors, with their secrets sealed."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Officers need a second factor. Add another one first."),
        "incorrect_code": _("This code is not right. Enter the newest code of the app."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def encrypt(self, text):
        return seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text, purpose=PURPOSE)

    def can_delete_authenticator(self, authenticator):
        """The last second factor of an officer stays."""
        user = authenticator.user
        others = Authenticator.objects.filter(user=user, type__in=("totp", "webauthn")).exclude(pk=authenticator.pk)
        return not (settings.REQUIRE_SECOND_FACTOR and user.is_officer) or others.exists()

    def build_totp_svg(self, url):
        """On white, so that cameras read it from a dark page as well."""
        picture = io.BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(picture)
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey") if number == 1 else gettext("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": gettext("Saiyai")}


code_refused.connect(on_code_refused, dispatch_uid="accounts.on_code_refused")
