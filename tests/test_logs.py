"""Logs tell what happened and where, never who somebody is or what they typed."""

import json
import logging

import pytest

from saiyai import logs


@pytest.fixture
def written():
    """Every line that was logged, as our formatter writes it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.set_up()
    lines, formatter = [], root.handlers[-1].formatter
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(json.loads(formatter.format(record)))
    root.handlers[:] = [handler]
    yield lines
    root.handlers[:], root.level = handlers, level


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
