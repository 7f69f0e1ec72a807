"""From outside all pages look alike: one status, one length of the head."""

import pytest

from saiyai.intake.even import Even


def seen(status, headers):
    found = []
    Even(lambda _environ, start: start(status, headers) or [b"x"])({}, lambda *told: found.append(told))
    ((status, headers),) = found
    return status, len(status) + sum(len(name) + len(value) + 4 for name, value in headers)


PAGE = ("Content-Type", "text/html; charset=utf-8")


@pytest.mark.parametrize("status", ["200 OK", "409 Conflict", "422 Unprocessable Entity"])
@pytest.mark.parametrize("more", [[], [("Clear-Site-Data", '"cache"')], [("X", "y" * 800)]])
def test_pages_have_one_status_and_one_head(status, more):
    assert seen(status, [PAGE, *more]) == ("200 OK", 1024)


@pytest.mark.parametrize("status", ["404 Not Found", "500 Internal Server Error", "503 Service Unavailable"])
def test_what_is_no_answer_of_a_visit_keeps_its_status_and_has_the_same_length(status):
    assert seen(status, [PAGE]) == (status, 1024)


def test_what_the_server_words_in_its_own_way_is_counted_as_it_goes_out():
    assert seen("413 Request Entity Too Large", [PAGE]) == ("413 Payload Too Large", 1024)


@pytest.mark.parametrize("kind", ["application/pdf", "application/octet-stream"])
def test_the_head_of_a_slip_and_of_a_draft_file_is_that_of_a_page(kind):
    assert seen("200 OK", [("Content-Type", kind)]) == ("200 OK", 1024)


def test_files_are_left_alone():
    assert seen("200 OK", [("Content-Type", "text/css")])[1] == len("200 OK") + len("Content-Typetext/css") + 4
