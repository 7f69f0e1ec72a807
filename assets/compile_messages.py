"""Compile every catalogue whose text is newer than its compiled form. Plain Python: no gettext tools needed."""

from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parent.parent / "saiyai"


def main():
    for text in sorted(SOURCE.rglob("locale/*/LC_MESSAGES/django.po")):
        compiled = text.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < text.stat().st_mtime:
            polib.pofile(str(text)).save_as_mofile(str(compiled))
            print(f"compiled {text.relative_to(SOURCE)}")


if __name__ == "__main__":
    main()
