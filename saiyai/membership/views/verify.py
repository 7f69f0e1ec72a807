"""Anyone may check a card: how it stands, and no more than its holder agreed to show."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from saiyai.membership import queries
from saiyai.membership.forms.office import VerifyCode

# Unknown codes a minute, of all visitors together: no addresses are kept, so nobody is told from anybody. Whoever
# tries codes is slowed, and a real card is always answered: a flood of nonsense must not close the check for all.
# A code has 100 random bits; the brake spares the machine, it is not what keeps codes from being guessed.
UNKNOWN_A_MINUTE = 60
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
    if shown is None and _too_many_unknown():
        return _private(render(request, "membership/verify/busy.html", status=429))
    context = {
        "shown": shown,
        "standing": shown["standing"] if shown else "unknown",
        "tone": TONES[shown["standing"] if shown else "unknown"],
        "now": timezone.now(),
    }
    return _private(render(request, "membership/verify/card.html", context))


def _too_many_unknown():
    """Count an unknown code, and say whether there were too many in this minute."""
    key = f"membership.unknown_codes.{timezone.now():%H%M}"
    counts = caches["process"]  # a flood of guesses shall not become a flood of writes
    counts.add(key, 0, timeout=120)
    return counts.incr(key) > UNKNOWN_A_MINUTE


def _private(response):
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
