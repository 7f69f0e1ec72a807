"""Each move of an application at its own address: a reason where it needs one, and never twice."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saiyai.membership import actions
from saiyai.membership.forms import office as forms
from saiyai.membership.views import office
from saiyai.membership.views.ways import WAYS
from saiyai.policy.lifecycle import Refused


def _moving(name):
    """The view that makes this move."""
    way = WAYS[name]

    @require_POST
    def view(request, pk):
        found = office.seen(request, pk)
        form = way.form(request.POST, prefix=name)
        if not form.is_valid():
            return office.page(request, found, bound={name: form}, status=422)
        try:
            getattr(actions, name)(found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            # What was typed is shown again: somebody else may have been quicker, and the words are not lost.
            kept = {name: form} if form.cleaned_data else {}
            return office.page(request, office.seen(request, pk), bound=kept, refusal=refusal, status=409)
        messages.success(request, way.done)
        return redirect(office.found_at(found))

    view.__name__ = view.__qualname__ = name
    return view


pass_documents = _moving("pass_documents")
pass_background = _moving("pass_background")
advise = _moving("advise")
approve = _moving("approve")
overturn = _moving("overturn")
uphold = _moving("uphold")
ask_for = _moving("ask_for")
send_back = _moving("send_back")
reject = _moving("reject")
appeal_paper = _moving("appeal_paper")
withdraw_paper = _moving("withdraw_paper")


@require_POST
def assign(request, pk):
    """Give the application to an officer of the office."""
    found = office.seen(request, pk)
    form = forms.Assign(request.POST, prefix="assign", officers=office.officers_of(found))
    if not form.is_valid():
        return office.page(request, found, bound={"assign": form}, status=422)
    actions.assign(found, form.cleaned_data["officer"], by=request.user)
    messages.success(request, _("Given to %(name)s.") % {"name": form.cleaned_data["officer"]})
    return redirect(office.found_at(found))


@require_POST
def remind_endorser(request, pk):
    """Write to the superior again."""
    found = office.seen(request, pk)
    actions.remind_endorser(found, by=request.user)
    messages.success(request, _("The superior has been written to again."))
    return redirect(office.found_at(found) + "#endorsement")
