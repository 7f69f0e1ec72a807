"""Files of a case: never shown in the page, always handed out under a name that tells nothing."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from saiyai.cases import actions, forms
from saiyai.cases.models import Proposal, SafeCopy
from saiyai.cases.views.acts import act, again, back, typed
from saiyai.intake.models import Blob
from saiyai.ui.files import stream_answer


def _blob(opened, pk):
    return get_object_or_404(Blob, pk=pk, report=opened.report, published=True)


def handed_out(opened_file):
    name, pieces = opened_file
    return stream_answer(pieces, name)


@act
def safe_copy(request, opened, pk):
    """Make a safe copy if there is none yet, and hand it out."""
    blob = _blob(opened, pk)
    row = SafeCopy.objects.filter(original=blob.pk, case=opened.case).first()
    if row is None:
        row = actions.make_safe_copy(opened, blob, by=request.user)
    if row.status == SafeCopy.Status.NONE:
        messages.warning(
            request, _("No safe copy could be made of this file. The original opens with a second person.")
        )
        return redirect("cases:case", ref=opened.case.ref)
    return handed_out(actions.open_safe_copy(opened, row, by=request.user))


@act
def ask_original(request, opened, pk):
    """Propose to open an original."""
    blob, form = _blob(opened, pk), forms.Original(request.POST)
    if not typed(request, "original", form):
        return again(request, opened)
    actions.propose(opened, Proposal.Kind.ORIGINAL, form.cleaned_data["text"], about=blob.pk, by=request.user)
    return back(request, opened, _("Proposed. Another person who can read this case has to confirm it."))


@act
def original(request, opened, pk):
    """Hand an original out, once, after a second person agreed."""
    return handed_out(actions.open_original(opened, _blob(opened, pk), by=request.user))
