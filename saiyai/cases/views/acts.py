"""What officers do on the page of a case. Each fetches what is visible, does one action, and goes back to the page."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saiyai.accounts.vault import session
from saiyai.accounts.vault.session import needs_vault
from saiyai.accounts.vault.views.proving import fresh_vault
from saiyai.cases import actions, forms, queries, rules
from saiyai.cases.views.shown import give_form, only_with_cases, opened_case, refused, show, write_form
from saiyai.intake.models import Ask
from saiyai.policy.lifecycle import Refused


def act(view, guard=needs_vault):
    """A POST on a case that this officer may know of. A refusal shows on the page with 409; nothing typed is lost."""

    @require_POST
    @guard
    @only_with_cases
    @wraps(view)
    def run(request, ref, **kwargs):
        try:
            return view(request, opened_case(request, ref), **kwargs)
        except Refused as problem:
            return show(request, ref, status=409, refusal=refused(problem), bound=getattr(request, "bound", {}))

    return run


def delicate_act(view):
    """The same, with the passphrase entered a moment ago, or with it."""
    return act(view, guard=fresh_vault(asks=_ask_on_the_page))


def _ask_on_the_page(request, asked, ref, pk):
    """The page of the case asks, beside the button."""
    if not queries.works_with_cases(request.user):
        raise Http404
    request.vault = session.current(request)
    refusal = None
    if not any(form.is_bound for form in asked):
        refusal = Refused(
            _("This is delicate, and you were asked more than five minutes ago."), _("Enter what is asked.")
        )
    return show(request, ref, status=422, asked={pk: asked}, refusal=refusal and refused(refusal))


def typed(request, name, form):
    """The form if it holds; else None, and the page shows it again."""
    request.bound = {name: form}
    return form.is_valid()


def again(request, opened):
    return show(request, opened.case.ref, status=422, bound=request.bound, opened=opened)


def back(request, opened, words):
    messages.success(request, words)
    return redirect("cases:case", ref=opened.case.ref)


@act
def write(request, opened):
    """Write to the reporter."""
    form = write_form(opened, request.POST)
    if request.POST.get("go") == "add":
        return show(request, opened.case.ref, bound={"write": form.with_wording()}, opened=opened)
    if not typed(request, "write", form):
        return again(request, opened)
    actions.send(opened, form.cleaned_data["text"], why=form.cleaned_data["why"], by=request.user)
    return back(request, opened, _("Sent. The reporter reads it when they come back with their receipt."))


@act
def note(request, opened):
    """Keep a note."""
    form = forms.WriteNote(request.POST)
    if not typed(request, "note", form):
        return again(request, opened)
    actions.write_note(opened, form.cleaned_data["text"], form.cleaned_data["audience"], by=request.user)
    return back(request, opened, _("The note is kept."))


@act
def move(request, opened, name):
    """Move the case by its lifecycle."""
    if name not in rules.CASE.moves:
        raise Http404
    form = forms.Move(request.POST, name=name)
    if name == "propose" and request.POST.get("go") == "look":
        return show(request, opened.case.ref, bound={name: form.as_typed()}, opened=opened)
    if not typed(request, name, form):
        return again(request, opened)
    values = form.cleaned_data
    more = {"decision": values.get("decision", ""), "points": values.get("points", ())}
    more["message"] = values.get("message", "")
    actions.move(opened, name, values.get("text", ""), **more, by=request.user)
    return back(request, opened, _("Done. The reporter sees the new status."))


@act
def give(request, opened):
    """Let another officer read the case."""
    form = give_form(opened.case, request.POST)
    if not typed(request, "give", form):
        return again(request, opened)
    officer = get_user_model().objects.get(pk=form.cleaned_data["officer"])
    if objection := actions.give(opened, officer, form.cleaned_data["part"], by=request.user):
        raise Refused(objection)
    return back(request, opened, _("%(name)s can read this case now.") % {"name": officer.display_name})


@act
def change_part(request, opened, officer):
    """Give a reader of the case another part in it."""
    access = get_object_or_404(opened.case.accesses, officer=officer)
    form = forms.ChangePart(request.POST, access=access)
    if not typed(request, "part", form):
        return again(request, opened)
    user = get_object_or_404(get_user_model(), pk=officer)
    if objection := actions.change_part(opened, user, form.cleaned_data["part"], by=request.user):
        raise Refused(objection)
    return back(request, opened, _("The part of %(name)s has been changed.") % {"name": user.display_name})


@act
def take_away(request, opened, officer):
    """Let somebody read the case no more."""
    actions.take_away(opened, officer, by=request.user)
    return back(request, opened, _("This person reads the case no more. It is marked to get a new key."))


@act
def conflict(request, opened):
    """Say that one is too near to a case, and leave it."""
    form = forms.Conflict(request.POST)
    if not typed(request, "conflict", form):
        return again(request, opened)
    actions.declare_conflict(opened, form.cleaned_data["text"], by=request.user)
    messages.success(request, _("You no longer see this case, and nobody can give it to you again."))
    return redirect("cases:cases")


@act
def ask(request, opened):
    """Ask the reporter for the identity."""
    form = forms.AskIdentity(request.POST)
    if not typed(request, "ask", form):
        return again(request, opened)
    values = form.cleaned_data
    actions.ask_identity(
        opened, values["purpose"], values["until"], values["why"], receiver=values["receiver"], by=request.user
    )
    return back(request, opened, _("Asked. The reporter decides; no answer is a no."))


@act
def withdraw_ask(request, opened, pk):
    """Take a question back."""
    actions.withdraw_ask(opened, get_object_or_404(Ask, pk=pk, report=opened.report), by=request.user)
    return back(request, opened, _("The question is taken back."))


@delicate_act
def identity(request, opened, pk):
    """Show the identity once, to whom and for what the reporter agreed."""
    row = get_object_or_404(Ask.objects.select_related("grant"), pk=pk, report=opened.report)
    seen = actions.see_identity(opened, row, request.vault, by=request.user)
    return show(request, opened.case.ref, identity=seen, opened=opened)
