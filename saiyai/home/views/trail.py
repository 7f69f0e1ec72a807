"""The trail: reading it, checking it, taking it along; and what everybody may see of it."""

import json
from urllib.parse import urlencode

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saiyai.audit import queries as audit
from saiyai.crypto import keys
from saiyai.home import actions, labels
from saiyai.home.forms import TrailFilter
from saiyai.home.queries import trail as queries
from saiyai.policy.permissions import Permission as P
from saiyai.ui.files import file_answer, table_answer
from saiyai.ui.templatetags.ui import plain_date

A_PAGE = 50
MOST_LINES = 20_000
COLUMNS = ("seq", "at", "actor", "actor_label", "verb", "subject", "key", "facts", "seal")


def _must_read(request):
    if not request.user.allows(P.AUDIT_READ):
        raise Http404


def _filter(request):
    """The filter form and what it chose; a wrong date hides nothing and is told beside its field."""
    verbs, subjects = queries.verbs_and_subjects(request.user)
    form = TrailFilter(request.GET, verbs=verbs, subjects=subjects)
    form.is_valid()
    return form, {name: value for name, value in form.cleaned_data.items() if value}


def _in_force(chosen):
    days = {"since": _("From %(day)s"), "until": _("Until %(day)s")}
    words = {
        "q": lambda value: _("Contains “%(text)s”") % {"text": value},
        "key": lambda value: _("Record %(key)s") % {"key": value},
        "actor": lambda value: _("By %(actor)s") % {"actor": value},
        "verb": labels.verb,
        "subject": labels.subject,
    }
    return [
        (days[name] % {"day": plain_date(value)} if name in days else words[name](value), name)
        for name, value in chosen.items()
    ]


@require_safe
def trail(request):
    """Who did what to which record, newest first."""
    _must_read(request)
    form, chosen = _filter(request)
    page = Paginator(queries.lines(request.user, **chosen), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "chips": _in_force(chosen), "query": query.urlencode(), "most": MOST_LINES}
    return render(request, "home/trail.html", context, status=200 if form.is_valid() else 422)


@require_POST
def export_trail(request):
    """The chosen lines as CSV. That they left is itself a line."""
    _must_read(request)
    form, chosen = _filter(request)
    if not form.is_valid():
        return redirect(f"{request.path.removesuffix('export/')}?{request.GET.urlencode()}")
    found = list(queries.lines(request.user, **chosen)[:MOST_LINES])
    actions.export_trail(len(found), urlencode(chosen), by=request.user)
    for event in found:
        event.at, event.facts = event.at.isoformat(), json.dumps(event.facts, ensure_ascii=False, sort_keys=True)
    rows = [[getattr(event, name) for name in COLUMNS] for event in found]
    return table_answer(f"trail-{timezone.localdate():%Y-%m-%d}.csv", COLUMNS, rows)


def verify_trail(request):
    """Ask first, then check every line and show the verdict."""
    _must_read(request)
    verdict = actions.verify_trail(by=request.user) if request.method == "POST" else None
    context = {
        "verdict": verdict,
        "problem": labels.problem(verdict.problem) if verdict else "",
        "last": queries.last_verification(request.user),
        "checkpoint": audit.latest_checkpoint(),
    }
    return render(request, "home/verify_trail.html", context)


def _public_pem():
    return keys.signing_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@login_not_required
@require_safe
def checkpoints(request):
    """Signed checkpoints for everybody, and how to check them without us."""
    page = Paginator(queries.checkpoints(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "home/checkpoints.html", {"page": page, "pem": _public_pem().decode()})


@login_not_required
@require_safe
def checkpoint_list(request):
    """All checkpoints, one line of JSON each, oldest first: to keep a copy elsewhere."""
    rows = queries.checkpoints().order_by("day")
    lines = [
        json.dumps({"day": row.day.isoformat(), "size": row.size, "root": row.root, "signature": row.signature})
        for row in rows
    ]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="application/x-ndjson")


@login_not_required
@require_safe
def trail_key(request):
    """The public half of the key that signs the trail."""
    return file_answer(_public_pem(), "application/x-pem-file", "saiyai-trail-key.pem", kept=True)
