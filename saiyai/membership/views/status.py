"""Where an application stands, for the applicant, and what they can still do."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from saiyai.membership import actions, paperwork, queries, rules
from saiyai.membership.forms.simple import AppealForm, EndorserForm, ReasonForm
from saiyai.membership.models import Application, Card, Consent, Document
from saiyai.membership.views import apply
from saiyai.membership.views.answers import missing_in_words
from saiyai.membership.views.shown import letters
from saiyai.thai.workdays import workdays_between
from saiyai.ui.files import file_answer
from saiyai.ui.templatetags.ui import thai_moment

form_methods = require_http_methods(["GET", "HEAD", "POST"])
S = Application.Status
FILES = {
    None: ("wait", gettext_lazy("Not looked at yet")),
    True: ("done", gettext_lazy("Accepted")),
    False: ("stop", gettext_lazy("Not accepted")),
}
TONES = {S.APPROVED: "done", S.REJECTED: "stop", S.WITHDRAWN: "idle", S.SUPPLY: "wait", S.ENDORSEMENT: "wait"}

# What the applicant reads of each move.
TOLD = {
    "submit": gettext_lazy("Sent in"),
    "seek_endorsement": gettext_lazy("Sent in; the superior was asked to endorse it"),
    "seek_endorsement_again": gettext_lazy("Sent again; the superior was asked to endorse it"),
    "enter_paper": gettext_lazy("Paper form entered by the office"),
    "endorse": gettext_lazy("Endorsed by the superior"),
    "void_endorsement": gettext_lazy("What was endorsed was changed; the superior is asked again"),
    "decline_endorsement": gettext_lazy("Not endorsed by the superior"),
    "pass_documents": gettext_lazy("Documents found complete"),
    "ask_for": gettext_lazy("The office asked you for something"),
    "judge_document": gettext_lazy("A document was not accepted"),
    "supply": gettext_lazy("You sent what was asked for"),
    "supply_paper": gettext_lazy("The office typed what you brought"),
    "approve": gettext_lazy("Approved"),
    "reject": gettext_lazy("Not approved"),
    "appeal": gettext_lazy("You appealed"),
    "appeal_paper": gettext_lazy("The office recorded your appeal"),
    "withdraw_paper": gettext_lazy("The office recorded that you take it back"),
    "uphold": gettext_lazy("The decision stands after the appeal"),
    "overturn": gettext_lazy("Approved on appeal"),
    "withdraw": gettext_lazy("Withdrawn"),
}


# The way of an application, as the applicant reads it. An appeal has its own.
WAY = {
    S.ENDORSEMENT: gettext_lazy("Endorsement by the superior"),
    S.DOCUMENTS: gettext_lazy("Document check"),
    S.BACKGROUND: gettext_lazy("Background check"),
    S.OPINION: gettext_lazy("Opinion of the office"),
    S.DECISION: gettext_lazy("Decision"),
}


@require_GET
def entry(request, door):
    """Behind the link: the form while it is a draft, and where it stands afterwards."""
    if door.is_draft:
        return apply.overview(request, door)
    return (
        redirect("membership:application", pk=door.application.pk) if door.prefix == "paper" else status(request, door)
    )


def status(request, door):
    """Where it stands, with whom, since when, and what the applicant can do."""
    application = door.application
    stage = rules.STAGES.get(application.status)
    today = timezone.localdate()
    since = timezone.localdate(application.stage_since) if application.stage_since else None
    context = {
        "door": door,
        "layout": door.layout,
        "application": application,
        "tone": TONES.get(application.status, "act"),
        "holder": rules.stage_label(application.status),
        "usual": stage.usual if stage else None,
        "waited": workdays_between(since, today) if since and stage else None,
        "late": bool(application.due_on and application.due_on < today),
        "days": queries.usual_days(application.office),
        "story": _story(application),
        "way": _way(application),
        "files": _files(application),
        "given": _given(door),
        "letters": letters(queries.letters_to(application, getattr(application, "member", None))),
        "can": {move.name for move in rules.APPLICATION.open_to(application, door.by)},
        **_particular(door, application),
    }
    return render(request, "membership/apply/status.html", context)


def _particular(door, application):
    """What only some stages show."""
    if application.status == S.SUPPLY:
        asked = application.entries.filter(move__in=["ask_for", "decline_endorsement"]).order_by("-at").first()
        refused = [one for one in queries.documents_of(application) if one.accepted is False]
        files = door.to("step", step="documents")
        return {"asked": asked, "refused": refused, "documents_url": files, "gaps": missing_in_words(application)}
    if application.status == S.ENDORSEMENT:
        return {"endorsement": application.endorsements.filter(answer="").order_by("-asked_at").first()}
    if application.status == S.REJECTED and application.decided_at:
        return {"appeal_until": rules.appeal_until(application)}
    member = getattr(application, "member", None) if application.status == S.APPROVED else None
    return {"member": member, "card": Card.objects.filter(member=member, ended_on=None).first() if member else None}


def _way(application):
    """The stages from here to the decision, each with who has it and how long that usually takes; [] when it is over."""
    here, stages = application.status, [stage for stage in WAY]
    if not rules.needs_endorsement(application):
        stages.remove(S.ENDORSEMENT)
    if here == S.SUPPLY:  # it goes on with the check of what comes, or with another superior
        endorsed = S.ENDORSEMENT not in stages or application.endorsements.filter(answer="ENDORSED").exists()
        here = S.DOCUMENTS if endorsed else S.ENDORSEMENT
    if here not in stages:
        return []
    place = stages.index(here)
    now = _("Waits for you now") if application.status == S.SUPPLY else _("Here now")
    return [
        {
            "when": _("Passed") if n < place else now if n == place else "",
            "title": WAY[stage],
            "text": _("with %(holder)s, usually %(days)s working days")
            % {"holder": rules.STAGES[stage].holder, "days": rules.STAGES[stage].usual},
            "state": "past" if n < place else "now" if n == place else "",
        }
        for n, stage in enumerate(stages)
    ]


def _files(application):
    """The files in force, each with what the office has found."""
    found = list(queries.documents_of(application))
    for one in found:
        one.tone, one.word = FILES[one.accepted]
    return found


def _given(door):
    """The living consents, each with the address that ends it."""
    living = Consent.objects.filter(application=door.application, withdrawn_at__isnull=True).order_by("given_at")
    return [(one, door.to("withdraw_consent", purpose=one.purpose)) for one in living]


def _story(application):
    """What happened, newest first, as far as the applicant sees it."""
    entries = application.entries.filter(shown=True).order_by("-at", "-pk")
    return [
        {
            "when": thai_moment(entry.at),
            "title": TOLD.get(entry.move, entry.get_status_display()),
            "text": entry.text,
            "state": "now" if place == 0 else "past",
        }
        for place, entry in enumerate(entries)
    ]


@form_methods
def withdraw(request, door):
    """Take the application back, or delete the draft; asked once more first."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        was_draft = door.is_draft
        actions.withdraw(door.application, by=door.by, reason=form.cleaned_data["reason"])
        messages.success(
            request, _("The draft and its files are deleted.") if was_draft else _("The application is withdrawn.")
        )
        return redirect("membership:apply") if was_draft else redirect(door.to())
    return _form(request, door, "withdraw", form)


@form_methods
def appeal(request, door):
    """Ask for another look at the decision."""
    if request.method == "GET" and door.application.status != S.REJECTED:
        return redirect(door.to())
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.appeal(door.application, by=door.by, reason=form.cleaned_data["reason"])
        messages.success(request, _("Your appeal has been sent. Another person than before decides on it."))
        return redirect(door.to())
    return _form(request, door, "appeal", form)


@form_methods
def change_endorser(request, door):
    """Name another superior."""
    if request.method == "GET" and door.application.status != S.ENDORSEMENT:
        return redirect(door.to())
    form = EndorserForm(request.POST or None, application=door.application)
    if request.method == "POST" and form.is_valid():
        actions.change_endorser(door.application, by=door.by, **form.cleaned_data)
        messages.success(request, _("We have written to %(name)s.") % {"name": form.cleaned_data["name"]})
        return redirect(door.to())
    return _form(request, door, "endorser", form)


@require_POST
def remind_endorser(request, door):
    """Write to the superior again."""
    actions.remind_endorser(door.application, by=door.by)
    messages.success(request, _("We have written to the superior again."))
    return redirect(door.to())


@require_POST
def supply(request, door):
    """Send what was asked for."""
    return apply.supply(request, door) if door.application.status == S.SUPPLY else redirect(door.to())


@require_POST
def withdraw_consent(request, door, purpose):
    """End one consent; a second press finds it ended already."""
    given = Consent.objects.filter(application=door.application, purpose=purpose, withdrawn_at__isnull=True).first()
    if given:
        actions.withdraw_consent(given, by=door.by)
    messages.success(request, _("The consent is withdrawn from today."))
    return redirect(door.to())


@require_GET
def form_pdf(request, door):
    """The filled form, with the number in clear: it is the applicant's own copy."""
    application = door.application
    identity = (
        actions.open_identity(application, by=door.by, reason="own copy of the form") if application.id_sealed else ""
    )
    photo = queries.documents_of(application).filter(kind=Document.Kind.PHOTO).first()
    content = actions.open_document(photo, by=door.by, reason="own copy of the form") if photo else None
    return _pdf(
        paperwork.application_form(application, inside=False, identity=identity, photo=content), "application.pdf"
    )


@require_GET
def letter_pdf(request, door):
    """The letter of the decision."""
    decided = door.application.status in (S.APPROVED, S.REJECTED, S.APPEAL)
    found = paperwork.letter_about(door.application) if decided else None
    if found is None:
        raise Http404
    return _pdf(found[1], "letter.pdf")


def mine(request):
    """The applications of the one who is signed in."""
    return render(request, "membership/apply/mine.html", {"applications": queries.my_applications(request.user)})


def _form(request, door, template, form):
    context = {"door": door, "application": door.application, "layout": door.layout, "form": form}
    return render(request, f"membership/apply/{template}.html", context, status=422 if form.errors else 200)


def _pdf(content, name):
    return file_answer(content, "application/pdf", name, inline=True)
