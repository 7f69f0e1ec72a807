"""My chapters."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saiyai.membership import actions, queries
from saiyai.membership.views.my import back_to, own
from saiyai.networks import queries as networks


def _back(request, network):
    """The list of chapters from which somebody came: of the network, or of their membership."""
    page = (
        reverse("networks:network", args=[network.slug]) if request.POST.get("from") == "network" else back_to(request)
    )
    return redirect(f"{page}#chapters")


@require_POST
def join_chapter(request, pk):
    """I work in this chapter from today."""
    member = own(request)
    chapter = get_object_or_404(networks.visible_chapters(request.user, member.network), pk=pk)
    actions.join_chapter(member, chapter, by=request.user)
    messages.success(request, _("You are in %(chapter)s now.") % {"chapter": chapter})
    return _back(request, member.network)


@require_POST
def leave_chapter(request, pk):
    """I no longer work in this chapter."""
    seat = get_object_or_404(queries.chapter_seats(own(request)), pk=pk)
    actions.leave_chapter(seat, by=request.user)
    messages.success(request, _("You have left %(chapter)s.") % {"chapter": seat.chapter})
    return _back(request, seat.member.network)
