"""The way in from outside that several tests share."""

from django.urls import reverse

from saiyai.accounts import actions
from saiyai.accounts.tests.ways import sign_in

START, BACK, LINK = (
    reverse(f"accounts:{name}", args=["test"]) for name in ("outside_sign_in", "outside_back", "link_outside")
)
SECURITY = reverse("accounts:security")


def why(answer):
    """The reason that a refused try was sent to."""
    assert answer.status_code == 302 and "/problem/" in answer["Location"], answer.get("Location")
    return answer["Location"].rstrip("/").rpartition("/")[2]


def signed_in(client):
    return client.session.get("_auth_user_id", "")


def come_back(client, liar, subject, *, start=START, **answer):
    """Set out, agree at the provider, and come back."""
    address = client.get(start)["Location"]
    return client.get(liar.allow(address, subject, **answer))


def link(client, liar, user, subject):
    sign_in(client, user)
    page = client.post(LINK)
    address = page.context["address"]
    return client.get(liar.allow(address, subject))


def linked(liar, user, subject):
    return actions.link_outside(user, liar.issuer, subject, by=user)
