"""Anyone may check a card: how it stands, and no more than its holder agreed to show."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from saiyai.membership import brake, queries
from saiyai.membership.forms.office import VerifyCode

TONES = {"valid": "done", "suspended": "wait", "expired": "stop", "ended": "stop", "unknown": "idle"}


@login_not_required
@require_safe
def verify_code(request):
    """Type the code of a card."""
    form = VerifyCode(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("membership:verify", code=form.cleaned_data["code"] or "-")
    return _private(render(request, "membership/verify/code.html", {"form": form}, status=422 if form.errors else 200))


@login_not_required
@require_safe
def verify(request, code):
    """How a card stands today. An unknown code answers like a known one: same page, same status."""
    shown = queries.shown_by_card(queries.card_with_code(code))
    if shown is None and brake.too_many_unknown():
        return _private(render(request, "membership/verify/busy.html", status=429))
    context = {
        "shown": shown,
        "standing": shown["standing"] if shown else "unknown",
        "tone": TONES[shown["standing"] if shown else "unknown"],
        "now": timezone.now(),
    }
    return _private(render(request, "membership/verify/card.html", context))


def _private(response):
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
