"""Writing down what somebody tells at the counter, on the telephone or on paper."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from saiyai.accounts.models import Office
from saiyai.accounts.vault.session import needs_vault
from saiyai.cases import actions, forms
from saiyai.crypto import codes
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P


@require_http_methods(["GET", "HEAD", "POST"])
@needs_vault
def enter(request):
    """The form; afterwards the code, once."""
    if not request.user.allows(P.CASE_WORK):
        raise Http404
    allowed = request.user.offices_allowing(P.CASE_WORK)
    offices = list(Office.objects.all() if allowed is None else Office.objects.filter(pk__in=allowed))
    form = forms.Enter(request.POST or None, offices=offices)
    status, code = 200, ""
    if request.method == "POST" and form.is_valid():
        office = next(one for one in offices if one.code == form.cleaned_data["office"])
        try:
            code = actions.enter_report(form.told(), office, by=request.user)
        except Refused as problem:
            form.add_error(None, " ".join(filter(None, (str(problem.reason), str(problem.remedy)))))
            status = 409
    elif request.method == "POST":
        status = 422
    shown = codes.shown(code) if code else ""
    return render(
        request, "cases/enter.html", {"form": form, "code": shown, "title": _("Write a report down")}, status=status
    )
