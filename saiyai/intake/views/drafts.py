"""The draft file: downloaded, and brought back."""

from django import forms
from django.utils.translation import gettext as _

from saiyai.crypto.slow import Busy
from saiyai.intake import carried, drafts, opening, pace, queries, uploads
from saiyai.intake.actions import receiving
from saiyai.intake.forms.codes import DraftForm
from saiyai.intake.forms.telling import sound
from saiyai.intake.views import telling
from saiyai.intake.views.showing import page
from saiyai.policy.stores import give_back
from saiyai.ui.files import file_answer


def download(request):
    """The draft file, to keep."""
    try:
        state = carried.read(request.POST.get("draft", ""), "draft", idle=carried.TELLING)
        with pace.aside.place():
            content = drafts.seal(state["answers"], state["code"])
    except carried.Stale:
        return page(request, "stale", {"telling": True}, status=422)
    except Busy:
        return page(request, "busy", {"draft": request.POST["draft"]}, status=503)
    return file_answer(content, "application/octet-stream", "notes.bin")


def bring_back(request):
    """Go on where a draft file was saved."""
    try:
        if not queries.readers():
            return page(request, "closed", {"bringing": True})
    except receiving.TROUBLE:
        return page(request, "trouble", {"bringing": True}, status=503)
    form = DraftForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "bring", {"form": form}, status=200 if request.method != "POST" else 422)
    upload = form.cleaned_data["file"]
    give_back()
    try:
        answers = _answers(upload, form.cleaned_data["code"])
    except Busy:
        return page(request, "bring", {"form": form, "busy": True}, status=503)
    except (drafts.NoDraft, opening.CannotOpen):
        form.add_error(
            "file", forms.ValidationError(_("This file and this code do not fit together. Please check both."))
        )
        return page(request, "bring", {"form": form}, status=422)
    # To bring a draft back takes work and time, so that nobody who does is asked to wait.
    return telling.resume(request, telling.begin(answers, began=carried.now() - telling.SHORTEST))


def _answers(upload, code):
    if isinstance(upload, uploads.TooLarge) or upload.size > drafts.LARGEST:
        raise drafts.NoDraft("no such file")
    with pace.trying.place():
        return sound(drafts.unseal(opening.read_upload(upload), code))
