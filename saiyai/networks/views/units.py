"""Units in a network: who takes part, the invitation, the signing behind a private link, and the exit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from saiyai.networks import actions, forms, queries, rules
from saiyai.networks.actors import coordinates, of_unit, signer
from saiyai.networks.views.keeping import done, managed, show, typed
from saiyai.networks.views.pages import layout_of, network_of
from saiyai.policy.permissions import Permission as P
from saiyai.ui.files import file_answer

PAGE = require_http_methods(["GET", "HEAD", "POST"])
NEEDS_REASON = {"ask_again", "end"}
# Who acted without an account, in words.
ACTORS = {"system": pgettext_lazy("actor", "the system"), "link": gettext_lazy("the unit, by its link")}


@login_not_required
@require_safe
def units(request, slug):
    """Who takes part; to who runs the network also invitations and exits."""
    network, by = network_of(request, slug)
    manages = request.user.is_authenticated and rules.may_manage(network, by)
    rows = queries.visible_participations(request.user, network, manages)
    context = {"network": network, "rows": rows, "manages": manages, "layout": layout_of(request.user)}
    return render(request, "networks/units.html", context)


@PAGE
def invite_unit(request, slug):
    """Invite a unit."""
    network, by = managed(request, slug)
    form = forms.Invite(typed(request), viewer=request.user)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        was_done, made = done(form, actions.invite, network, values["organization"], by=by, email=values["email"])
        if was_done:
            messages.success(request, _("The unit is invited."))
            return redirect("networks:participation", slug=slug, pk=made[0].pk)
    return show(request, "invite_unit", form, network=network)


def _unit(request, slug, pk):
    """(participation, the viewer with their part in the network, whether they run it), or 404."""
    network, by = network_of(request, slug)
    manages = request.user.is_authenticated and rules.may_manage(network, by)
    rows = queries.visible_participations(request.user, network, manages)
    return get_object_or_404(rows.select_related("network"), pk=pk), by, manages


@login_not_required
@require_safe
def participation(request, slug, pk):
    """What a unit takes part in, within which limits; to who runs the network or speaks for the unit, all of it."""
    found, by, manages = _unit(request, slug, pk)
    own = request.user.is_authenticated and of_unit(found, request.user)
    speaks = bool(own) and own is not request.user
    moves = rules.PARTICIPATION.open_to(found, by) if manages else []
    moves += rules.PARTICIPATION.open_to(found, own) if speaks else []
    speaks = speaks or coordinates(found, request.user)
    context = {
        "one": found,
        "network": found.network,
        "manages": manages,
        "speaks": speaks,
        "delegates": found.delegates.order_by("-part", "-starts_on") if manages or speaks else [],
        "entries": _story(found) if manages or speaks else [],
        "ended_parents": rules.parents_that_ended(found.organization) if manages or speaks else [],
        "unit_ended": rules.no_longer_stands(found.organization),
        "moves": [move for move in moves if move.label],
        "may_appoint": request.user.is_authenticated and request.user.allows(P.GRANT_PROPOSE),
        "layout": layout_of(request.user),
    }
    return render(request, "networks/participation.html", context)


def _story(found):
    rows = list(found.entries.all())
    for row in rows:
        row.who = ACTORS.get(row.by_label, row.by_label)
    return rows


@PAGE
def step(request, slug, pk, name):
    """One step in the participation of a unit, asked once more."""
    found, by, manages = _unit(request, slug, pk)
    if name == "leave":
        by, manages = of_unit(found, request.user), True
    move = rules.PARTICIPATION.moves[name]
    if not manages or not by.allows(move.permission, office=rules.office_of(found.network), network=found.network_id):
        raise Http404
    form = (forms.Reason if name in NEEDS_REASON else forms.Sure)(typed(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, getattr(actions, name), found, by=by, **form.cleaned_data)[0]
    ):
        messages.success(request, _("Saved."))
        return redirect("networks:units", slug=slug)
    why_not = "" if form.is_bound else rules.PARTICIPATION.why_not(found, name, by)
    return show(request, "move", form, network=found.network, step=move, why_not=why_not, unit=found)


@PAGE
def record_signing(request, slug, pk):
    """What a unit signed on paper."""
    network, by = managed(request, slug)
    found = get_object_or_404(queries.visible_participations(request.user, network, True), pk=pk)
    charter = rules.charter_of(network)
    form = _signing(request, charter, found)
    if request.method == "POST" and form.is_valid() and _signed(form, actions.record_signing, found, by):
        messages.success(request, _("Saved."))
        return redirect("networks:participation", slug=slug, pk=pk)
    return show(request, "record_signing", form, network=network, one=found)


@PAGE
def delegates(request, slug, pk):
    """Who speaks for a unit."""
    found, by, manages = _unit(request, slug, pk)
    own = of_unit(found, request.user)
    if not manages and own is request.user and not coordinates(found, own):
        raise Http404
    standing = {one.part.lower(): one for one in found.delegates.filter(ends_on__isnull=True)}
    initial = {
        f"{part}_{key}": getattr(one, key)
        for part, one in standing.items()
        for key in ("name", "post", "email", "phone")
    }
    form = forms.Delegates(typed(request), initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, actions.set_delegates, found, by=by if manages else own, delegates=form.delegates())[0]
    ):
        messages.success(request, _("Saved."))
        return redirect("networks:participation", slug=slug, pk=pk)
    return show(request, "delegates", form, network=found.network, one=found)


@require_safe
def mandate(request, slug, pk):
    """The mandate document, opened on the record."""
    network, by = managed(request, slug)
    found = get_object_or_404(queries.visible_participations(request.user, network, True), pk=pk)
    name, content = actions.open_mandate(found, by=by)
    return file_answer(content, "application/pdf", name, inline=True)


@login_not_required
@PAGE
def participate(request, token):
    """Behind the link of an invitation: read, then sign or decline for the unit."""
    found, living = queries.participation_of_link(token)
    if found is None or not living or found.status != found.Status.INVITED:
        return private(_closed(request, found))
    charter = rules.charter_of(found.network)
    form = _signing(request, charter, found)
    declining = request.method == "POST" and "decline" in request.POST
    if declining:
        actions.decline(found, by=signer(found))
        return redirect("networks:participate", token=token)
    if request.method == "POST" and form.is_valid() and _signed(form, actions.sign, found, signer(found)):
        return redirect("networks:participate", token=token)
    why_not = rules.PARTICIPATION.why_not(found, "sign", signer(found))
    return private(show(
        request, "participate", form, network=found.network, one=found, charter=charter, why_not=why_not,
        layout="ui/public.html",
    ))  # fmt: skip


def _signing(request, charter, found):
    names = ("scope", "limits", "offers", "mandate_number", "mandate_on", "signer_name", "signer_post")
    initial = {name: getattr(found, name) for name in names} | {"number": charter.number if charter else 0}
    files = request.FILES if request.method == "POST" else None
    return forms.Signing(typed(request), files, initial=initial)


def _signed(form, act, found, by):
    values = form.cleaned_data
    return done(
        form, act, found, by=by, number=values["number"], mandate=values["mandate"], delegates=form.delegates(),
        **form.words(),
    )[0]  # fmt: skip


def _closed(request, found):
    answered = found is not None and found.status != found.Status.INVITED
    context = {"one": found, "answered": answered}
    return render(request, "networks/participate_closed.html", context, status=200 if answered else 404)


def private(response):
    """Nothing of a page behind a secret address is kept, and the address is told to no other site."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response
