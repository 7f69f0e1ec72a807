"""Programs of every role in a world with one of each record: what they read, and the moves that they make."""

import pytest

from saiyai.api.models import KeptAnswer
from saiyai.audit.models import Event
from saiyai.membership.models import Application
from saiyai.rights.tests.shared import cast, network, offices, world, world_of_the_file

__all__ = ["cast", "network", "offices", "world", "world_of_the_file"]
ROLES = ("member", "somying", "officer_r1", "decider", "auditor")
# What a program of each role is answered, in the order of ROLES.
SEEN = {
    "/networks": "200 200 200 200 200",
    "/networks/{network}": "200 200 200 200 200",
    "/networks/{network}/chapters": "200 200 200 200 200",
    "/networks/{network}/participations": "200 200 200 200 200",
    "/participations/{unit}": "200 200 200 200 200",
    "/participations/{invited}": "404 404 404 200 404",
    "/people/{person}": "200 200 200 200 404",
    "/people/{person}/ties": "200 200 200 200 404",
    "/people/{unlisted}": "404 200 200 200 404",
    "/organizations": "200 200 200 200 200",
    "/organizations/{organization}": "200 200 200 200 404",
    "/organizations/{organization}/ties": "200 200 200 200 404",
    "/groups/{group}": "200 200 200 200 404",
    "/groups/{group}/ties": "200 200 200 200 404",
    "/applications": "200 200 200 200 200",
    "/applications/{waiting}": "404 200 404 200 404",
    "/applications/{draft}": "404 404 404 404 404",
    "/applications/{admitted}": "200 200 404 200 404",
    "/members": "200 200 200 200 200",
    "/members/{member}": "200 200 404 200 404",
    "/me": "200 200 200 200 200",
    "/me/applications": "200 200 200 200 200",
    "/me/memberships": "200 200 200 200 200",
    "/me/networks": "200 200 200 200 200",
    "/me/tasks": "200 200 200 200 200",
}


@pytest.mark.slow
def test_each_role_reads_what_the_table_says(world, program_of):
    keys = {name: getattr(record, "pk", "") for name, record in world.items()}
    programs = [program_of(getattr(world["cast"], role)) for role in ROLES]
    given = {path: " ".join(str(program.get(path.format(**keys)).status_code) for program in programs) for path in SEEN}
    assert given == SEEN


@pytest.mark.slow
def test_moves_with_reasons_and_keys(world, program_of):
    cast, waiting = world["cast"], world["waiting"]
    program, address = program_of(cast.somying), f"/applications/{waiting.pk}"
    steps = {step["name"]: step for step in program.get(address).json()["moves"]}
    assert not steps["pass_documents"]["open"] and steps["pass_documents"]["why_not"]
    assert steps["ask_for"]["open"] and steps["ask_for"]["href"] == f"/api/v1{address}/ask_for"
    refused = program.post(f"{address}/pass_documents", {"note": "ครบ"}, **{"Idempotency-Key": "one"})
    assert refused.status_code == 409 and refused.json()["reason"] == steps["pass_documents"]["why_not"]

    asked = {"reason": "ขอสำเนาบัตรที่ชัดเจน"}
    first = program.post(f"{address}/ask_for", asked, **{"Idempotency-Key": "two"})
    assert first.status_code == 200 and first.json()["status"] == "SUPPLY"
    lines = Event.objects.filter(verb="application.ask_for").count()
    again = program.post(f"{address}/ask_for", asked, **{"Idempotency-Key": "two"})
    assert again.json() == first.json() and again["Idempotency-Replayed"] == "true"
    assert Event.objects.filter(verb="application.ask_for").count() == lines == 1
    assert Event.objects.get(verb="application.ask_for").actor == str(cast.somying.pk)
    acted = Event.objects.get(verb="token.acted")
    assert acted.actor == str(cast.somying.pk) and acted.facts["address"].endswith("/ask_for")
    other = program.post(f"{address}/ask_for", {"reason": "อย่างอื่น"}, **{"Idempotency-Key": "two"})
    assert other.status_code == 409 and other.json()["type"].endswith("#key-reused")
    assert KeptAnswer.objects.count() == 1  # a refusal is not kept: it may be tried again
    assert program.post(f"{address}/ask_for", asked).status_code == 409
    assert program_of(cast.officer_r1).post(f"{address}/ask_for", asked).status_code == 404
    assert program_of(cast.somying, "applications.read").post(f"{address}/ask_for", asked).status_code == 403
    assert Application.objects.get(pk=waiting.pk).status == "SUPPLY"


@pytest.mark.slow
def test_moves_of_a_network_and_a_unit(world, program_of):
    cast, invited, network = world["cast"], world["invited"], world["network"]
    program = program_of(cast.decider)
    steps = {step["name"]: step for step in program.get(f"/networks/{network.pk}").json()["moves"]}
    assert not steps["close"]["open"] and steps["close"]["why_not"]
    assert program.post(f"/networks/{network.pk}/close", {"reason": "ครบวาระ"}).status_code == 409
    taken = program.post(f"/participations/{invited.pk}/take_back")
    assert taken.status_code == 200 and taken.json()["status"] == "TAKEN_BACK"
    assert program_of(cast.member).post(f"/participations/{world['unit'].pk}/end", {"reason": "x"}).status_code == 409
    assert program_of(cast.member).post(f"/participations/{invited.pk}/accept").status_code == 404


@pytest.mark.slow
def test_a_card_is_checked_without_a_token(world, nobody, one_minute):
    shown = nobody.get(f"/cards/{world['card'].code}").json()
    assert shown["standing"] == "valid" and shown["number"] == world["member"].number
    assert nobody.get("/cards/ABCDEFGH").json()["standing"] == "unknown"
    from saiyai.membership import brake

    brake.UNKNOWN_A_MINUTE, before = 1, brake.UNKNOWN_A_MINUTE
    try:
        assert nobody.get("/cards/ABCDEFGH").status_code == 429
        assert nobody.get(f"/cards/{world['card'].code}").status_code == 200
    finally:
        brake.UNKNOWN_A_MINUTE = before
