"""What a reporter does on a visit, and what the page says then."""

from django import forms
from django.utils.translation import gettext as _

from saiyai.crypto import codes
from saiyai.intake import carried, pace, uploads
from saiyai.intake.actions import receiving, visiting
from saiyai.intake.actors import REPORTER
from saiyai.intake.forms.codes import ConsentForm, ReceiptForm
from saiyai.intake.forms.visiting import Aside, LaterIdentity, Letter
from saiyai.intake.views import pages
from saiyai.intake.views.showing import page


def do(request, state, own, what):
    """Carry out one deed, and show how things stand then. Whatever fails is said, and what was typed is kept."""
    verb, _dash, which = what.partition("-")
    deed = DEEDS.get(verb)
    if deed is None:
        return pages.home(request, state, own)
    pk = pages.key_in(which)
    try:
        try:
            return deed(request, state, own, pk)
        except visiting.Changed:
            own = pages.found(state)  # once more, with the new key
            return deed(request, state, own, pk)
    except (*receiving.TROUBLE, visiting.Changed):
        return _not_done(request, state, own, verb, pk)
    except visiting.TooMany:
        reason = _("Fifty messages of yours wait for the officers already. Please send this one after the next round.")
        form = pages.PAGES[verb](request.POST)
        return pages.sub(request, state, own, verb, form=form, trouble=reason, status=422)
    except visiting.Over:
        return _after(request, state, _("This was answered before, or its day has passed."), tone="", status=409)


def _not_done(request, state, own, verb, pk):
    """The page on which it was asked for, with what was typed there."""
    reason = _("Our machine could not keep this just now. Nothing was received. Please send it again in a few minutes.")
    if verb == "identity":
        form = LaterIdentity(request.POST, consent=state.get("consent", ""))
        return pages.identity(request, state, own, form=form, trouble=reason, status=503)
    if verb in ("write", "danger", "delete", "files"):
        form = pages.PAGES[verb] and pages.PAGES[verb](request.POST)
        return pages.sub(request, state, own, verb, form=form, trouble=reason, status=503)
    if verb == "forget":
        reason = _("Our machine could not finish this just now: your name may still be sealed here. Please try again.")
        return pages.sub(request, state, own, verb, trouble=reason, status=503)
    reason = _("Our machine could not do this just now. Nothing was changed. Please try again in a few minutes.")
    if verb in ("grant", "refuse", "takeback", "remove"):
        show = pages.remove if verb == "remove" else pages.ask
        return show(request, state, own, pk, trouble=reason, status=503)
    return pages.home(request, state, own, said=reason, tone="bad", status=503)


def _after(request, state, said, *, tone="good", status=200):
    """The first page of the visit with what has just been done. It is done also when that page cannot be shown."""
    try:
        return pages.home(request, state, pages.found(state), said=said, tone=tone, status=status)
    except receiving.TROUBLE:
        return pages.trouble(request, state, said=said)


def _write(request, state, own, _pk):
    form = Letter(request.POST)
    if not form.is_valid():
        return pages.sub(request, state, own, "write", form=form, status=422)
    visiting.write(own, form.cleaned_data["text"], pk=state["pk"], by=REPORTER)
    return _after(
        request, state, _("Your message is here. The officer gets it with the next round, at most half a day on.")
    )


def _danger(request, state, own, _pk):
    form = Aside(request.POST)
    if not form.is_valid():
        return pages.sub(request, state, own, "danger", form=form, status=422)
    visiting.signal_danger(own, form.cleaned_data["text"], pk=state["pk"], by=REPORTER)
    return _after(
        request, state, _("The officers are told at once that there is danger. If it is near, call 191 as well.")
    )


def _delete(request, state, own, _pk):
    form = Aside(request.POST)
    if not form.is_valid():
        return pages.sub(request, state, own, "delete", form=form, status=422)
    visiting.ask_deletion(own, form.cleaned_data["text"], pk=state["pk"], by=REPORTER)
    return _after(request, state, _("We have your wish that the report be deleted. The answer will stand here."))


def _files(request, state, own, _pk):
    files = request.FILES.getlist("files")
    reason = uploads.objection(request, own.bytes_taken) or ("" if files else _("Please choose at least one file."))
    if reason:
        status = 503 if uploads.was_refused(files) else 422
        return pages.sub(request, state, own, "files", trouble=reason, status=status)
    visiting.add_files(own, files, by=REPORTER)
    return _after(request, state, _("Your files are here. The officers get them with the next round."))


def _remove(request, state, own, pk):
    visiting.delete_letter(own, pk, by=REPORTER)
    return _after(request, state, _("The message was deleted, also for the officers."))


def _identity(request, state, own, _pk):
    form = LaterIdentity(request.POST, consent=state.get("consent", ""))
    if not form.is_valid():
        return pages.identity(request, state, own, form=form, status=422)
    with pace.aside.place():
        visiting.give_identity(own, form.cleaned_data["identity"], state["consent"], by=REPORTER)
    return _after(
        request, state, _("Your name is sealed. Only the new consent code opens it; an older one no longer does.")
    )


def _forget(request, state, own, _pk):
    visiting.forget_identity(own, pk=state["pk"], by=REPORTER)
    said = _("Your name is taken away for good: its key is destroyed, and no code opens it any more.")
    if own.told.identity:
        said += " " + _("Officers who had read it in the report take it out there as well; you find that here.")
    return _after(request, state, said)


def _grant(request, state, own, pk):
    form = ConsentForm(request.POST)
    if form.is_valid():
        try:
            with pace.trying.place():
                visiting.grant(own, pk, form.cleaned_data["consent"], by=REPORTER)
            return _after(request, state, _("This officer may see your name now, for this purpose and until this day."))
        except visiting.WrongCode:
            reason = _("This code does not open the name that is sealed here. Without a sealed name, give it first.")
            form.add_error("consent", forms.ValidationError(reason))
    return pages.ask(request, state, own, pk, form=form, status=422)


def _refuse(request, state, own, pk):
    visiting.refuse(own, pk, by=REPORTER)
    return _after(request, state, _("You said no. Nobody sees your name, and the work goes on without it."))


def _takeback(request, state, own, pk):
    visiting.take_back(own, pk, by=REPORTER)
    return _after(request, state, _("The permission is taken back. What was read until now, was read."))


DEEDS = {
    "write": _write, "danger": _danger, "delete": _delete, "files": _files, "remove": _remove, "identity": _identity,
    "forget": _forget,
    "grant": _grant, "refuse": _refuse, "takeback": _takeback,
}  # fmt: skip


def renew(request, state, own):
    """A code that an officer gave is exchanged for a receipt that nobody else has seen."""
    state.setdefault("new", codes.new_code(codes.RECEIPT))
    form, status = ReceiptForm(), 200
    if request.POST.get("go") == "do:renew":
        form, status = ReceiptForm(request.POST), 422
        if form.is_valid() and form.cleaned_data["code"] != state["new"]:
            form.add_error(
                "code", forms.ValidationError(_("This is another code. Please compare it with the one above."))
            )
        if form.is_valid():
            try:
                holder = visiting.renew(own, state["new"], by=REPORTER)
                state = {"root": holder.root.hex(), "shown": True}
                return _after(request, state, _("From now on only your own receipt leads here."))
            except (*receiving.TROUBLE, visiting.Changed):
                status = 503
    facts = {
        "carried": carried.close(state, pages.PURPOSE),
        "kept": carried.close({"receipt": state["new"], "consent": ""}, "kept"),
        "code": codes.shown(state["new"]),
        "form": form,
        "show_errors": status == 422,
        "busy": status == 503,
    }
    return page(request, "visit/renew", facts, status=status)
