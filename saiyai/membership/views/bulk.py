"""One deed for many applications: looked at first, one reason each, every application a transaction of its own."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saiyai.accounts.queries import users_allowed, worked_on
from saiyai.membership import actions, queries, rules
from saiyai.membership.forms.office import DEEDS, LONGEST_REASON, NEEDS_REASON
from saiyai.membership.views.queue import reader
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

# So many in one request: each is a transaction with its letter and paper. What is over waits for the next round.
AT_MOST = 100
RESULT = "membership_bulk"
# The name under which an action takes its words; a deed that takes none is missing.
WORDS = {
    "pass_documents": "note",
    "pass_background": "note",
    "ask_for": "reason",
    "approve": "reason",
    "reject": "reason",
}


@dataclass(frozen=True)
class Choice:
    """What was ticked: the deed, this round in the order of numbers, what waits for the next, how many are not seen."""

    deed: str
    found: list
    left: list
    unseen: int


def _chosen(request):
    """What was ticked, as far as this officer sees it. Nothing that was ticked goes without a word."""
    reader(request)
    deed = request.POST.get("do", "")
    if deed not in DEEDS:
        raise Http404
    ticked = dict.fromkeys([*request.POST.getlist("id"), *request.POST.getlist("more")])
    keys = [key for key in ticked if _is_key(key)]
    seen = queries.visible_applications(request.user).filter(pk__in=keys).exclude(status="DRAFT")
    seen = [one for one in seen.prefetch_related("documents", "endorsements").order_by("number")
            if request.user.allows(P.APPLICATION_READ, office=one.office, network=one.network_id)]  # fmt: skip
    # The rows of a page that was looked at come before those that it named as left over.
    first = set(request.POST.getlist("id")) if "more" in request.POST else set()
    seen.sort(key=lambda one: bool(first) and str(one.pk) not in first)
    return Choice(deed, seen[:AT_MOST], seen[AT_MOST:], len(ticked) - len(seen))


def _is_key(text):
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _officers(user):
    """Officers to whom applications can be given: of the offices where this user gives them."""
    officers = users_allowed(P.APPLICATION_CHECK)
    mine = worked_on(user, P.APPLICATION_CHECK, "grants__office", "grants__network")
    if mine:
        officers = officers.filter(mine | Q(grants__office__isnull=True, grants__network__isnull=True))
    return officers.distinct().order_by("display_name")


def _rows(request, deed, found):
    """Each application with the reason why not, its own words, and what is wrong with them."""
    same = request.POST.get("same", "").strip()
    rows = []
    for one in found:
        words = request.POST.get(f"reason-{one.pk}", "").strip() or same
        why_not = rules.why_not(one, deed, request.user)
        rows.append({"application": one, "why_not": why_not, "words": words, "error": ""})
    return rows


def _page(request, choice, rows, problem="", status=200):
    deed = choice.deed
    context = {
        "left": choice.left,
        "unseen": choice.unseen,
        "chosen": len(rows) + len(choice.left),
        "at_most": AT_MOST,
        "deed": deed,
        "label": DEEDS[deed],
        "rows": rows,
        "possible": [row for row in rows if not row["why_not"]],
        "takes_words": deed in WORDS,
        "needs_reason": deed in NEEDS_REASON,
        "same": request.POST.get("same", ""),
        "officers": _officers(request.user) if deed == "assign" else None,
        "officer": request.POST.get("officer", ""),
        "problem": problem,
        "longest": LONGEST_REASON,
    }
    return render(request, "membership/office/bulk.html", context, status=status)


@require_POST
def look(request):
    """What would happen to each; nothing happens yet."""
    choice = _chosen(request)
    if not choice.found:
        return _page(request, choice, [], _("Tick at least one application first."), 422)
    return _page(request, choice, _rows(request, choice.deed, choice.found))


def _check(request, deed, rows):
    """What keeps the whole from starting; the boxes that lack a reason are marked."""
    if deed in NEEDS_REASON:
        for row in rows:
            if not row["why_not"] and not row["words"]:
                row["error"] = _("Please write the reason.")
    for row in rows:
        if len(row["words"]) > LONGEST_REASON:
            row["error"] = _("Please keep it under %(most)s letters.") % {"most": LONGEST_REASON}
    if any(row["error"] for row in rows):
        return _("Some applications still lack a reason, or it is too long.")
    return ""


@require_POST
def confirm(request):
    """Do it: each application by itself, so that one refusal holds up no other."""
    choice = _chosen(request)
    deed = choice.deed
    rows = _rows(request, deed, choice.found)
    officer = _officers(request.user).filter(pk=_key(request.POST.get("officer"))).first() if deed == "assign" else None
    problem = _check(request, deed, rows)
    if deed == "assign" and officer is None:
        problem = _("Please choose an officer.")
    if problem or not rows:
        return _page(request, choice, rows, problem or _("Tick at least one application first."), 422)
    told = []
    for row in rows:
        refusal = _do(row, deed, request.user, officer)
        told.append({"pk": str(row["application"].pk), "name": row["application"].party_name,
                     "number": row["application"].number, "why_not": refusal})  # fmt: skip
    left = [str(one.pk) for one in choice.left]
    request.session[RESULT] = {"deed": deed, "rows": told, "left": left, "unseen": choice.unseen}
    return redirect("membership:bulk_done")


def _key(text):
    return text if text and _is_key(text) else None


def _do(row, deed, user, officer):
    """The refusal, or ""."""
    act = getattr(actions, deed)
    try:
        if deed == "assign":
            act(row["application"], officer, by=user)
        elif deed in WORDS:
            act(row["application"], by=user, **{WORDS[deed]: row["words"]})
        else:
            act(row["application"], by=user)
    except Refused as refusal:
        return f"{refusal.reason} {refusal.remedy}".strip()
    return ""


@require_safe
def done(request):
    """What was done and what was not, each with its reason."""
    reader(request)
    result = request.session.get(RESULT)
    if not result:
        return redirect("membership:queue")
    rows = result["rows"]
    context = {
        "label": DEEDS[result["deed"]],
        "deed": result["deed"],
        "left": result.get("left", []),
        "unseen": result.get("unseen", 0),
        "done": [row for row in rows if not row["why_not"]],
        "not_done": [row for row in rows if row["why_not"]],
    }
    return render(request, "membership/office/bulk_done.html", context)
