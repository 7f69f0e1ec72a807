"""What the house tests share: the source files, the floors, the models of our own."""

import ast
import configparser
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "saiyai"


def floors():
    """Module name -> height, from the contract that the import checker reads."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    lines = config["importlinter:contract:floors"]["layers"].split("\n")
    rows = [[name.strip(" ()") for name in line.split("|")] for line in lines if line.strip()]
    return {name: len(rows) - height for height, row in enumerate(rows) for name in row}


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("saiyai.")]


def source_files(*, tests=False):
    """Our Python files, without migrations; with tests only if asked."""
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).parts
        if "migrations" not in parts and (tests or "tests" not in parts):
            yield path


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def where(path):
    return path.relative_to(ROOT).as_posix()
