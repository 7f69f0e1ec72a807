"""The documents name only what exists: files, tests, pages they link to."""

import re

import pytest
from django.conf import settings

ROOT = settings.ROOT
DOCS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
# A path in backticks that begins with one of our folders, or a link to a file.
PATH = re.compile(r"`((?:saiyai|docs|tests|bench|assets|\.ci)/[\w./-]*\w/?)`")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
TEST = re.compile(r"`(\S+\.py)` `(test_\w+)`")


def name(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCS, ids=name)
def test_files_that_a_document_names_exist(document):
    text = document.read_text(encoding="utf-8")
    named = [ROOT / path for path in PATH.findall(text)] + [document.parent / path for path in LINK.findall(text)]
    # Pictures are made by the browser tests, which run elsewhere.
    assert [str(path) for path in named if not path.exists() and path.suffix != ".png"] == []


def test_tests_that_the_threat_model_names_exist():
    named = TEST.findall((ROOT / "docs/threat-model.md").read_text(encoding="utf-8"))
    assert len(named) > 20
    missing = [
        f"{path} {test}" for path, test in named if f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert missing == []


# The rows of the list of abuse cases that touch telling, the vault and the desk.
ROWS = {
    "A": (1, 2, 4, 6, 7, 8, 9, 10, 12, 14, 16, 17, 18, 20, 21, 22, 24, 26), "B": (1, 2, 3, 4, 5, 7, 9, 10, 11, 13, 14, 15, 17, 19),
    "C": (2, 3, 5, 6, 8, 10, 12, 13, 14), "D": (1, 2, 3, 6, 8, 9, 11, 12), "E": (2, 4, 5, 7, 8, 9, 10, 11, 12),
}  # fmt: skip


def test_every_row_of_the_abuse_cases_has_a_test_or_says_why_not():
    text = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| ([A-E]\d+) \| ([^|]+) \| ([^|]*) \| ([^|]*) \|$", text, re.MULTILINE)
    assert [row for row, *_cells in found] == [
        f"{part}{number}" for part, numbers in ROWS.items() for number in numbers
    ]
    assert [row for row, _tried, tests, why in found if not TEST.search(tests) and not why.strip()] == []


@pytest.mark.parametrize("document", DOCS, ids=name)
def test_no_path_of_a_machine(document):
    assert not re.search(r"(?<!\w)/(?:home|work|root|Users|tmp)/\w", document.read_text(encoding="utf-8"))
