"""How a desk stands, for who leads it and for who decides: in spans, and of no single report."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from saiyai.accounts.vault.session import needs_vault
from saiyai.cases import figures, queries
from saiyai.cases.models import Case
from saiyai.thai import dates


def _month(day):
    return f"{day:%B %Y}" if get_language() == "en" else dates.month_year(day)


@require_safe
@needs_vault
def figures_of_desk(request):
    """The figures of one office; which one is chosen by a list of names."""
    offices = queries.offices_counted(request.user)
    office = next((one for one in offices if one.code == request.GET.get("office")), offices[0] if offices else None)
    if office is None:
        raise Http404
    found = queries.figures(request.user, office.code)
    context = {
        "offices": offices,
        "office": office,
        "states": [(Case.Status(status).label, figures.span(n)) for status, n in found["states"].items()],
        "clocks": [
            (label, figures.span(found["first"][kind]), figures.span(found["result"][kind]))
            for kind, label in figures.CLOCK.items()
        ],
        "months": [
            (_month(month), figures.span(came), figures.span(closed))
            for month, came, closed in queries.months(office.code)
        ],
        "is_behind": queries.unassessed(queries.of_desk(request.user, office.code)).exists(),
    }
    return render(request, "cases/figures.html", context)
