"""For officers: whose details are old, asking for them, who answered, and what people say of their posts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saiyai.directory import actions, forms, queries, rules
from saiyai.directory.models import Confirmation, Correction
from saiyai.directory.views.keeping import carried_out, show, typed
from saiyai.policy import looks
from saiyai.policy.lifecycle import Refused

A_PAGE = 25
TONES = {"ASKED": "wait", "ANSWERED": "done", "DECLINED": "idle", "UNANSWERED": "idle", "CAME_BACK": "stop"}
CORRECTION_TONES = {"PROPOSED": "wait", "ACCEPTED": "done", "REFUSED": "stop"}
PAGE = require_http_methods(["GET", "HEAD", "POST"])


def _asker(request):
    if not rules.may_ask(request.user):
        raise Http404


def _form(request):
    return forms.Details(request.GET, queries.visible_skills(request.user))


def tabs(request, now):
    """The pages about details of people, and what waits behind them."""
    waiting = queries.corrections_waiting(request.user)
    pages = [
        ("details", _("Old details"), reverse("directory:details") + "?older=12", 0),
        ("confirmations", _("Who was asked"), reverse("directory:confirmations"), 0),
        ("corrections", _("What people say of their posts"), reverse("directory:corrections"), waiting),
        ("returned", _("Mail that comes back"), reverse("directory:returned"), queries.returned_count(request.user)),
    ]
    return {"tabs": [{"label": label, "url": url, "count": n, "now": name == now} for name, label, url, n in pages]}


@require_safe
def details(request):
    """People by how old their details are."""
    _asker(request)
    form = _form(request)
    people = queries.people_with_details(request.user, **form.chosen)
    page = Paginator(queries.with_details(people), A_PAGE).get_page(request.GET.get("page"))
    for person in page:
        person.last = person.asked[0] if person.asked else None
        person.old = sum(rules.needs_verifying(point) for point in person.points)
        person.never = any(point.verified_on is None for point in person.points)
        person.oldest = person.points[0].verified_on if person.points else None
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "chips": form.in_force(), "page_obj": page, "query": query.urlencode()}
    return render(request, "directory/details.html", context | tabs(request, "details"))


@PAGE
def ask_many(request):
    """Ask everybody of the list, 200 at a time; first the page says how many, and who is left out and why."""
    _asker(request)
    form = _form(request)
    asking = queries.who_can_be_asked(queries.people_with_details(request.user, **form.chosen))
    if request.method == "POST" and asking.people:
        count = actions.ask_many_to_confirm(asking.people, by=request.user)
        said = ngettext("%(count)s person is being asked.", "%(count)s people are being asked.", count)
        messages.success(request, said % {"count": count})
        return redirect("directory:confirmations")
    context = {"asking": asking, "chips": form.in_force(), "text": form.value("q"), "query": request.GET.urlencode()}
    status = 409 if request.method == "POST" else 200
    return render(request, "directory/ask_many.html", context, status=status)


@PAGE
def ask_person(request, pk):
    """Ask one person; the page says where the letter goes, or why none goes."""
    _asker(request)
    looks.note(request.user, get_object_or_404(queries.visible_in_full(request.user), pk=pk), "person_contacts")
    person = queries.person_with_details(pk)
    if request.method == "POST":
        try:
            actions.ask_to_confirm(person, by=request.user)
        except Refused as refusal:
            return _ask_page(request, person, refusal.reason, 409)
        messages.success(request, _("The letter is on its way."))
        return redirect("directory:person", pk)
    return _ask_page(request, person)


def _ask_page(request, person, why_not="", status=200):
    bounced = queries.bounced_addresses([person])
    why_not = why_not or queries.why_not_asked(person, bounced)
    point, address = queries.first_address(person, bounced) or (None, "")
    context = {
        "person": person,
        "why_not": why_not,
        "address": address,
        "by_account": point is None,
        "asked": _dressed(person.asked),
        "may_edit": rules.may_edit(request.user),
    }
    return render(request, "directory/ask_person.html", context, status=status)


@require_POST
def allow_asking(request, pk):
    """The person may be asked again, they said."""
    someone = get_object_or_404(queries.visible_people(request.user), pk=pk)
    if not rules.may_edit(request.user) and not rules.owns(request.user, someone):
        raise Http404
    actions.allow_asking(someone, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("directory:me") if rules.owns(request.user, someone) else redirect("directory:person", pk)


def _dressed(rows):
    for one in rows:
        one.tone = TONES[one.status]
    return rows


@require_safe
def confirmations(request):
    """Who was asked, who answered, who did not, and whose letter came back."""
    _asker(request)
    form = forms.Asked(request.GET)
    found = queries.visible_confirmations(request.user)
    if form.chosen:
        found = found.filter(status=form.chosen)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    _dressed(page.object_list)
    counts = queries.confirmation_counts(request.user)
    states = [("", _("All"), sum(counts.values()))]
    states += [(value, label, counts.get(value, 0)) for value, label in Confirmation.Status.choices]
    context = {"page_obj": page, "states": states, "status": form.chosen}
    return render(request, "directory/confirmations.html", context | tabs(request, "confirmations"))


@require_safe
def corrections(request):
    """What people say of their posts: what waits for a keeper, or what was decided."""
    _asker(request)
    decided = request.GET.get("decided") == "on"
    found = queries.visible_corrections(request.user)
    waiting = Correction.Status.PROPOSED
    found = found.exclude(status=waiting) if decided else found.filter(status=waiting).order_by("made_at", "pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.tone = CORRECTION_TONES[one.status]
    context = {"page_obj": page, "decided": decided, "may_edit": rules.may_edit(request.user)}
    return render(request, "directory/corrections.html", context | tabs(request, "corrections"))


def _seen(request, pk):
    """A correction, for keepers; nobody else finds it."""
    if not rules.may_edit(request.user):
        raise Http404
    found = get_object_or_404(queries.visible_corrections(request.user), pk=pk)
    looks.note(request.user, found.person, "person")
    return found


def _accepting(request, one, sent=None):
    if one.kind == Correction.Kind.GONE:
        return forms.AcceptGone(sent, initial={"on": one.on})
    same = one.holding.post.organization if not one.organization_name else None
    initial = {"organization": same, "organization_name": one.organization_name, "title": one.post_title, "on": one.on}
    if same is None:
        del initial["organization"]
    return forms.AcceptChanged(sent, viewer=request.user, initial=initial)


@PAGE
def correction(request, pk):
    """One of them: what was said, and what is entered when it is accepted."""
    one = _seen(request, pk)
    form = _accepting(request, one, typed(request))
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data.get(name) for name in ("on", "organization", "title")}
        if one.kind == Correction.Kind.GONE:
            values = {"on": values["on"]}
        if carried_out(form, actions.accept_correction, one, by=request.user, **values)[0]:
            messages.success(request, _("Accepted. The directory says so now."))
            return redirect("directory:corrections")
        one = _seen(request, pk)
        return _correction_page(request, one, form, 409)
    return _correction_page(request, one, form)


def _correction_page(request, one, form, status=None, refusing=None):
    why_not = rules.CORRECTION.why_not(one, "accept", request.user)
    open_still = not rules.CORRECTION.why_not(one, "refuse", request.user)
    one.tone = CORRECTION_TONES[one.status]
    return show(
        request, "correction", form, status, one=one, why_not=why_not, open=open_still,
        refusing=refusing or forms.RefuseCorrection(),
    )  # fmt: skip


@require_POST
def refuse_correction(request, pk):
    """It is not entered; the reason stays with it."""
    one = _seen(request, pk)
    form = forms.RefuseCorrection(request.POST)
    if not form.is_valid():
        return _correction_page(request, one, _accepting(request, one), 422, form)
    try:
        actions.refuse_correction(one, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return _correction_page(request, _seen(request, pk), _accepting(request, one), 409, form)
    messages.success(request, _("Not accepted. The post stays as it is."))
    return redirect("directory:corrections")
