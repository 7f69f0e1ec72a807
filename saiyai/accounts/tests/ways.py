"""Ways to sign in that several tests share."""

import time

from allauth.account.models import EmailAddress
from django.urls import reverse

from saiyai.accounts.models import User

PASSWORD = "ฝนตกที่ริมโขง-2569"


def sign_in(client, user, password=PASSWORD):
    """By the page, as a person does; leaves a sign-in fresh enough for delicate pages."""
    client.logout()
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def app_code(secret, at=None):
    """What an authenticator app shows."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(at or time.time()) // 30))


def make_user(email="new@saiyai.example", password=None):
    user = User(email=email, display_name="ใหม่ มาเยือน")
    user.set_password(password)
    user.save()
    if password:
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
