"""The people behind a network: who coordinates it, and founders who answer without an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from saiyai.networks import actions, actors, forms, queries
from saiyai.networks.models import Founder, Network
from saiyai.networks.views.keeping import done, managed, show, typed
from saiyai.networks.views.units import private

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@PAGE
def coordinators(request, slug):
    """Who coordinates a network and who did; name another."""
    network, by = managed(request, slug)
    form = forms.NameCoordinator(typed(request), viewer=request.user)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, actions.name_coordinator, network, form.cleaned_data["person"], by=by)[0]
    ):
        messages.success(request, _("Saved."))
        return redirect("networks:coordinators", slug=slug)
    rows = queries.visible_coordinators(request.user, network)
    return show(request, "coordinators", form, network=network, rows=rows)


@require_POST
def end_coordinator(request, slug, number):
    """Somebody no longer coordinates a network."""
    network, by = managed(request, slug)
    row = get_object_or_404(queries.visible_coordinators(request.user, network), pk=number)
    actions.end_coordinator(row, by=by)
    messages.success(request, _("Saved."))
    return redirect("networks:network" if row.person.user_id == request.user.pk else "networks:coordinators", slug=slug)


@login_not_required
@PAGE
def asked_founder(request, token):
    """Behind the link of a letter: somebody without an account reads the proposal and says yes or no."""
    found, living = queries.founder_of_link(token)
    open_ = found is not None and found.answer == Founder.Answer.ASKED
    if open_ and living and found.network.status == Network.Status.PROPOSED:
        if request.method == "POST" and request.POST.get("answer") in ("yes", "no"):
            yes = request.POST["answer"] == "yes"
            actions.answer_founding(found, by=actors.asked_founder(found), accepts=yes)
            return redirect("networks:asked_founder", token=token)
        context = {"one": found, "network": found.network, "charter": found.network.charters.first()}
        status = 422 if request.method == "POST" else 200
        return private(render(request, "networks/founding_asked.html", context, status=status))
    answered = found is not None and not open_
    context = {"one": found, "answered": answered}
    return private(render(request, "networks/founding_over.html", context, status=200 if answered else 404))
