"""What programs read is what their owner sees, in bounded pages; every error is a problem."""

import json
from importlib import import_module

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saiyai.api.problems import MEDIA
from saiyai.directory import actions as directory
from saiyai.policy.actors import SYSTEM


@pytest.fixture
def people(db):
    return [directory.add_person(f"คน{n}", "ตัวอย่าง", by=SYSTEM, listed=n % 2 == 0) for n in range(6)]


def problem(answer, status, kind):
    assert answer.status_code == status and answer["Content-Type"] == MEDIA
    body = answer.json()
    assert body["status"] == status and body["type"].endswith(f"/api/#{kind}") and body["title"] and body["detail"]
    return body


def test_who_sees_whom(cast, program_of, people, membership, nobody):
    assert program_of(cast.somying).get("/people").json()["count"] == 7
    seen = program_of(cast.member).get("/people").json()
    assert seen["count"] == 4  # three who agreed to be shown, and herself
    hidden = program_of(cast.member).get(f"/people/{people[1].pk}")
    problem(hidden, 404, "not-found")
    assert program_of(cast.auditor).get("/people").json()["count"] == 0
    problem(nobody.get("/people"), 401, "no-token")


def test_a_program_reads_on_to_the_last_row_of_a_list_that_is_not_counted_to_the_end(
    cast, program_of, people, membership, monkeypatch
):
    monkeypatch.setattr(import_module("saiyai.directory.queries.find"), "COUNTED", 3)
    monkeypatch.setattr("saiyai.api.paging.COUNTED", 1)
    program, address, seen = program_of(cast.somying), "/people?per_page=2", []
    while address:
        page = program.get(address.removeprefix("/api/v1")).json()
        assert (page["count"], page["more"]) == (3, True)
        seen += [item["id"] for item in page["items"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 7
    networks = program.get("/networks").json()
    assert networks["count"] == 1 and networks["more"] is False and networks["next"] is None


def test_pages_are_bounded_and_the_one_beyond_the_end_is_empty(cast, program_of, people):
    program = program_of(cast.somying)
    first = program.get("/people?per_page=4&sort=name").json()
    assert len(first["items"]) == 4 and first["count"] == 6 and "page=2" in first["next"]
    rest = program.get(first["next"].removeprefix("/api/v1")).json()
    assert len(rest["items"]) == 2 and rest["next"] is None
    beyond = program.get("/people?page=10000&per_page=100").json()
    assert beyond["items"] == [] and beyond["count"] == 6 and beyond["next"] is None
    for wrong in ("page=0", "page=10001", "per_page=101", "page=x", "page=1.0", "page=%00", "page="):
        assert problem(program.get(f"/people?{wrong}"), 422, "unfit")["errors"]


@pytest.mark.parametrize("text", ["%", "_", "คน", "%25%25", "*", "ก" * 100, "'", "--"])
def test_a_filter_that_matches_everything_is_only_a_page(cast, program_of, people, text):
    answer = program_of(cast.somying).get(f"/people?q={text}&per_page=3")
    assert answer.status_code == 200 and len(answer.json()["items"]) <= 3


def test_a_misspelt_filter_is_refused(cast, program_of, people):
    program = program_of(cast.somying)
    problem(program.get("/people?provice=40"), 422, "unfit")
    problem(program.get(f"/people/{people[0].pk}?x=1"), 422, "unfit")
    problem(program.get("/people?q=a%00b"), 422, "unfit")


def test_errors_of_every_kind(cast, program_of, nobody, people, monkeypatch, settings):
    program = program_of(cast.somying)
    problem(program.get("/nothing"), 404, "not-found")
    problem(program.get("/"), 404, "not-found")
    problem(program.get("/people/not-a-key"), 422, "unfit")
    wrong = program.client.delete("/api/v1/people", headers=program.headers)
    problem(wrong, 405, "method")
    assert wrong["Allow"] == "GET"
    address = "/applications/00000000-0000-4000-8000-000000000000/approve"
    problem(program.post(address, "reason=x", content_type="application/x-www-form-urlencoded"), 415, "media-type")
    problem(program.post(address, "{"), 400, "unreadable")
    problem(program.post(address, {"reason": 3}), 422, "unfit")
    problem(program.post(address, {"other": "x"}), 422, "unfit")
    problem(program.post(address, {}), 404, "not-found")
    problem(program.post(address, '{"reason": "\\ud800"}'), 422, "unfit")
    problem(program.post(address, '{"reason": "' + "x" * 3_000_000 + '"}'), 413, "too-large")
    monkeypatch.setattr("saiyai.directory.queries.find", lambda *a, **k: 1 / 0)
    broken = problem(program.get("/people"), 500, "broken")
    assert "zero" not in json.dumps(broken)


def test_nothing_that_was_sent_is_repeated(cast, program_of):
    answer = program_of(cast.somying).get("/people?q=1101700203450%00")
    assert answer.status_code == 422 and "1101700203450" not in answer.content.decode()


def test_too_many_requests_of_one_token(cast, program_of, settings, one_minute):
    settings.API_REQUESTS_A_MINUTE = 2
    program, other = program_of(cast.somying), program_of(cast.decider)
    assert [program.get("/me").status_code for _ in range(3)] == [200, 200, 429]
    assert int(program.get("/me")["Retry-After"]) <= 60
    assert other.get("/me").status_code == 200


def test_requests_are_counted_over_all_processes(cast, program_of, settings, one_minute):
    settings.API_REQUESTS_A_MINUTE = 60
    program, granted = program_of(cast.somying), 0
    for number in range(90):
        if number % 7 == 0:
            caches["process"].clear()  # the next ones are answered by another process
        granted += program.get("/me").status_code == 200
    assert 45 <= granted <= 60  # what a process had taken when it ended is not given again


def test_not_every_request_is_a_write_to_the_common_count(cast, program_of, settings, one_minute):
    settings.API_REQUESTS_A_MINUTE = 300
    program = program_of(cast.somying)
    program.get("/me")
    with CaptureQueriesContext(connection) as seen:
        for _request in range(9):
            assert program.get("/me").status_code == 200
    assert not [row for row in seen if "accounts_tally" in row["sql"]]


def test_answers_are_kept_nowhere_and_come_in_the_language_asked_for(cast, program_of, nobody):
    answer = program_of(cast.somying).get("/me")
    assert answer["Cache-Control"] == "no-store" and "Set-Cookie" not in str(answer.headers)
    assert nobody.get("/me").json()["title"] == "ไม่มีโทเคนที่ใช้ได้"
    assert nobody.get("/me", **{"Accept-Language": "en"}).json()["title"] == "No token in force"


def test_the_description_is_whole(nobody):
    described = nobody.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1") and len(described["paths"]) >= 40
    ids = [operation["operationId"] for methods in described["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))
    text = json.dumps(described)
    for word in ("email", "phone", "sealed", "signer", "mandate"):
        assert word not in text


def test_the_page_for_people_names_every_address(client, db, nobody):
    page = client.get("/api/").content.decode().replace("<wbr>", "")
    for path, methods in nobody.get("/openapi.json").json()["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
    assert "โทเคน" in page and "<script>" not in page


def test_the_description_speaks_the_language_asked_for(nobody):
    def title(language):
        described = nobody.get("/openapi.json", **{"Accept-Language": language}).json()
        operation = described["paths"]["/api/v1/people"]["get"]
        return operation["summary"], operation["responses"]["401"]["description"]

    assert title("th") == ("บุคคล", "ไม่มีโทเคนที่ใช้ได้")
    assert title("en") == ("People", "No token in force")
    assert title("th") == ("บุคคล", "ไม่มีโทเคนที่ใช้ได้")
