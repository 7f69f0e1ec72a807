"""The mailbox of the demo."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from saiyai.demo.mailbox import letter, letters
from saiyai.ui.files import file_answer


def _demo_only():
    if not settings.DEMO:
        raise Http404


@login_not_required
@require_safe
def mailbox(request):
    """Every letter that the demo has sent."""
    _demo_only()
    to = request.GET.get("to", "")
    page = Paginator(letters(to), 30).get_page(request.GET.get("page"))
    return render(request, "demo/mailbox.html", {"page_obj": page, "to": to})


@login_not_required
@require_safe
def caught(request, key):
    """One letter."""
    _demo_only()
    found = letter(key)
    if found is None:
        raise Http404
    return render(request, "demo/letter.html", {"letter": found})


@login_not_required
@require_safe
def attachment(request, key, number):
    """A file that came with a letter."""
    _demo_only()
    found = letter(key)
    if found is None or number >= len(found.attachments):
        raise Http404
    name, content = found.attachments[number]
    kind = "application/pdf" if content[:4] == b"%PDF" else "application/octet-stream"
    return file_answer(content if isinstance(content, bytes) else str(content).encode(), kind, name, inline=True)
