"""Signing in through a real OpenID provider, made by others and run in a process of its own."""

from urllib.request import Request, build_opener

import pytest
from django.core.cache import caches
from django.urls import reverse

from saiyai.accounts.models import OutsideIdentity
from saiyai.accounts.tests.ways import sign_in
from tests.outside import provider

pytestmark = [pytest.mark.elsewhere, pytest.mark.django_db]
TABLE = {"label": "ผู้ให้บริการทดสอบ", "client_id": "saiyai", "client_secret": "s" * 40}


@pytest.fixture(scope="module")
def issuer():
    with provider() as running:
        yield running


def agree(address, subject):
    """What a person does at the provider: say who they are. Returns where they are sent back to."""
    from urllib.error import HTTPError
    from urllib.request import HTTPRedirectHandler

    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None

    try:
        build_opener(Stay).open(Request(address, data=f"sub={subject}".encode(), method="POST"), timeout=10)  # noqa: S310
    except HTTPError as sent_on:
        return sent_on.headers["Location"]
    raise AssertionError("the provider sent nobody back")


def test_link_sign_out_sign_in_and_unlink(client, cast, settings, issuer):
    caches["process"].clear()
    settings.OUTSIDE = {"test": TABLE | {"issuer": issuer}}
    settings.SITE_URL = "http://testserver"
    start = reverse("accounts:outside_sign_in", args=["test"])
    security = reverse("accounts:security")
    sign_in(client, cast.member)
    page = client.post(reverse("accounts:link_outside", args=["test"]))
    client.get(agree(page.context["address"], "someone-1"))
    identity = OutsideIdentity.objects.get(user=cast.member)
    client.logout()
    client.get(agree(client.get(start)["Location"], "someone-2"))
    assert "_auth_user_id" not in client.session, "another person there is nobody here"
    client.get(agree(client.get(start)["Location"], "someone-1"))
    assert client.session["_auth_user_id"] == str(cast.member.pk)
    sign_in(client, cast.member)
    assert client.post(reverse("accounts:unlink_outside", args=[identity.pk]))["Location"] == security
    client.logout()
    answer = client.get(agree(client.get(start)["Location"], "someone-1"))
    assert answer["Location"].endswith("/problem/unknown/") and "_auth_user_id" not in client.session
