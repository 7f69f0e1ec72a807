"""The page of one application, for the office."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saiyai.accounts.queries import users_allowed
from saiyai.accounts.sudo import ask_again
from saiyai.membership import actions, paperwork, queries, rules
from saiyai.membership.forms import office as forms
from saiyai.membership.models import Application, Consent
from saiyai.membership.views import shown
from saiyai.membership.views.answers import answers
from saiyai.membership.views.twins import alike, twins
from saiyai.membership.views.ways import offered
from saiyai.policy import looks
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.ui.files import file_answer


def seen(request, pk):
    """An application of the viewer's office; of any other, 404. Drafts are the applicant's."""
    applications = queries.visible_applications(request.user).exclude(status=Application.Status.DRAFT)
    applications = applications.select_related("network", "chapter", "assigned_to", "opinion_by", "decided_by")
    found = get_object_or_404(applications.prefetch_related("documents", "endorsements"), pk=pk)
    if not request.user.allows(P.APPLICATION_READ, office=found.office, network=found.network_id):
        raise Http404
    looks.note(request.user, found, "application")
    return found


def _answers(application):
    """[(step, [(label, text)], [labels left empty])]: what was written first, and in one line what was not."""
    told = []
    for step, rows in answers(application):
        written, left = [row for row in rows if row[1]], [label for label, text in rows if not text]
        if rows:
            told.append((step, written, left))
    return told


def _endorsement(application):
    """The last request to endorse, with its tone."""
    found = max(application.endorsements.all(), key=lambda e: e.asked_at, default=None)
    if found:
        found.tone = {"ENDORSED": "done", "DECLINED": "stop"}.get(found.answer, "wait")
    return found


def _documents(application, user, bound):
    """The files in force, each with the form that judges it, where this user may."""
    files = [one for one in application.documents.all() if not one.replaced]
    judges = application.status == Application.Status.DOCUMENTS and not rules.why_not(application, "ask_for", user)
    for one in files:
        one.tone = {True: "done", False: "stop", None: "wait"}[one.accepted]
        one.open_form = bound.get(f"open-{one.pk}") or forms.OpenSealed(prefix=f"o{one.pk.hex[:8]}")
        if judges:
            one.judge_form = bound.get(f"judge-{one.pk}") or forms.Judge(prefix=f"j{one.pk.hex[:8]}")
    return files


def _beside(application):
    """The consents, whether the one to a background check is lacking where it is needed, and the letters."""
    consents = list(application.consents.order_by("given_at"))
    agreed = any(one.purpose == Consent.Purpose.BACKGROUND and not one.withdrawn_at for one in consents)
    return {
        "consents": consents,
        "unconsented": application.status == Application.Status.BACKGROUND and not agreed,
        "letters": shown.letters(queries.letters_about(application, getattr(application, "member", None))),
    }


def officers_of(application):
    """Who can be given this application."""
    return users_allowed(P.APPLICATION_CHECK, application.office, application.network_id).order_by("display_name")


def typed(bound):
    """The words of a form whose move was refused: the page still shows them, so that nothing is typed twice."""
    forms_back = [form for name, form in bound.items() if name != "number"]
    return [value for form in forms_back for value in form.cleaned_data.values() if isinstance(value, str) and value]


def page(request, application, *, bound=None, refusal=None, status=200):
    """The page of an application. `bound` are forms that came back with errors, by name; `refusal` says why not."""
    bound = bound or {}
    entries = list(application.entries.select_related("by"))
    shown.dress(application, request.user)
    main, others, closed = offered(application, request.user, bound)
    context = {
        "application": application,
        "answers": _answers(application),
        "documents": _documents(application, request.user, bound),
        "endorsement": _endorsement(application),
        "may_remind": not rules.why_not(application, "remind_endorser", request.user),
        "twins": twins(application, request.user),
        "people": alike(application),
        "main": main,
        "others": others,
        "closed": closed,
        "holder": rules.stage_label(application.status),
        "usual_days": queries.usual_days(application.office),
        "story": shown.story(entries),
        **_beside(application),
        "member": getattr(application, "member", None),
        "refusal": refusal,
        "typed": typed(bound) if refusal else [],
        "last": shown.story(entries[-1:])[0] if refusal and entries else None,
        "opens_sealed": request.user.allows(
            P.APPLICATION_OPEN_SEALED, office=application.office, network=application.network_id
        ),
        "identity_form": bound.get("identity") or forms.OpenSealed(prefix="identity"),
        "identity": bound.get("number", ""),
        "prints_letter": paperwork.has_letter(application, {entry.move for entry in entries}),
        "types_supply": application.status == Application.Status.SUPPLY
        and not rules.why_not_take_over(application, request.user),
        "problems": [form for name, form in bound.items() if name != "number" and form.errors],
    }
    if not rules.why_not(application, "assign", request.user):
        context["assign_form"] = bound.get("assign") or forms.Assign(
            officers=officers_of(application), prefix="assign", initial={"officer": application.assigned_to_id}
        )
    response = render(request, "membership/office/application.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def application(request, pk):
    """One application: what it says, where it stands, and what can be done."""
    return page(request, seen(request, pk))


@require_POST
def open_identity(request, pk):
    """The identity number in clear, with a reason, on the record. Shown once, kept nowhere."""
    found = seen(request, pk)
    form = forms.OpenSealed(request.POST, prefix="identity")
    if not form.is_valid():
        return page(request, found, bound={"identity": form}, status=422)
    if request.user.allows(P.APPLICATION_OPEN_SEALED, office=found.office, network=found.network_id):
        ask_again(request)
    number = actions.open_identity(found, by=request.user, reason=form.cleaned_data["reason"])
    return page(request, found, bound={"number": number})


def _document(request, pk, document):
    found = seen(request, pk)
    return found, get_object_or_404(found.documents.all(), pk=document)


@require_POST
def open_document(request, pk, document):
    """A file in clear, with a reason, on the record."""
    found, file = _document(request, pk, document)
    form = forms.OpenSealed(request.POST, prefix=f"o{file.pk.hex[:8]}")
    if not form.is_valid():
        return page(request, found, bound={f"open-{file.pk}": form}, status=422)
    ask_again(request)
    content = actions.open_document(file, by=request.user, reason=form.cleaned_data["reason"])
    # The name that the applicant gave may tell who they are: it does not come along to the reader's disk.
    name = f"{file.kind.lower()}.{file.content_type.partition('/')[2]}"
    return file_answer(content, file.content_type, name, inline=True)


@require_POST
def judge_document(request, pk, document):
    """Accept a file, or say what is wrong with it."""
    found, file = _document(request, pk, document)
    form = forms.Judge(request.POST, prefix=f"j{file.pk.hex[:8]}")
    if not form.is_valid():
        return page(request, found, bound={f"judge-{file.pk}": form}, status=422)
    told = form.cleaned_data
    try:
        actions.judge_document(file, by=request.user, accepted=told["accepted"] == "yes", note=told["note"])
    except Refused as refusal:
        return page(request, seen(request, pk), refusal=refusal, status=409)
    messages.success(request, _("Noted: %(what)s") % {"what": file.get_kind_display()})
    return redirect(found_at(found) + "#documents")


def found_at(application):
    """The address of an application's page."""
    return reverse("membership:application", args=[application.pk])


@require_safe
def form_pdf(request, pk):
    """The filled form as the official paper; of the identity number only its end."""
    found = seen(request, pk)
    return pdf(paperwork.application_form(found, inside=True), f"application-{found.number}.pdf")


@require_safe
def letter_pdf(request, pk):
    """The official letter of where it stands, to print for an applicant without an e-mail address."""
    found = paperwork.letter_about(seen(request, pk))
    if found is None:
        raise Http404
    return pdf(found[1], found[0])


def pdf(content, name):
    """A paper of the office, not kept by anybody on the way."""
    return file_answer(content, "application/pdf", name, inline=True)
