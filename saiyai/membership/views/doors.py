"""The three ways to an application form: a private link, one's own account, and an officer's paper entry.

Every page of the form is written once and hung behind each door; a door knows who acts and where its pages are.
"""

from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from saiyai.membership import queries, rules
from saiyai.membership.actors import applicant
from saiyai.membership.models import Application
from saiyai.policy import looks
from saiyai.policy.permissions import Permission as P

EDITABLE = (Application.Status.DRAFT, Application.Status.SUPPLY)


class _Addresses:
    def __init__(self, door):
        self.door = door

    def __getitem__(self, page):
        return self.door.to("" if page == "home" else page)


@dataclass(frozen=True)
class Door:
    """An application, who acts on it, and how its pages are addressed."""

    application: Application
    by: object
    prefix: str
    key: dict
    layout: str

    def to(self, page="", **more):
        """The address of a page behind this door; the first page without a name."""
        name = f"membership:{self.prefix}_{page}" if page else f"membership:{self.prefix}"
        return reverse(name, kwargs={**self.key, **more})

    @property
    def urls(self):
        """The addresses of this door's pages by name, for templates; "home" is the first page."""
        return _Addresses(self)

    @property
    def open(self):
        """Whether the form may be changed now."""
        return self.application.status in EDITABLE

    @property
    def is_draft(self):
        return self.application.status == Application.Status.DRAFT

    @property
    def by_link(self):
        return self.prefix == "draft"


def private(response):
    """Nothing of a page behind a secret address is kept, and the address is told to no other site.

    Not "no-referrer": browsers would then send forms with the origin "null", which the check against forgery refuses.
    """
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


def unknown_link(request):
    """A link that is unknown, closed or run out: what it may be, and how to get a new one."""
    return private(render(request, "membership/apply/gone.html", status=404))


def by_link(view):
    """Behind a private link."""

    @login_not_required
    @wraps(view)
    def run(request, token, **more):
        application = queries.application_of_link(token)
        if application is None:
            return unknown_link(request)
        door = Door(application, applicant(application), "draft", {"token": token}, "ui/public.html")
        return private(view(request, door, **more))

    return run


def by_owner(view):
    """Behind one's own account."""

    @wraps(view)
    def run(request, pk, **more):
        application = get_object_or_404(queries.my_applications(request.user), pk=pk)
        door = Door(application, applicant(application), "own", {"pk": pk}, "ui/member.html")
        return private(view(request, door, **more))

    return run


def by_officer(view):
    """An officer who types a paper form; a colleague of the office is first asked whether to take it over."""

    @wraps(view)
    def run(request, pk, **more):
        application = paper_form(request.user, pk)
        looks.note(request.user, application, "application")
        if application.entered_by_id != request.user.pk:
            return private(_of_a_colleague(request, application))
        door = Door(application, request.user, "paper", {"pk": pk}, "ui/officer.html")
        return private(view(request, door, **more))

    return run


def paper_form(user, pk):
    """A paper form that this officer types, or could; 404 for everybody else."""
    found = get_object_or_404(queries.visible_applications(user).select_related("entered_by"), pk=pk, on_paper=True)
    if found.entered_by_id != user.pk and not rules.types_here(found, user):
        raise Http404
    return found


def _of_a_colleague(request, application):
    """Who types it and since when; what was just sent is shown again, so that nothing is lost."""
    if application.status not in EDITABLE:
        return redirect("membership:application", pk=application.pk)
    typed = [value for name, value in request.POST.items() if name != "csrfmiddlewaretoken" and value.strip()]
    context = {"application": application, "typed": typed}
    return render(request, "membership/apply/colleague.html", context, status=409 if request.method == "POST" else 200)


def may_enter_paper(user):
    """Whether this user types paper forms."""
    return user.allows(P.APPLICATION_ENTER_PAPER)
