"""What the framework alone needs: the same rows through the same middleware, one line each, no base page."""

from django.shortcuts import get_object_or_404, render

from saiyai.directory import queries as directory
from saiyai.membership import queries as membership

A_PAGE = 25


def _shown(request, rows):
    return render(request, "bench/rows.html", {"rows": rows})


def _found(request, text, **filters):
    found = directory.find(text, request.user, limit=A_PAGE, **filters)
    parties = directory.parties_of(found.entries, request.user)
    return _shown(request, [parties[entry.object_id] for entry in found.entries])


def people(request):
    return _found(request, "", kinds=("PERSON",), sort="name")


def search(request):
    return _found(request, request.GET["q"])


def person(request, pk):
    someone = get_object_or_404(directory.visible_people(request.user), pk=pk)
    return _shown(request, [someone, *directory.holdings_of(someone)])


def queue(request):
    return _shown(request, membership.queue(request.user)[:A_PAGE])
