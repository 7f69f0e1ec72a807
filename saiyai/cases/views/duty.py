"""Who receives the new reports of a desk, by name."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from saiyai.accounts.models import Office
from saiyai.accounts.vault.queries import active_keys
from saiyai.cases import actions, forms, queries
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P


def _offices(viewer):
    """The offices whose duty this viewer arranges; 404 for who arranges none."""
    if not viewer.allows(P.CASE_ASSIGN):
        raise Http404
    allowed = viewer.offices_allowing(P.CASE_ASSIGN)
    return list(Office.objects.all() if allowed is None else Office.objects.filter(pk__in=allowed))


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request):
    """The officers on duty of each office, and putting one on duty."""
    offices = _offices(request.user)
    office = next((one for one in offices if one.code == request.GET.get("office")), offices[0] if offices else None)
    if office is None:
        raise Http404
    there = queries.on_duty(office.code)
    others = queries.officers_of(office.code).exclude(pk__in=there)
    form = forms.OnDuty(request.POST or None, officers=others)
    if request.method == "POST" and form.is_valid():
        officer = get_user_model().objects.get(pk=form.cleaned_data["officer"])
        try:
            actions.put_on_duty(officer, office, by=request.user)
        except Refused as problem:
            form.add_error(None, str(problem.reason))
        else:
            messages.success(request, _("%(name)s is on duty.") % {"name": officer.display_name})
            return redirect(f"{request.path}?office={office.code}")
    users = list(get_user_model().objects.filter(pk__in=there).order_by("display_name"))
    able = active_keys([user.pk for user in users])
    for user in users:
        user.has_vault = user.pk in able
    status = 422 if form.is_bound and form.errors else 200
    context = {"offices": offices, "office": office, "users": users, "form": form, "others": others}
    return render(request, "cases/duty.html", context, status=status)


@require_POST
def end_duty(request, officer):
    """Take somebody off duty."""
    office = next((one for one in _offices(request.user) if one.code == request.POST.get("office")), None)
    user = get_object_or_404(get_user_model(), pk=officer)
    if office is None or user.pk not in queries.on_duty(office.code):
        raise Http404
    try:
        actions.take_off_duty(user, office, by=request.user)
    except Refused as problem:
        messages.error(request, problem.reason)
    else:
        messages.success(request, _("%(name)s is off duty.") % {"name": user.display_name})
    return redirect(f"/desk/duty/?office={office.code}")
