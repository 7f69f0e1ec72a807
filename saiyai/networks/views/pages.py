"""Networks for everybody: the list, the page of one, its charter; what members answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saiyai.networks import actions, queries, rules
from saiyai.networks.actors import in_network
from saiyai.networks.models import CharterVersion, Founder
from saiyai.policy.permissions import Permission as P


def layout_of(viewer):
    """The frame of a page that anyone may read."""
    return "ui/member.html" if viewer.is_authenticated else "ui/public.html"


def network_of(request, slug):
    """(the network, the viewer with their part in it), or 404."""
    network = get_object_or_404(queries.visible_networks(request.user).select_related("parent", "office"), slug=slug)
    return network, in_network(network, request.user)


@login_not_required
@require_safe
def networks(request):
    """Every network that one may see."""
    found = queries.with_counts(queries.visible_networks(request.user))
    may_propose = request.user.is_authenticated and request.user.allows(P.NETWORK_PROPOSE)
    context = {"networks": found, "may_propose": may_propose, "layout": layout_of(request.user)}
    return render(request, "networks/networks.html", context)


@login_not_required
@require_safe
def network(request, slug):
    """The public page: what it is for, where it came from, its chapters and charter; to its people, what they can do."""
    found, by = network_of(request, slug)
    user = request.user
    manages = user.is_authenticated and rules.may_manage(found, by)
    belongs = queries.belongs(found, user)
    founders = found.founders.select_related("person").order_by("pk")
    concerned = manages or any(one.person.user_id == user.pk for one in founders if user.is_authenticated)
    context = {
        "network": found,
        "chapters": queries.visible_chapters(user, found),
        "charter": rules.charter_of(found),
        "units": queries.visible_participations(user, found).filter(status="ACTIVE").count(),
        "grown": queries.visible_networks(user).filter(parent=found),
        "coordinators": queries.standing_coordinators(found).select_related("person") if belongs or manages else [],
        "founders": founders if concerned else [],
        "waits_for": max(0, rules.FEWEST_FOUNDERS - sum(one.answer == Founder.Answer.ACCEPTED for one in founders)),
        "mine": next((one for one in founders if user.is_authenticated and one.person.user_id == user.pk), None),
        "manages": manages,
        "takes_in": not rules.takes_in(found),
        "belongs": belongs,
        "unread": belongs and rules.binding_number(found) and not rules.has_acknowledged(found, user),
        "moves": [one for one in rules.NETWORK.open_to(found, by) if one.label] if user.is_authenticated else [],
        "closed_moves": _closed_moves(found, by) if manages else [],
        "asked": Founder.Answer.ASKED,
        "layout": layout_of(user),
    }
    return render(request, "networks/network.html", context)


def _closed_moves(found, by):
    """What would come next in this stage, and why not yet."""
    here = [one for one in rules.NETWORK.moves.values() if one.label and found.status in one.sources]
    shown = ((one.label, rules.NETWORK.why_not(found, one.name, by)) for one in here if by.allows(
        one.permission, office=rules.office_of(found)))  # fmt: skip
    return [(label, why) for label, why in shown if why]


def _number(text):
    """The number of a version; 0, which none has, for everything else."""
    return int(text) if text.isdecimal() and len(text) < 5 else 0


@login_not_required
@require_safe
def charter(request, slug):
    """The charter in force, and every version before."""
    found, by = network_of(request, slug)
    manages = request.user.is_authenticated and rules.may_manage(found, by)
    current = rules.charter_of(found)
    belongs = queries.belongs(found, request.user)
    versions = queries.visible_charters(request.user, found, manages)
    number = request.GET.get("version", "")
    shown = versions.filter(number=_number(number)).first() if number else current
    if number and shown is None:
        raise Http404
    shown = shown or (versions.first() if manages else None)
    context = {
        "network": found,
        "version": shown,
        "current": current,
        "versions": versions,
        "belongs": belongs,
        "read": belongs and current and rules.has_acknowledged(found, request.user),
        "manages": manages,
        "stamp": rules.stamp_of(shown),
        "why_not_publish": rules.wrote_it(shown, request.user) if shown and manages else "",
        "layout": layout_of(request.user),
    }
    return render(request, "networks/charter.html", context)


@require_POST
def acknowledge(request, slug):
    """I have read the charter: the version that stood on the page."""
    found, _by = network_of(request, slug)
    if not queries.belongs(found, request.user):
        raise Http404
    version = CharterVersion.objects.filter(network=found, number=_number(request.POST.get("number", ""))).first()
    if version is None:
        return render(request, "ui/422.html", status=422)
    actions.acknowledge(version, by=request.user)
    messages.success(request, _("Thank you. It is recorded that you have read the charter."))
    return redirect("networks:network", slug=slug)


@require_POST
def answer_founding(request, slug):
    """Who was named as a founder answers."""
    found, _by = network_of(request, slug)
    founder = found.founders.filter(person__user=request.user.pk).first()
    if founder is None:
        raise Http404
    answer = request.POST.get("answer")
    if answer not in ("yes", "no"):
        return render(request, "ui/422.html", status=422)
    actions.answer_founding(founder, by=request.user, accepts=answer == "yes")
    messages.success(request, _("Your answer is recorded."))
    return redirect("networks:network", slug=slug)
