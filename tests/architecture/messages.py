"""Every text that a user may read, drawn from the source as gettext would, without needing gettext."""

import ast
import re

from django.utils.translation.template import templatize

from tests.architecture.house import SOURCE, source_files

CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(
    rf"(?<!\w)(?:_|gettext)\({STRING}\)|ngettext\({STRING},\s*{STRING}|pgettext\({STRING},\s*{STRING}"
)


def in_python():
    """((context or None, message id), file) for each marked text of the source."""
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in CALLS:
                texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name.startswith("pgettext") and len(texts) > 1:
                    yield (texts[0], texts[1]), path
                elif texts and not name.startswith("pgettext"):
                    yield (None, texts[0]), path


def in_templates():
    """((context or None, message id), file) for each marked text of the templates."""
    for path in sorted(SOURCE.rglob("templates/**/*.*")):
        if path.suffix not in (".html", ".txt"):
            continue
        for found in IN_TEMPLATE.finditer(templatize(path.read_text(encoding="utf-8"))):
            plain, one, _many, context, text = found.groups()
            yield (ast.literal_eval(context) if context else None, ast.literal_eval(plain or one or text)), path
