"""The house rules that the import checker cannot see."""

import ast
import subprocess
import sys

import pytest

from tests.architecture.house import ROOT, SOURCE, floors, our_models, source_files, tree, where

WRITES = {
    "save",
    "delete",
    "create",
    "bulk_create",
    "bulk_update",
    "insert_many",
    "get_or_create",
    "update_or_create",
}
# Modules below the floor of actions write their own tables: the trail itself, the outbox, deliveries, and the schedule's books.
BELOW_ACTIONS = {"audit", "crypto", "thai", "documents"}
WRITERS = {
    "policy/looks.py",
    "backup/returning.py",
    "api/delivering.py",
    "notify/outbox.py",
    "notify/writing.py",
    "notify/jobs.py",
    "notify/actions.py",
    "accounts/sessions.py",
    "accounts/tallies.py",
    "accounts/adapters.py",
    "accounts/vault/session.py",
}
LONGEST_FILE, LONGEST_FUNCTION = 400, 45


@pytest.mark.slow
def test_imports_only_go_down_and_every_contract_holds():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]


def upward_keys(models, floor):
    """Foreign keys that point up, or sideways to another module."""
    for model in models:
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and field.concrete else None
            if target is None or not target.__module__.startswith("saiyai."):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here != there and floor[there] >= floor[here]:
                yield f"{model.__name__}.{field.name}"


def test_foreign_keys_go_down_too():
    assert list(upward_keys(our_models(), floors())) == []


def test_the_guard_of_foreign_keys_sees_an_upward_one():
    from saiyai.membership.models import Member

    assert "Member.person" in list(upward_keys([Member], floors() | {"directory": 99}))


def writes_outside_actions(path, source):
    """Lines that write to tables in a file that is not made of actions."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        if name not in WRITES or (name == "save" and node.args):
            continue  # a drawing is saved to a file; a record is saved without positional arguments
        yield f"{path}:{node.lineno} {name}"


def inside_a_module(path):
    """The parts below the module; the vault of officers is one inside accounts."""
    parts = path.relative_to(SOURCE).parts
    return parts[1:] if parts[:2] == ("accounts", "vault") else parts


def is_made_of_actions(path):
    parts = inside_a_module(path)
    name = path.relative_to(SOURCE).as_posix()
    return (
        parts[0] in BELOW_ACTIONS | {"demo"}
        or name in WRITERS
        or (len(parts) > 1 and parts[1] in ("actions", "actions.py"))
        or (parts[0] == "jobs" and parts[-1] == "actions.py")
    )


def test_only_actions_write():
    found = [
        line
        for path in source_files()
        if not is_made_of_actions(path)
        for line in writes_outside_actions(where(path), path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_guard_of_writes_sees_one():
    assert list(writes_outside_actions("views.py", "def view(request):\n    person.save()\n")) == ["views.py:2 save"]
    assert list(writes_outside_actions("views.py", "insert_many(Person, rows)\n")) == ["views.py:1 insert_many"]


def test_every_public_action_is_marked_and_says_what_it_does():
    """In actions files every public verb takes `by=` and is an @action, so that it leaves a trace."""
    from saiyai.policy.action import ACTIONS  # noqa: F401  (imports register them)

    bad = []
    for path in source_files():
        parts = inside_a_module(path)
        if len(parts) < 2 or parts[1] not in ("actions", "actions.py") or parts[0] == "jobs":
            continue
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            marked = any(
                isinstance(d, ast.Name) and d.id in ("action", "vault_action", "unrecorded")
                for d in node.decorator_list
            )
            if marked and not ast.get_docstring(node):
                bad.append(f"{where(path)}: {node.name} has no docstring")
            if marked and "by" not in [a.arg for a in node.args.kwonlyargs]:
                bad.append(f"{where(path)}: {node.name} has no by=")
    assert bad == []


@pytest.mark.parametrize("path", list(source_files(tests=True)), ids=where)
def test_files_and_functions_stay_small(path):
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= LONGEST_FILE, "split the file"
    long = [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_room_for_odds_and_ends():
    forbidden = {"core", "common", "utils", "helpers", "services", "managers", "misc"}
    assert [where(p) for p in SOURCE.rglob("*") if p.stem in forbidden and "vendor" not in p.parts] == []


def test_nothing_is_left_over():
    marks = ("TO" + "DO", "FIX" + "ME", "X" * 3)
    found = [
        f"{where(path)}: {mark}"
        for path in source_files(tests=True)
        for mark in marks
        if mark in path.read_text(encoding="utf-8").split()
    ]
    assert found == []
