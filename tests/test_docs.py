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


@pytest.mark.parametrize("document", DOCS, ids=name)
def test_no_path_of_a_machine(document):
    assert not re.search(r"(?<!\w)/(?:home|work|root|Users|tmp)/\w", document.read_text(encoding="utf-8"))
