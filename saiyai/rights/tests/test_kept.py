"""No browser keeps a page that somebody saw while signed in; what is public may be kept."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
PAGES = {
    "member": ["home", "notify:inbox", "directory:me", "directory:people", "rights:my_data", "membership:my_membership",
               "accounts:security", "api:receivers", "networks:networks", "notify:preferences"],
    "somying": ["home", "membership:queue", "membership:members", "directory:people", "rights:erasures"],
    "auditor": ["home", "rights:looks", "accounts:grants"],
}  # fmt: skip


@pytest.mark.parametrize(("who", "address"), [(who, name) for who, names in PAGES.items() for name in names])
def test_a_page_of_somebody_signed_in_is_not_kept(client, cast, network, who, address):
    client.force_login(getattr(cast, who))
    answer = client.get(reverse(address))
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert "no-store" in client.get("/there-is-no-such-page/")["Cache-Control"]


def test_neither_is_the_answer_that_signs_out(client, cast):
    client.force_login(cast.member)
    assert "no-store" in client.post(reverse("account_logout"))["Cache-Control"]


def test_public_pages_may_be_kept(client, cast, network):
    for address in ("home", "networks:networks", "law:acts"):
        assert "no-store" not in client.get(reverse(address)).get("Cache-Control", "")
