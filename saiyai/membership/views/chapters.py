"""My chapters."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saiyai.membership import actions, queries
from saiyai.networks import queries as networks


def _own(request):
    found = queries.my_membership(request.user)
    if found is None:
        raise Http404
    return found


@require_POST
def join_chapter(request, pk):
    """I work in this chapter from today."""
    member = _own(request)
    chapter = get_object_or_404(networks.visible_chapters(request.user, member.network), pk=pk)
    actions.join_chapter(member, chapter, by=request.user)
    messages.success(request, _("You are in %(chapter)s now.") % {"chapter": chapter})
    return redirect("membership:my_membership")


@require_POST
def leave_chapter(request, pk):
    """I no longer work in this chapter."""
    seat = get_object_or_404(queries.chapter_seats(_own(request)), pk=pk)
    actions.leave_chapter(seat, by=request.user)
    messages.success(request, _("You have left %(chapter)s.") % {"chapter": seat.chapter})
    return redirect("membership:my_membership")
