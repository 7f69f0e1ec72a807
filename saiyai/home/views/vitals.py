"""Three short answers for machines that watch this one. To a stranger they say well or not well, and nothing more."""

import hmac

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.db import Error
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from saiyai.home.queries import vitals

log = structlog.get_logger("saiyai.home")
PLAIN = "text/plain; charset=utf-8"
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
HOLD = 2  # seconds that an answer is kept: whoever asks a thousand times does not ask the database a thousand times


@login_not_required
@require_safe
@never_cache
def health(request):
    """This process answers, and means to. Nothing else is looked at: a database that is away is no reason to kill it."""
    if vitals.is_leaving():
        answer = HttpResponse("leaving\n", content_type=PLAIN, status=503)
        answer._has_been_logged = True  # it was told to leave: nothing went wrong
        return answer
    return HttpResponse("ok\n", content_type=PLAIN)


@login_not_required
@require_safe
@never_cache
def ready(request):
    """Database, tables, keys and worker are there, or not; which of them is told by the metrics and by the log."""
    well = caches["process"].get("ready")
    if well is None:
        well = _look()
        caches["process"].set("ready", well, HOLD)
    answer = HttpResponse("ready\n" if well else "not ready\n", content_type=PLAIN, status=200 if well else 503)
    answer._has_been_logged = True  # our own line says what is missing, once; Django's would come at every question
    return answer


def _look():
    try:
        parts = vitals.readiness()
    except (Error, OSError) as problem:
        log.warning("not ready", missing=["database"], exc_info=problem)
        return False
    if missing := [part for part, there in parts.items() if not there]:
        log.warning("not ready", missing=missing)
    return not missing


@login_not_required
@require_safe
@never_cache
def metrics(request):
    """The state in the text format of Prometheus, for who holds the token; for others there is no such page."""
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    given = request.headers.get("Authorization", "").encode()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(wanted, given):
        raise Http404
    return HttpResponse("".join(_lines(vitals.measurements())), content_type=PROMETHEUS)


def _lines(measurements):
    for name, told, rows in measurements:
        yield f"# HELP {name} {told}\n# TYPE {name} gauge\n"
        for labels, value in rows:
            inside = ",".join(f'{label}="{text}"' for label, text in labels.items())
            yield f"{name}{'{' + inside + '}' if inside else ''} {value}\n"
