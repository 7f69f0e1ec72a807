"""Offices and the provinces they look after."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from saiyai.accounts import actions, forms, queries
from saiyai.policy.permissions import Permission as P
from saiyai.ui.provinces import province_name


def _editor(request):
    if not request.user.allows(P.OFFICE_EDIT):
        raise Http404


def _named(rows):
    for row in rows:
        row.name = province_name(row.province_code)
    return rows


def offices(request):
    """Every office with its provinces of today."""
    _editor(request)
    found = queries.offices_with_provinces(request.user)
    for office in found:
        _named(office.rows)
        office.unchecked = sum(not row.verified for row in office.rows)
    return render(request, "accounts/offices.html", {"offices": found})


def save_office(request, code):
    """Names and addresses of an office, and the history of its provinces."""
    _editor(request)
    office = get_object_or_404(queries.visible_offices(request.user), code=code)
    form = forms.SaveOffice(request.POST or None, instance=office)
    if request.method == "POST" and form.is_valid():
        actions.save_office(form.instance, by=request.user)
        messages.success(request, _("The office has been saved."))
        return redirect("accounts:save_office", code=code)
    context = {"form": form, "office": office, "rows": _named(list(queries.province_history(office)))}
    return render(request, "accounts/office.html", context, status=422 if form.is_bound else 200)


def route_province(request):
    """Put a province under an office from a day on."""
    _editor(request)
    given = {"province_code": request.GET.get("province", ""), "office": request.GET.get("office", "")}
    form = forms.RouteProvince(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        details = form.cleaned_data
        actions.route_province(details.pop("province_code"), details.pop("office"), by=request.user, **details)
        messages.success(request, _("The province has been routed."))
        return redirect("accounts:offices")
    return render(request, "accounts/route_province.html", {"form": form}, status=422 if form.is_bound else 200)
