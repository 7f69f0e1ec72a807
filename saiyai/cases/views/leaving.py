"""An officer leaves; reports come back by the trustees."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from saiyai.accounts.models import Office
from saiyai.accounts.sudo import sudo_required
from saiyai.accounts.vault import actions as vault
from saiyai.accounts.vault import queries as vaults
from saiyai.accounts.vault.models import Ceremony
from saiyai.accounts.vault.views.proving import fresh_vault
from saiyai.cases import actions, forms, queries
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P


@require_http_methods(["GET", "HEAD", "POST"])
@sudo_required
def leave(request, officer):
    """Off-boarding in one deed. Says nothing of what the officer could read."""
    user = get_object_or_404(get_user_model(), pk=officer)
    if not request.user.allows(P.GRANT_PROPOSE) or not queries.works_with_cases(user) or user == request.user:
        raise Http404
    form = forms.Leave(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.off_board(user, by=request.user)
        except Refused as problem:
            form.add_error(None, " ".join(filter(None, (str(problem.reason), str(problem.remedy)))))
        else:
            text = _("%(name)s has left: every sign-in, key and duty has ended.") % {"name": user.display_name}
            messages.success(request, text)
            return redirect("vault:vaults")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/leave.html", {"officer": user, "form": form}, status=status)


@require_POST
@fresh_vault
def recover(request, ceremony):
    """Bring the reports of one desk back, while the pieces of enough trustees are here."""
    row = get_object_or_404(Ceremony, pk=ceremony, proposed_by=request.user)
    form = forms.Recover(request.POST, offices=Office.objects.all())
    if not form.is_valid():
        messages.error(request, _("Choose an office."))
        return redirect("vault:ceremony", pk=row.pk)
    try:
        seed = vault.recovered_seed(row, request.vault, by=request.user)
        epochs = vaults.epochs_of_recovery(row.quorum)
        count = actions.recover(seed, epochs, form.cleaned_data["desk"], by=request.user)
    except Refused as problem:
        messages.error(request, " ".join(filter(None, (str(problem.reason), str(problem.remedy)))))
    else:
        text = ngettext("%(n)d report came back.", "%(n)d reports came back.", count) % {"n": count}
        messages.success(request, text)
    return redirect("vault:ceremony", pk=row.pk)
