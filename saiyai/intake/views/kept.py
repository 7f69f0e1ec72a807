"""The page after a report was received: its codes, typed back once, and the slip to print."""

from django import forms
from django.utils.translation import gettext as _

from saiyai.crypto import codes
from saiyai.intake import carried, slips
from saiyai.intake.forms.codes import ReceiptForm
from saiyai.intake.views.showing import page
from saiyai.ui.files import file_answer

PURPOSE = "kept"
PDF = "application/pdf"
TIME = 24 * 60  # minutes: whoever has to find paper and pen first is not hurried


def show(request, state, *, taken=None, form=None, status=200):
    """The codes of a report that was received."""
    facts = {
        "carried": carried.close(state, PURPOSE),
        "receipt": codes.shown(state["receipt"]),
        "consent": codes.shown(state["consent"]) if state["consent"] else "",
        "taken": taken,
        "form": form or ReceiptForm(),
    }
    return page(request, "receipt", facts, status=status)


def _state(request):
    return carried.read(request.POST.get("carried", ""), PURPOSE, idle=TIME)


def typed_back(request):
    """Whether the reporter has copied the receipt rightly."""
    try:
        state = _state(request)
    except carried.Stale:
        return page(request, "stale", {"kept": True}, status=422)
    form = ReceiptForm(request.POST)
    if form.is_valid() and form.cleaned_data["code"] != state["receipt"]:
        form.add_error(
            "code", forms.ValidationError(_("This is another code. Please compare it with the receipt above."))
        )
    if not form.is_valid():
        return show(request, state, form=form, status=422)
    return page(request, "safe", {"consent": bool(state["consent"])})


def slip(request):
    """The codes as a PDF, under a name that says nothing."""
    try:
        state = _state(request)
    except carried.Stale:
        return page(request, "stale", {"kept": True}, status=422)
    return file_answer(slips.make(state["receipt"], state["consent"]), PDF, "notes.pdf")
