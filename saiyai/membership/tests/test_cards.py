"""The code of a card: printed, typed, looked up, and not guessed."""

from io import BytesIO

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from saiyai.membership import brake, papers, paperwork, queries, rules
from saiyai.membership.models import Card
from saiyai.membership.tests import ready
from tests.once import cast, made, network, offices, once

__all__ = ["cast", "made", "network", "offices", "once"]
MAKES = {"card": lambda made: queries.living_card(ready.a_member(made.cast))}

TYPE = "membership:verify_code"


@pytest.fixture
def card(made):
    caches["process"].clear()
    return made.card


def test_codes_are_long_differ_and_hold_nothing_to_mistake():
    made = {rules.new_code() for _ in range(500)}
    assert len(made) == 500
    assert {len(code) for code in made} == {20}
    assert not set("".join(made)) & set("ILOU")
    assert rules.in_groups("0123456789ABCDEFGHJK") == "0123 4567 89AB CDEF GHJK"


@pytest.mark.parametrize(
    "typed",
    ["0123 4567 89AB CDEF GHJK", "0123-4567-89ab-cdef-ghjk", "O l23 4567 89ab cdef ghjk", "๐๑๒๓ ๔๕๖๗ ๘๙AB CDEF GHJK"],
)
def test_a_code_is_read_as_people_type_it(typed):
    assert rules.read_code(typed) == "0123456789ABCDEFGHJK"


def test_a_code_of_an_older_card_keeps_its_letters():
    assert rules.read_code(" Ab-cd_ Ef ") == "Ab-cd_Ef"


def test_the_printed_code_leads_to_the_card(card):
    grouped = rules.in_groups(card.code)
    typed = Client().get(reverse(TYPE), {"code": grouped.lower()})
    assert 'data-standing="valid"' in Client().get(typed.url).content.decode()
    by_hand = reverse("membership:verify", args=[card.code.lower()])
    assert 'data-standing="valid"' in Client().get(by_hand).content.decode()


def test_older_cards_are_still_known(card):
    Card.objects.filter(pk=card.pk).update(code="aB-3_xYz9kLmN0pQrStUvW-y")
    assert queries.card_with_code("aB-3_xYz9kLmN0pQrStUvW-y") == card
    assert queries.card_with_code("AB-3_xYz9kLmN0pQrStUvW-y") is None


def test_sheet_and_wallet_print_code_and_address(card, settings):
    paper = paperwork.card_paper(card.member, card)
    for pdf in (papers.card_pdf(paper), papers.wallet_pdf(paper)):
        text = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
        assert card.code in text
        assert settings.SITE_URL.partition("://")[2] + "/verify" in text


def test_both_pages_show_the_code(cast, card):
    for user, address in (
        (card.member.application.applicant_user, reverse("membership:my_membership")),
        (cast.somying, reverse("membership:member", args=[card.member.pk])),
    ):
        client = Client()
        client.force_login(user)
        assert rules.in_groups(card.code) in client.get(address).content.decode()


def test_the_card_stands_before_consents_and_story(card):
    client = Client()
    client.force_login(card.member.application.applicant_user)
    text = client.get(reverse("membership:my_membership")).content.decode()
    assert text.index('id="card"') < text.index(reverse("membership:wallet_png")) < text.index('id="consents"')


def test_who_tries_many_codes_is_slowed_and_a_real_card_is_still_answered(card, monkeypatch, one_minute):
    monkeypatch.setattr(brake, "UNKNOWN_A_MINUTE", 3)
    tried = [Client().get(reverse("membership:verify", args=[rules.new_code()])).status_code for _ in range(5)]
    assert tried == [200, 200, 200, 429, 429]
    real = Client().get(reverse("membership:verify", args=[card.code]))
    assert 'data-standing="valid"' in real.content.decode()
