"""What takes two people, and new keys."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from saiyai.cases import actions, forms
from saiyai.cases.models import Proposal
from saiyai.cases.views.acts import act, again, back, delicate_act, typed
from saiyai.ui.files import file_answer


@act
def propose(request, opened):
    """Propose closing, keeping or deleting."""
    form = forms.Propose(request.POST, case=opened.case)
    if not typed(request, "propose", form):
        return again(request, opened)
    values = form.cleaned_data
    more = {"closing": values["closing"], "message": values["message"]}
    actions.propose(opened, values["kind"], values["text"], **more, by=request.user)
    return back(request, opened, _("Proposed. Another person who can read this case has to confirm it."))


@act
def propose_export(request, opened):
    """Propose to hand the case over to another agency."""
    form = forms.ProposeExport(request.POST)
    if not typed(request, "export", form):
        return again(request, opened)
    values = form.cleaned_data
    actions.propose_export(
        opened, values["receiver"], values["text"], key=values["key"], unsealed=values["unsealed"],
        names=values["names"].splitlines(), files=values["files"], messages=values["messages"], name=values["name"],
        by=request.user,
    )  # fmt: skip
    return back(request, opened, _("Proposed. Another person who can read this case has to confirm it."))


@delicate_act
def take_out(request, opened, pk):
    """Save the pack of a case, once."""
    name, content = actions.take_out(opened, _waiting(opened, pk), request.vault, by=request.user)
    return file_answer(content, "application/octet-stream", name)


def _waiting(opened, pk):
    return get_object_or_404(Proposal, pk=pk, case=opened.case)


@act
def confirm(request, opened, pk):
    """Agree to what somebody else proposed."""
    row = _waiting(opened, pk)
    actions.confirm(opened, row, by=request.user)
    if row.kind == Proposal.Kind.DELETE:
        messages.success(request, _("The report was deleted. Its keys are destroyed: nobody can open it any more."))
        return redirect("cases:cases")
    return back(request, opened, _("Confirmed."))


@act
def decline(request, opened, pk):
    """Do not agree."""
    actions.decline(opened, _waiting(opened, pk), by=request.user)
    return back(request, opened, _("Declined. Nothing was changed."))


@act
def rekey(request, opened):
    """Close the case anew for who may read it now."""
    actions.rekey(opened, by=request.user)
    return back(request, opened, _("The case has a new key. What somebody may have copied opens nothing new."))


@act
def take_name_out(request, opened):
    """Take the reporter's name out of the report, where they asked for it."""
    actions.take_name_out(opened, by=request.user)
    return back(request, opened, _("The name is out of the report, which has a new key. The reporter sees it."))
