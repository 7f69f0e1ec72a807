import ast
import re
from pathlib import Path

import polib
import pytest

from saiyai.thai import areas, dates, ids, names, phones

HERE = Path(__file__).resolve().parent.parent
SPOKEN = {
    message: module.__name__ for module in (areas, dates, ids, names, phones) for message in module.MESSAGES.values()
}
CATALOGUE = polib.pofile(str(HERE / "locale" / "th" / "LC_MESSAGES" / "django.po"))
THAI = {entry.msgid: entry.msgstr for entry in CATALOGUE if not entry.fuzzy}


@pytest.mark.parametrize("file", sorted(HERE.glob("*.py")), ids=lambda file: file.name)
def test_no_module_imports_django(file):
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        imported = []
        if isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported = [node.module or ""]
        for name in imported:
            assert name.split(".")[0] != "django"
            assert not name.startswith("saiyai.") or name.startswith("saiyai.thai")


@pytest.mark.parametrize("message", sorted(SPOKEN), ids=lambda message: message[:40])
def test_every_message_is_told_in_thai(message):
    thai = THAI.get(message, "")
    assert re.search("[ก-ฮ]", thai)
    assert sorted(re.findall(r"%\(\w+\)s", thai)) == sorted(re.findall(r"%\(\w+\)s", message))
    assert "ค่ะ" not in thai
    assert "ครับ" not in thai


def test_the_catalogue_holds_nothing_else():
    assert set(THAI) == set(SPOKEN)


def test_nothing_normalises_with_nfkc():
    for file in HERE.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                assert not any(isinstance(a, ast.Constant) and a.value in ("NFKC", "NFKD") for a in node.args), file
