"""What the pages of the desk share: finding and opening a case, and showing it with a form that came back."""

from functools import wraps
from itertools import chain

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from saiyai.accounts import sudo
from saiyai.accounts.vault.views.proving import due
from saiyai.cases import actions, forms, queries, rules, screening
from saiyai.cases.clocks import clock
from saiyai.cases.models import Case, Proposal
from saiyai.crypto import age
from saiyai.intake.models import Ask
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.ui.provinces import province_name
from saiyai.ui.templatetags.ui import plain_date

S = Case.Status
TONES = {
    S.RECEIVED: "wait",
    S.ASSIGNED: "act",
    S.SCREENING: "act",
    S.NEED_INFO: "wait",
    S.PROPOSED: "wait",
    S.DECIDED: "done",
    S.CLOSED: "idle",
}
WHO_TELLS = {
    "name": _lazy("Name of the reporter"),
    "phone": _lazy("Telephone number"),
    "email": _lazy("E-mail of the reporter"),
    "line": _lazy("LINE of the reporter"),
    "address": _lazy("Where the reporter lives"),
    "relatives": _lazy("People close to the reporter who may be in danger"),
    "bank": _lazy("Bank account for a reward"),
    "note": _lazy("How and when the reporter can be reached safely"),
}
DONE_ELSEWHERE = {"close"}


def only_with_cases(view):
    """For who holds a role that works with cases; for nobody else these pages exist."""

    @wraps(view)
    def run(request, *args, **kwargs):
        if not queries.works_with_cases(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return run


def opened_case(request, ref):
    """The case of this reference, opened; 404 where this officer may not know of it."""
    found = get_object_or_404(queries.visible_cases(request.user), ref=ref)
    return actions.open_case(found, request.vault, by=request.user)


def show(request, ref, *, status=200, bound=(), refusal=None, identity=None, opened=None, asked=()):
    """The page of a case. `bound`: {name: form} that came back wrong; `refusal`: what was not done and why; `asked`: {key
    of a pack or question: what has to be entered before it opens} where that was wrong."""
    bound, asked = dict(bound), dict(asked)
    try:
        opened = opened or opened_case(request, ref)
    except Refused as problem:
        found = get_object_or_404(queries.visible_cases(request.user), ref=ref)
        trustees_only = not queries.somebody_can_open(found)
        context = {"case": found, "refusal": problem, "trustees_only": trustees_only}
        return render(request, "cases/closed.html", context, status=409)
    case, today = opened.case, timezone.localdate()
    case.tone = TONES[case.status]
    case.clock, case.is_late = clock(case, today)
    told, moves = opened.told(), _moves(case, request.user, bound)
    context = {
        "case": case, "report": opened.report, "told": told, "province": province_name(told.where.province),
        "messages_of": opened.messages(), "notes": opened.notes(request.vault), "files": _files(opened, request, bound.get("original")),
        "steps": _steps(opened), "readers": _readers(case, bound.get("part")), "asks": _asks(opened, request, asked),
        "moves": moves, "only": _only(case, moves), "refusal": refusal, "identity": who_tells(identity), "named": who_tells(told.identity),
        "write_form": bound.get("write") or write_form(opened), "note_form": bound.get("note") or forms.WriteNote(),
        "give_form": bound.get("give") or give_form(case),
        "conflict_form": bound.get("conflict") or forms.Conflict(),
        "export_form": bound.get("export") or forms.ProposeExport(), "other_ways": lambda: sudo.other_ways(request, reverse("cases:case", args=[ref])), "agreed": _agreed(opened, request, asked), "name_out": actions.wants_name_out(opened),
        "propose_form": bound.get("propose") or forms.Propose(case=case), "proposals": _proposals(opened),
        "ask_form": bound.get("ask") or forms.AskIdentity(), "problems": [*bound.values(), *chain(*asked.values())],
        "may_assign": request.user.allows(P.CASE_ASSIGN) or request.user.allows(P.CASE_WORK),
        "works": request.user.allows(P.CASE_WORK), "nobody_decides": queries.waits_for_nobody(case),
    }  # fmt: skip
    return render(request, "cases/case.html", context, status=status)


def write_form(opened, data=None):
    """The form for a message, with the worded questions in the language of the report."""
    return forms.Write(data, wordings=queries.offered_wordings(), language=opened.told().language)


def give_form(case, data=None):
    """The form for letting somebody read, with the office, role and key of each who may be given the case."""
    users = queries.may_be_given(case)
    hints = {}
    for user in users:
        key = _("usable key since %(day)s") % {"day": plain_date(user.vault_key.made_on)}
        hints[str(user.pk)] = f"{works_as(user.roles)} · {key}"
    return forms.Give(data, officers=users, hints=hints)


def works_as(grants):
    """By which role and for which office somebody works with cases."""
    return ", ".join(f"{one.role_label} · {one.office or _('every office')}" for one in grants)


def _readers(case, tried):
    """Who may read: (access, name, role and office, form for another part)."""
    return [
        (row, name, works_as(roles), tried if tried and tried.access.pk == row.pk else forms.ChangePart(access=row))
        for row, name, roles in queries.readers_of(case)
    ]


def who_tells(identity):
    """[(label, what stands there)] of who the reporter is, or nothing."""
    return [(label, identity[name]) for name, label in WHO_TELLS.items() if (identity or {}).get(name)]


def _steps(opened):
    """What was done, in the words of the moves, and by whom."""
    found = opened.steps()
    names = queries.names_of({pk for row, _facts in found for pk in (row.by, row.confirmed_by) if pk})
    for row, facts in found:
        facts["said"] = screening.said(facts.get("points", ()))
        row.who = ", ".join(names[pk] for pk in (row.by, row.confirmed_by) if pk in names)
        row.label = (
            rules.CASE.moves[row.move].label if row.move in rules.CASE.moves else rules.OTHER_STEPS.get(row.move, "")
        )
    return found


def _moves(case, viewer, bound):
    """What this officer may do with the case now, each with its form, the main one first."""
    found = []
    for move in rules.CASE.moves.values():
        if move.name in DONE_ELSEWHERE or rules.CASE.why_not(case, move.name, viewer):
            continue
        form = bound.get(move.name) or forms.Move(name=move.name)
        more = {"suggested": form.suggested(), "open": move.name in bound}
        found.append({"name": move.name, "label": move.label, "form": form, **more})
    return found


def _only(case, moves):
    """The single next step, which shows open. To open a closed case again is no next step: nobody waits for it."""
    return moves[0] if len(moves) == 1 and case.status != S.CLOSED else None


def _files(opened, request, tried):
    """The files that came with it: (row, facts, safe copy or None, whether the original opens now, form to ask for it)."""
    viewer, same = request.user, actions.same_files(opened, request.vault, by=request.user)
    copies = {copy.original: copy for copy in opened.case.safe_copies.all()}
    agreed = set(
        opened.case.proposals.filter(
            kind=Proposal.Kind.ORIGINAL, status=Proposal.Status.CONFIRMED, proposed_by=viewer.pk
        ).values_list("about", flat=True)
    )
    typed = tried.data if tried else None
    for row, facts in (labels := opened.labels()):
        row.same = same.get(facts.get("plain_hash"), ())
    return [
        (row, facts, copies.get(row.pk), row.pk in agreed, forms.Original(typed, auto_id=f"original{row.pk}_%s"))
        for row, facts in labels
    ]


def _proposals(opened):
    """What waits for a second person: (row, facts)."""
    rows = opened.case.proposals.filter(status=Proposal.Status.PROPOSED).order_by("proposed_on", "pk")
    return [(row, _facts(opened, row)) for row in rows]


def _agreed(opened, request, asked):
    """Packs that this officer may save now, once: (row, facts, what has to be entered before)."""
    rows = [row for row in opened.case.proposals.all() if rules.may_take_out(row, opened.viewer, timezone.localdate())]
    return [(row, _facts(opened, row), _due(request, row.pk, asked)) for row in rows]


def _due(request, pk, asked):
    return asked.get(pk) or due(request, f"proof{pk}")


def _facts(opened, row):
    """What was proposed, and why; with the fingerprint of the key that a pack is sealed to."""
    facts = opened.read(row.reason_sealed, "cases.Proposal", "reason", row.pk, row.generation)
    return facts | {"fingerprint": age.fingerprint(facts["key"])} if facts.get("key") else facts


def _asks(opened, request, asked):
    """Questions for the identity of this case: (row, words, whether this officer may use it now, what to enter before)."""
    today, found = timezone.localdate(), []
    for ask in Ask.objects.filter(report=opened.report).select_related("grant").order_by("until", "pk"):
        words = opened.read(ask.words_sealed, "intake.Ask", "words", ask.pk, ask.generation)
        usable = ask.officer == request.user.pk and ask.status == Ask.Status.GRANTED and ask.until >= today
        usable = usable and hasattr(ask, "grant")
        found.append((ask, words, usable, _due(request, ask.pk, asked) if usable else ()))
    return found


def refused(problem):
    """What the page says of a refusal."""
    return {"title": _("This was not done"), "reason": problem.reason, "remedy": problem.remedy}
