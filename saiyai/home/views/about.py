"""Who we are, what we keep, and what this is made of: pages for everybody."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from saiyai.accounts import queries as accounts
from saiyai.home.queries import public


@login_not_required
@require_safe
def about(request):
    """The network, its roles, and the offices that look after it."""
    offices = accounts.visible_offices(request.user)
    return render(request, "home/about.html", public.network_now(request.user) | {"office_list": offices})


@login_not_required
@require_safe
def privacy(request):
    """What is kept about whom, who opens it, and what one may ask for."""
    central = accounts.visible_offices(request.user).filter(is_central=True).first()
    return render(request, "home/privacy.html", {"central": central})


@login_not_required
@require_safe
def accessibility(request):
    """How the pages can be used, and whom to tell when they cannot."""
    central = accounts.visible_offices(request.user).filter(is_central=True).first()
    return render(request, "home/accessibility.html", {"central": central})


@login_not_required
@require_safe
def sources(request):
    """Works of others that Saiyai stands on, its licence, and where its source code is."""
    return render(request, "home/sources.html", {"source_url": settings.SOURCE_URL})
