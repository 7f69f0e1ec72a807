"""Proposing a network and running it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from saiyai.networks import actions, forms, patterns, queries, rules
from saiyai.networks.actions.charters import TEXTS
from saiyai.networks.views.pages import network_of
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

PAGE = require_http_methods(["GET", "HEAD", "POST"])
NEEDS_REASON = {"turn_down", "close"}
DEEDS = {"open": "open_network"}


def typed(request):
    """What was sent, even if it was nothing."""
    return request.POST if request.method == "POST" else None


def show(request, template, form, **context):
    """The page; what came back wrong answers 422, what was refused 409."""
    refused = form.is_bound and bool(form.non_field_errors())
    status = 409 if refused else 422 if form.is_bound and form.errors else 200
    return render(
        request, f"networks/{template}.html", {"form": form, "layout": "ui/member.html", **context}, status=status
    )


def done(form, act, *args, **details):
    """(whether it was done, what the action returned); a refusal stands above the form, with everything typed."""
    try:
        return True, act(*args, **details)
    except Refused as refusal:
        form.add_error(None, " ".join(filter(None, (str(refusal.reason), str(refusal.remedy)))))
        return False, None


def managed(request, slug):
    """(network, the viewer with their part in it) for who runs it; for nobody else the page exists."""
    network, by = network_of(request, slug)
    if not rules.may_manage(network, by):
        raise Http404
    return network, by


@PAGE
def propose(request):
    """Propose a network from a pattern, with its founders."""
    if not request.user.allows(P.NETWORK_PROPOSE):
        raise Http404
    parent = queries.visible_networks(request.user).filter(slug=request.GET.get("from", "")).first()
    form = forms.Propose(typed(request), viewer=request.user)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        was_done, made = done(
            form, actions.propose, patterns.all_patterns()[values["pattern"]], values["name_th"], values["name_en"],
            by=request.user, founders=form.founders(), about_th=values["about_th"],
            parent=parent or queries.default_network(),
        )  # fmt: skip
        if was_done:
            messages.success(
                request, _("The network is proposed. The founders are asked, then the central office decides.")
            )
            return redirect("networks:network", slug=made.slug)
    return show(request, "propose", form, parent=parent)


@PAGE
def edit_network(request, slug):
    """Correct what is written about a network."""
    network, by = managed(request, slug)
    initial = {name: getattr(network, name) for name in forms.About.base_fields}
    form = forms.About(typed(request), initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, actions.change_network, network, by=by, **form.cleaned_data)[0]
    ):
        messages.success(request, _("Saved."))
        return redirect("networks:network", slug=slug)
    return show(request, "edit_network", form, network=network)


@PAGE
def move(request, slug, name):
    """One step in the life of a network, asked once more."""
    network, by = network_of(request, slug)
    step = rules.NETWORK.moves[name]
    if not by.allows(step.permission, office=rules.office_of(network), network=network.pk):
        raise Http404
    needs_reason = name in NEEDS_REASON
    form = (forms.Reason if needs_reason else forms.Sure)(typed(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, getattr(actions, DEEDS.get(name, name)), network, by=by, **form.cleaned_data)[0]
    ):
        messages.success(request, _("Saved."))
        return redirect("networks:network", slug=slug)
    why_not = "" if form.is_bound else rules.NETWORK.why_not(network, name, by)
    return show(request, "move", form, network=network, step=step, why_not=why_not)


@PAGE
def write_charter(request, slug):
    """Write the next version of the charter; it begins from the draft, or from the version in force."""
    network, by = managed(request, slug)
    before = network.charters.filter(status="DRAFT").first() or rules.charter_of(network)
    initial = {name: getattr(before, name) for name in TEXTS} if before else {}
    if before and before.status != "DRAFT":
        initial |= {"change_th": "", "change_en": ""}
    draft = before if before and before.status == "DRAFT" else None
    form = forms.Charter(typed(request), initial=initial | {"seen": rules.stamp_of(draft)})
    if request.method == "POST" and form.is_valid():
        if done(form, actions.write_charter, network, by=by, **form.cleaned_data)[0]:
            messages.success(request, _("The draft is saved. Another person publishes it."))
            return redirect("networks:charter", slug=slug)
        form.data = form.data.copy()
        form.data["seen"] = rules.stamp_of(draft)  # to save once more is a decision
    return show(request, "write_charter", form, network=network)


@require_POST
def publish_charter(request, slug, number):
    """The draft comes into force."""
    network, by = managed(request, slug)
    version = get_object_or_404(network.charters, number=number)
    actions.publish_charter(version, by=by, seen=request.POST.get("seen", ""))
    messages.success(request, _("The charter is published. Members are asked to read it."))
    return redirect("networks:charter", slug=slug)


@PAGE
def withdraw_charter(request, slug, number):
    """Withdraw a version that should not have been published."""
    network, by = managed(request, slug)
    version = get_object_or_404(network.charters, number=number)
    form = forms.Reason(typed(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, actions.withdraw_charter, version, by=by, reason=form.cleaned_data["reason"])[0]
    ):
        messages.success(request, _("The version is withdrawn."))
        return redirect("networks:charter", slug=slug)
    return show(request, "withdraw_charter", form, network=network, version=version)


@PAGE
def chapters(request, slug):
    """The chapters of a network; add one."""
    network, by = managed(request, slug)
    form = forms.NewChapter(typed(request), viewer=request.user)
    if request.method == "POST" and form.is_valid():
        names = ("kind", "name_th", "name_en", "province_code", "ministry")
        values = {name: form.cleaned_data[name] for name in names}
        if done(form, actions.add_chapter, network, by=by, **values)[0]:
            messages.success(request, _("Saved."))
            return redirect("networks:chapters", slug=slug)
    rows = queries.visible_chapters(request.user, network)
    return show(request, "chapters", form, network=network, chapters=rows)


@require_POST
def end_chapter(request, slug, pk):
    """A chapter ends."""
    network, by = managed(request, slug)
    actions.end_chapter(get_object_or_404(network.chapters, pk=pk), by=by)
    messages.success(request, _("Saved."))
    return redirect("networks:chapters", slug=slug)
