"""Filling in the form: one topic a page, saved after each, behind any of the three doors (doors.py)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from saiyai.accounts.queries import office_for
from saiyai.directory import queries as directory
from saiyai.membership import actions, papers, queries, rules
from saiyai.membership.actors import VISITOR, applicant
from saiyai.membership.forms import areas
from saiyai.membership.forms.apply import FORMS
from saiyai.membership.forms.files import DocumentsForm
from saiyai.membership.forms.simple import BeginForm, PaperKindForm, ResumeForm
from saiyai.membership.forms.steps import step_named
from saiyai.membership.models import Consent, Document
from saiyai.membership.views.answers import answers, ending, label_of, missing_in_words, shown
from saiyai.membership.views.doors import may_enter_paper, paper_form, private
from saiyai.membership.views.twins import alike, twins
from saiyai.networks import queries as networks
from saiyai.policy.lifecycle import Refused
from saiyai.thai.text import clip
from saiyai.ui.files import file_answer

form_methods = require_http_methods(["GET", "HEAD", "POST"])


# ---- before there is an application ----


@login_not_required
@form_methods
def start(request):
    """What it is, who can apply, what is needed; and the beginning of a draft."""
    user = request.user
    network = _wanted_network(request)
    chapters = list(networks.visible_chapters(user, network)) if network else []
    form = BeginForm(request.POST or None, initial={"email": getattr(user, "email", "")}, chapters=chapters)
    if request.method == "POST" and form.is_valid():
        kind, email = form.cleaned_data["kind"], form.cleaned_data["email"]
        by = user if user.is_authenticated else VISITOR
        chapter = next((one for one in chapters if str(one.pk) == form.cleaned_data.get("chapter")), None)
        application, token = actions.begin(
            kind, by=by, email=email, language=get_language() or "th", network=network, chapter=chapter
        )
        if user.is_authenticated:
            return redirect("membership:own", pk=application.pk)
        return redirect("membership:draft", token=token)
    context = {
        "form": form,
        "network": network,
        "resume": ResumeForm(prefix="resume"),
        "days": queries.usual_days(),
        "kept": rules.DRAFT_DAYS,
    }
    return render(request, "membership/apply/start.html", context, status=422 if form.errors else 200)


def _wanted_network(request):
    """The network that was asked for, or the one that the public form is for."""
    slug = request.POST.get("network") or request.GET.get("network") or ""
    if not slug:
        return networks.default_network()
    return get_object_or_404(networks.visible_networks(request.user), slug=slug)


@login_not_required
@form_methods
def resume(request):
    """Send the link of a draft again; the answer is the same whether there is one or not."""
    form = ResumeForm(request.POST or None, prefix="resume")
    if request.method == "POST" and form.is_valid():
        for application in queries.resumable(form.cleaned_data["email"]):
            actions.send_draft_link(application, by=VISITOR)
        return private(render(request, "membership/apply/resumed.html", {"email": form.cleaned_data["email"]}))
    return render(request, "membership/apply/resume.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_GET
@cache_control(public=True, max_age=3600)
def blank_form(request, unit=False):
    """The empty form to print and fill in by hand."""
    made = papers.unit_application_pdf() if unit else papers.application_pdf()
    name = "application-unit.pdf" if unit else "application.pdf"
    return file_answer(made, "application/pdf", name, inline=True, kept=True)


@login_not_required
@require_GET
def area_names(request):
    """Subdistricts for what was typed."""
    found = areas.choices(request.GET.get("q", "")[:200])
    rows = [{"label": areas.label(code), "sub": words.rpartition(" ")[2], "value": code} for code, words in found]
    return JsonResponse({"results": rows})


@login_not_required
@require_GET
def organization_names(request):
    """Organisations for what was typed; their names are public."""
    found = directory.organization_choices(clip(request.GET.get("q", ""), 200), limit=8)
    rows = [{"label": one.name_th, "sub": getattr(one, "parent_th", "") or "", "value": str(one.pk)} for one in found]
    return JsonResponse({"results": rows})


@form_methods
def begin_paper(request):
    """An officer starts to type a signed paper form."""
    if not may_enter_paper(request.user):
        raise Http404
    form = PaperKindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        application = actions.begin_paper(form.cleaned_data["kind"], by=request.user)
        return redirect("membership:paper", pk=application.pk)
    context = {"form": form, "drafts": queries.paper_drafts(request.user)}
    return render(request, "membership/apply/paper.html", context, status=422 if form.errors else 200)


@require_POST
def take_over(request, pk):
    """Go on with the paper form of a colleague; pressed twice, it is one's own already."""
    found = paper_form(request.user, pk)
    if found.entered_by_id != request.user.pk:
        actions.take_over(found, by=request.user)
        messages.success(request, _("You type this form now."))
    return redirect("membership:paper", pk=pk)


# ---- the form ----


def overview(request, door):
    """The list of topics with what is done and what is missing; the first page behind the link."""
    gaps = rules.missing(door.application)
    steps = rules.steps_of(door.application)
    following = next((step for step in steps if step.name in gaps), None)
    context = {
        "steps": [(step, _state(door.application, step, gaps), door.to("step", step=step.name)) for step in steps],
        "following": following,
        "following_url": door.to("step", step=following.name) if following else "",
        "touched": door.application.version > 1,
        "kept": rules.DRAFT_DAYS,
    }
    return _page(request, door, "draft", context)


def _state(application, step, gaps):
    """How far a topic is: missing something, voluntary and still empty, or complete."""
    if step.name in gaps:
        return "missing"
    empty = not any(getattr(application, name) for name in step.fields)
    return "voluntary" if empty and not step.needed and step.fields else "complete"


@form_methods
def step(request, door, step):
    """One topic: shown, looked up, or saved."""
    found = step_named(door.application, step)
    if found is None:
        raise Http404
    if not door.open:
        return redirect(door.to())
    if step == "documents":
        return _documents(request, door, found)
    posted = request.POST if request.method == "POST" else None
    look = request.POST.get("find", "")
    form = FORMS[step](posted, application=door.application, step=found, looking=look, later="later" in request.POST)
    if posted is None or look:
        return _step(request, door, found, form)
    if not form.is_valid():
        return _step(request, door, found, form, status=422)
    if names := form.conflicts():
        return _conflict(request, door, found, form, names)
    _save(door, found, form)
    if form_warning := getattr(form, "warning", ""):
        messages.warning(request, form_warning)
    return redirect(door.to() if "later" in posted else _after(door, found))


def _save(door, step, form):
    application = door.application
    if form.cleaned_data.get("number"):
        actions.save_identity(application, form.cleaned_data["number"], by=door.by)
    actions.save_step(application, step.name, form.values(), by=door.by, version=application.version)
    if step.name == "consents":
        actions.give_consents(application, form.cleaned_data["consents"], by=door.by)


def _after(door, step):
    """The page of the topic that follows, or the review."""
    steps = rules.steps_of(door.application)
    place = steps.index(step)
    return door.to("step", step=steps[place + 1].name) if place + 1 < len(steps) else door.to("review")


def _step(request, door, step, form, status=200, **more):
    steps = rules.steps_of(door.application)
    place = steps.index(step)
    context = {
        "form": form,
        "step": step,
        "place": place + 1,
        "of": len(steps),
        "before": steps[place - 1] if place else None,
        "before_url": door.to("step", step=steps[place - 1].name) if place else door.to(),
        "after": steps[place + 1] if place + 1 < len(steps) else None,
        "saved_at": door.application.saved_at if door.application.version > 1 else None,
        "kept": rules.DRAFT_DAYS,
        "ending": ending(door.application),
        "office": office_for(door.application.province_code) if step.name == "areas" else None,
        **more,
    }
    return _page(request, door, "step", context, status)


def _conflict(request, door, step, form, names):
    """Another window has saved other values: both side by side; what stands in the boxes is saved next."""
    stored = FORMS[step.name](application=door.application, step=step)
    form.data = form.data.copy()
    form.data["seen"] = stored.initial["seen"]
    pairs = [(label_of(step.name, name), shown(door.application, name)) for name in names]
    return _step(request, door, step, form, status=409, pairs=pairs)


def _documents(request, door, step):
    """Files: each kept as soon as it has passed its checks, also when another one beside it has not."""
    form, status = DocumentsForm(application=door.application), 200
    if request.method == "POST":
        form = DocumentsForm(request.POST, request.FILES, application=door.application)
        valid = form.is_valid()
        for kind, name, content, content_type in form.files_given():
            actions.add_document(door.application, kind, name, content, content_type, by=door.by)
        if valid and "stay" not in request.POST:
            return redirect(door.to() if "later" in request.POST else _after(door, step))
        if valid:
            return redirect(door.to("step", step="documents"))
        status = 422
    kept = [(one, door.to("document", document=one.pk), door.to("remove_document", document=one.pk))
            for one in queries.documents_of(door.application)]  # fmt: skip
    needed = rules.missing(door.application).get("documents", [])
    needed = [Document.Kind(kind).label for kind in needed]
    return _step(request, door, step, form, status=status, kept_files=kept, needed=needed)


@require_GET
def document(request, door, document):
    """The applicant looks at a file of theirs."""
    found = get_object_or_404(queries.documents_of(door.application), pk=document)
    content = actions.open_document(found, by=door.by, reason="own file")
    return file_answer(content, found.content_type, found.name)


@require_POST
def remove_document(request, door, document):
    """Take a file back."""
    found = queries.documents_of(door.application).filter(pk=document).first()
    if found and door.open:
        actions.remove_document(found, by=door.by)
    return redirect(door.to("step", step="documents"))


# ---- sending it in ----


@require_GET
def review(request, door, status=200, **more):
    """Everything on one page, with what is missing."""
    if not door.open:
        return redirect(door.to())
    application = door.application
    consents = Consent.objects.filter(application=application, withdrawn_at__isnull=True)
    context = {
        "told": [(step, rows, door.to("step", step=step.name)) for step, rows in answers(application)],
        "documents": queries.documents_of(application),
        "consents": [one.get_purpose_display() for one in consents],
        "gaps": [(step, words, door.to("step", step=step.name)) for step, words in missing_in_words(application)],
        "endorsed_by": application.endorser_email if rules.needs_endorsement(application) else "",
        "office": office_for(application.province_code),
        **more,
    }
    return _page(request, door, "review", context, status)


@require_POST
def submit(request, door):
    """Send it in; a second press, or the back button, shows where the one application stands."""
    application = door.application
    if application.status == application.Status.SUPPLY:
        return supply(request, door)
    if not door.is_draft:
        return redirect(door.to())
    send = actions.enter_paper if application.on_paper else actions.submit
    try:
        send(application, by=door.by)
    except Refused as refusal:
        application.refresh_from_db()
        request.method = "GET"
        return review(request, door, status=409, refusal=refusal)
    messages.success(request, _("Sent. The number is %(number)s.") % {"number": application.number})
    return redirect("membership:application", pk=application.pk) if door.prefix == "paper" else redirect(door.to())


def supply(request, door):
    """Send what was asked for."""
    try:
        actions.supply(door.application, by=door.by)
    except Refused as refusal:
        door.application.refresh_from_db()
        request.method = "GET"
        return review(request, door, status=409, refusal=refusal)
    messages.success(request, _("Sent. Thank you."))
    return redirect(door.to())


@require_POST
def send_link(request, door):
    """Write the private link to the applicant."""
    if not door.application.email:
        messages.warning(request, _("Type your e-mail address first, then we can send the link there."))
        return redirect(door.to("step", step="contact"))
    if queries.may_send_link(door.application):
        actions.send_draft_link(door.application, by=door.by)
    messages.success(request, _("The link is on its way to %(email)s.") % {"email": door.application.email})
    return redirect(door.to())


@require_POST
def send_twin_link(request, door):
    """Somebody typed a number that is here already: its own link goes to its own address, and nothing is told here."""
    twin = queries.twin_of(door.application)
    if twin and queries.may_send_link(twin):
        actions.send_draft_link(twin, by=applicant(twin))
    messages.success(request, _("If that application has an e-mail address, its link is on its way there."))
    return redirect(door.to())


def _page(request, door, template, context, status=200):
    """A page of the form, with what every one of them shows."""
    twin = queries.twin_of(door.application) if door.is_draft else None
    context |= {"door": door, "application": door.application, "layout": door.layout, "twin": twin}
    if door.prefix == "paper":
        context |= {"twins": twins(door.application, request.user), "people": alike(door.application)}
    return render(request, f"membership/apply/{template}.html", context, status=status)
