"""Files as answers: whatever was uploaded, the reader's browser opens it in a box without rights."""

import csv
import io

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

# Browsers' own viewers show pictures and PDF inside the box, and save them from there (tests/browser/test_files.py).
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
SHOWN = {"application/pdf", "image/jpeg", "image/png"}
BOM = "\ufeff"  # Excel reads Thai only with it
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def file_answer(content, content_type, name, *, inline=False, kept=False):
    """A file to show (`inline`, where it is of a kind that is shown) or to save.

    `kept`: it is for everybody, and may stay in caches.
    """
    shown = inline and content_type in SHOWN
    return _boxed(HttpResponse(content, content_type=content_type), name, shown=shown, kept=kept)


def stream_answer(pieces, name):
    """A file that comes in pieces, to be saved and shown by nothing."""
    return _boxed(StreamingHttpResponse(pieces, content_type="application/octet-stream"), name)


def _boxed(answer, name, *, shown=False, kept=False):
    answer["Content-Disposition"] = content_disposition_header(not shown, name)
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    if not kept:
        answer["Cache-Control"] = "no-store"
    return answer


def table_answer(name, head, rows):
    """A CSV file that spreadsheets read in Thai, and never as formulas. It is made for this reader alone."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_cell(cell) for cell in head])
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return file_answer(BOM + text.getvalue(), "text/csv; charset=utf-8", name)


def _cell(value):
    """A spreadsheet takes text that begins like this for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("\t", "\r", "\n") or text.lstrip().startswith(FORMULA) else text
