"""Every promise to reporters is kept by a module that is there and tried by tests that run."""

import ast

import pytest

from saiyai.intake.promises import as_document, promises
from tests.architecture.house import ROOT

OFF = {"skip", "xfail"}


def function(place):
    path, _colons, name = place.partition("::")
    file = ROOT / path
    assert file.is_file(), place
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node
    return None


def switched_off(node):
    """Whether a test is marked to be passed over whatever the machine is."""
    return any(
        isinstance(part, ast.Attribute) and part.attr in OFF for d in node.decorator_list for part in ast.walk(d)
    )


@pytest.mark.parametrize("promise", promises(), ids=lambda one: one.name)
def test_each_promise_is_kept_and_tried(promise):
    assert promise.th and promise.en and promise.risk_th and promise.risk_en and promise.modules and promise.tests
    for module in promise.modules:
        assert (ROOT / module).is_file(), module
    for place in promise.tests:
        node = function(place)
        assert node is not None, f"no such test: {place}"
        assert not switched_off(node), f"switched off: {place}"
        assert any(isinstance(part, ast.Assert | ast.With) for part in ast.walk(node)), f"asserts nothing: {place}"


def test_the_guard_sees_a_test_that_is_not_there_and_one_that_is_switched_off():
    assert function("tests/test_promises.py::test_nowhere") is None
    (node,) = ast.parse("@pytest.mark.skip\ndef test_x():\n    assert 1\n").body
    assert switched_off(node)


def test_the_document_says_the_same():
    assert (ROOT / "docs" / "promises.md").read_text(encoding="utf-8") == as_document()
