"""Logs tell what happened and where, never who somebody is or what they typed."""

import json
import logging

import pytest

from saiyai import logs


@pytest.fixture
def written():
    """Every line that was logged, as our formatter writes it."""
    root = logging.getLogger()
    handlers, level, loud = root.handlers[:], root.level, logging.raiseExceptions
    logs.set_up()
    lines, formatter = [], root.handlers[-1].formatter
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(json.loads(formatter.format(record)))
    root.handlers[:] = [handler]
    yield lines
    root.handlers[:], root.level, logging.raiseExceptions = handlers, level, loud


def test_an_error_keeps_its_kind_and_place_and_loses_its_message(written):
    try:
        raise ValueError("1101700203450 มาลี ใจเย็น")
    except ValueError:
        logging.getLogger("saiyai.somewhere").exception("job failed")
    (line,) = written
    assert line["error"] == "ValueError" and any("test_logs.py" in place for place in line["at"])
    assert "1101700203450" not in json.dumps(line) and "มาลี" not in json.dumps(line, ensure_ascii=False)


def test_the_framework_does_not_tell_the_path(written):
    logging.getLogger("django.request").warning("Not Found: %s", "/apply/secret-token/", extra={"status_code": 404})
    (line,) = written
    assert line["event"] == "django.request 404"
    assert "secret-token" not in json.dumps(line)


def test_a_library_tells_its_name_and_not_its_words(written):
    logging.getLogger("mail.log").warning("Peer %s: RCPT TO %s", "203.0.113.9", "mali@example.org")
    (line,) = written
    assert line["event"] == "mail.log" and "mali" not in json.dumps(line) and "203.0" not in json.dumps(line)


def test_a_line_that_cannot_be_written_prints_nothing(written, capsys):
    root = logging.getLogger()
    broken = logging.StreamHandler()
    broken.format = lambda record: 1 / 0
    root.handlers[:] = [broken]
    root.warning("1101700203450 %d", "มาลี ใจเย็น")
    told = capsys.readouterr()
    assert told.out + told.err == ""


def test_a_wrong_host_is_no_error_and_is_not_quoted(written, client):
    assert client.get("/about/", headers={"host": "attacker.example"}).status_code == 400
    ours = [(line["event"], line["level"]) for line in written if line["event"].startswith("django")]
    assert ours == [("django.security.DisallowedHost 400", "warning")]
    assert "attacker" not in json.dumps(written)


@pytest.fixture
def at_the_desk(written):
    request, security = logging.getLogger("django.request"), logging.getLogger("django.security")
    filters, level = request.filters[:], security.level
    handlers = logging.getLogger().handlers[:]
    logs.set_up_frontdesk()
    logging.getLogger().handlers[:] = handlers
    yield written
    request.filters[:] = filters
    security.setLevel(level)


def test_no_line_of_the_front_desk_tells_when_somebody_came_but_a_breakdown_is_told(at_the_desk):
    answers = logging.getLogger("django.request")
    answers.error("Service Unavailable: %s", "/report/tell/", extra={"status_code": 503})
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST", extra={"status_code": 400})
    assert at_the_desk == []
    try:
        raise ValueError("secret")
    except ValueError:
        answers.error("Internal Server Error", exc_info=True, extra={"status_code": 500})
    (line,) = at_the_desk
    assert (line["event"], line["error"]) == ("django.request 500", "ValueError") and "secret" not in json.dumps(line)


def test_this_machine_has_two_names(client):
    hosts = ("localhost:8000", "127.0.0.1:8000")
    assert {client.get("/nowhere/", headers={"host": host}).status_code for host in hosts} == {404}
