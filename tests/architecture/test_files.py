"""Files leave by one door, which puts them into a box without rights."""

from tests.architecture.house import SOURCE, source_files, where

DOOR = SOURCE / "ui" / "files.py"
SIGNS = ("content-disposition", "fileresponse", "application/pdf", "text/csv")


def other_doors(name, source):
    """Signs that a file answers with a file by itself."""
    answers = "HttpResponse(" in source or "FileResponse" in source
    return [f"{name}: {sign}" for sign in SIGNS if answers and sign in source.lower()]


def test_every_file_leaves_by_the_one_door():
    paths = [path for path in source_files() if path != DOOR]
    assert [found for path in paths for found in other_doors(where(path), path.read_text(encoding="utf-8"))] == []


def test_the_guard_sees_another_door():
    source = 'answer = HttpResponse(content, content_type="application/pdf")\n'
    assert other_doors("views.py", source) == ["views.py: application/pdf"]
