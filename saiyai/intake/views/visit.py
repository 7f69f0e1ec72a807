"""Coming back with a receipt. All pages of a visit have one address; what they carry is sealed and good for half an hour."""

from django import forms
from django.utils.translation import gettext as _

from saiyai.crypto.bearer import Receipt
from saiyai.crypto.slow import Busy
from saiyai.intake import carried, pace, queries
from saiyai.intake.actions import receiving
from saiyai.intake.forms.codes import ReceiptForm
from saiyai.intake.own import Gone
from saiyai.intake.views import answering, pages
from saiyai.intake.views.showing import page, typed


def back(request):
    """The receipt is asked for; behind it nothing is shown until the reporter says so."""
    if request.method != "POST":
        return page(request, "back", {"form": ReceiptForm()})
    if request.POST.get("go") == "out":
        return _out(request)
    if "carried" not in request.POST:
        return _come_in(request)
    try:
        state = carried.read(request.POST["carried"], pages.PURPOSE, idle=carried.IDLE)
    except carried.Stale:
        return page(request, "stale", {"visit": True, "typed": typed(request.POST)}, status=422)
    try:
        return _go_on(request, state, pages.found(state))
    except receiving.TROUBLE:
        return pages.trouble(request, state)
    except Gone:  # also when the report was deleted while this page was made
        return page(request, "back", {"form": _nothing_there(ReceiptForm({"code": ""}))}, status=422)


def _nothing_there(form):
    """The form with the same words whether there never was such a report or it was deleted; no code stands in it."""
    form.errors.clear()
    form.add_error("code", forms.ValidationError(_("There is no report with this receipt here, or it was deleted.")))
    return form


def _go_on(request, state, own):
    if not state["shown"] and request.POST.get("go") != "show":
        return first(request, state)
    state["shown"] = True
    if own.report.must_renew:
        return answering.renew(request, state, own)
    return _answer(request, state, own)


def _come_in(request):
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return page(request, "back", {"form": form}, status=422)
    try:
        with pace.trying.place():
            pace.wrong_receipts.pause()
            holder = Receipt(form.cleaned_data["code"], tried=True)
    except Busy:
        return page(request, "back", {"form": ReceiptForm(), "busy": True}, status=503)
    try:
        there = queries.report_of(holder)
    except receiving.TROUBLE:
        return page(request, "back", {"form": ReceiptForm(), "trouble": True}, status=503)
    if there is None:
        pace.wrong_receipts.count()
        return page(request, "back", {"form": _nothing_there(form)}, status=422)
    return first(request, {"root": holder.root.hex(), "shown": False})


def first(request, state):
    """What somebody sees who looks over the shoulder: that there is something, and nothing of what."""
    return page(request, "visit/first", {"carried": carried.close(state, pages.PURPOSE)})


def _out(request):
    """Leave a visit: the browser is asked to forget what it can."""
    answer = page(request, "visit/out")
    answer["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


def _answer(request, state, own):
    go, _colon, which = request.POST.get("go", "").partition(":")
    if go == "do":
        return answering.do(request, state, own, which)
    if go in pages.PAGES:
        return pages.sub(request, state, own, go)
    if go == "identity":
        return pages.identity(request, state, own)
    if go in ("ask", "remove"):
        show = pages.ask if go == "ask" else pages.remove
        return show(request, state, own, pages.key_in(which))
    return pages.home(request, state, own)
