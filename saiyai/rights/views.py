"""My data; requests for erasure; the looks for the auditor."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saiyai.accounts.named import names_of
from saiyai.accounts.queries import visible_offices
from saiyai.accounts.sudo import ask_again
from saiyai.directory.queries import visible_people
from saiyai.policy import looks as noted
from saiyai.policy.held import Subject
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.rights import actions, forms, labels, queries, rules
from saiyai.ui.files import file_answer

PAGE = require_http_methods(["GET", "HEAD", "POST"])
A_PAGE = 100
SHOWN_LOOKS = 60
UUID_LENGTH = 36


def _office_names(viewer, seen):
    """How the offices are called from which was looked, and the units whose coordinators did."""
    names = {office.pk: str(office) for office in visible_offices(viewer)}
    central = next((office for office in visible_offices(viewer) if office.is_central), None)
    names[""] = str(central) if central else _("The central office")
    units = [UUID(key) for one in seen if (key := one.office) not in names and len(key) == UUID_LENGTH]
    found = names_of("unit", units)
    return names | {str(key): _("Coordinator of %(unit)s") % {"unit": name} for key, name in found.items()}


@require_safe
def my_data(request):
    """What is held about me, who looked, and what I can ask for."""
    subject = queries.subject_of(request.user)
    looked = queries.who_looked(subject)[:SHOWN_LOOKS]
    names = _office_names(request.user, looked)
    seen = [
        {"day": one.day, "office": names.get(one.office, one.office), "what": labels.look(one.what), "times": one.times}
        for one in looked
    ]
    context = {
        "holdings": queries.holdings(subject),
        "seen": seen,
        "member": request.user.allows(P.OWN_MEMBERSHIP),
        "profile": subject.person,
        "erasure": queries.latest_erasure(request.user),
    }
    answer = render(request, "rights/my_data.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def own_copy(request):
    """Everything that is held about me, to take away."""
    ask_again(request)
    content = actions.take_own_copy(queries.subject_of(request.user), by=request.user)
    return file_answer(content, "application/zip", f"saiyai-my-data-{timezone.localdate():%Y%m%d}.zip")


@PAGE
def ask_erasure(request):
    """Ask that what is held about me be erased, after reading what goes and what stays."""
    subject = queries.subject_of(request.user)
    waiting = queries.latest_erasure(request.user)
    if waiting and waiting.status != waiting.Status.ASKED:
        waiting = None
    form, status = forms.Ask(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            ask_again(request)
            try:
                actions.ask_erasure(subject, by=request.user, reason=form.cleaned_data["reason"])
            except Refused as refusal:
                form.add_error(None, str(refusal.reason))
                status = 409
            else:
                messages.success(request, _("Your request has been sent. You can take it back until it is answered."))
                return redirect("rights:my_data")
    context = {"form": form, "objections": rules.objections(subject), "waiting": waiting, "layout": "ui/member.html"}
    return render(request, "rights/ask_erasure.html", context, status=status)


@require_POST
def take_back(request, pk):
    """I no longer wish it."""
    asked = get_object_or_404(queries.visible_erasures(request.user), pk=pk)
    if request.user.pk not in (asked.user_id, asked.entered_by_id):
        raise Http404
    actions.take_back_erasure(asked, by=request.user)
    messages.success(request, _("Taken back. Nothing is erased."))
    return redirect("rights:my_data" if asked.user_id == request.user.pk else "rights:erasures")


@PAGE
def enter_erasure(request, pk):
    """Enter a request that came by letter from somebody of the directory."""
    if not rules.may_enter(request.user):
        raise Http404
    person = get_object_or_404(visible_people(request.user), pk=pk)
    subject = Subject(person.user, person)
    form, status = forms.Enter(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.ask_erasure(subject, by=request.user, reason=form.cleaned_data["reason"])
            except Refused as refusal:
                form.add_error(None, str(refusal.reason))
                status = 409
            else:
                messages.success(request, _("Entered. Another person answers it."))
                return redirect("rights:erasures")
    context = {"form": form, "person": person, "layout": "ui/officer.html", "objections": rules.objections(subject)}
    return render(request, "rights/enter_erasure.html", context, status=status)


def _reader(request):
    if not (rules.may_answer(request.user) or rules.may_enter(request.user)):
        raise Http404


@require_safe
def erasures(request):
    """The requests, those that wait first by their day."""
    _reader(request)
    rows = queries.visible_erasures(request.user)
    waiting = list(rows.filter(status="ASKED"))
    answered = Paginator(rows.exclude(status="ASKED").order_by("-asked_on", "pk"), A_PAGE)
    context = {
        "waiting": waiting,
        "page_obj": answered.get_page(request.GET.get("page")),
        "today": timezone.localdate(),
    }
    return render(request, "rights/erasures.html", context)


def _erasure_page(request, asked, form=None, status=200):
    subject = queries.subject_of_request(asked)
    waits = asked.status == asked.Status.ASKED
    answers = rules.may_answer(request.user)
    if waits and answers:
        noted.note(request.user, subject.person or subject.user, "erasure")
    context = {
        "asked": asked,
        "holdings": queries.holdings(subject) if waits and answers else [],
        "objections": rules.objections(subject) if waits else [],
        "why_not": rules.why_not_answer(asked, request.user) if waits else "",
        "answers": answers,
        "form": form or forms.Refuse(prefix="refuse"),
        "layout": "ui/officer.html",
    }
    return render(request, "rights/erasure.html", context, status=status)


@require_safe
def erasure(request, pk):
    """One request: what would go, what stands against it."""
    _reader(request)
    return _erasure_page(request, get_object_or_404(queries.visible_erasures(request.user), pk=pk))


def _to_answer(request, pk):
    if not rules.may_answer(request.user):
        raise Http404
    return get_object_or_404(queries.visible_erasures(request.user), pk=pk)


@require_POST
def carry_out(request, pk):
    """Erase."""
    asked = _to_answer(request, pk)
    ask_again(request)
    actions.carry_out_erasure(asked, by=request.user)
    messages.success(request, _("Erased. The person has been written to."))
    return redirect("rights:erasure", pk)


@require_POST
def refuse(request, pk):
    """Say why not."""
    asked = _to_answer(request, pk)
    form = forms.Refuse(request.POST, prefix="refuse")
    if not form.is_valid():
        return _erasure_page(request, asked, form, 422)
    actions.refuse_erasure(asked, by=request.user, answer=form.cleaned_data["answer"])
    messages.success(request, _("Answered. The person has been written to."))
    return redirect("rights:erasure", pk)


@require_safe
def looks(request):
    """Which officer opened whose record on which day; and days on which rows are missing or were added."""
    if not request.user.allows(P.AUDIT_READ):
        raise Http404
    page = Paginator(queries.visible_looks(request.user), A_PAGE).get_page(request.GET.get("page"))
    names = queries.names_of_viewers({one.viewer for one in page})
    offices = _office_names(request.user, page)
    rows = [
        {"day": one.day, "who": names.get(one.viewer, one.viewer), "office": offices.get(one.office, one.office),
         "what": labels.look(one.page), "key": one.key}
        for one in page
    ]  # fmt: skip
    broken = queries.broken_days({one.day for one in page})
    return render(request, "rights/looks.html", {"page_obj": page, "rows": rows, "broken": broken})
