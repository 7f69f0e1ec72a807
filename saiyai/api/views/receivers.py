"""One's own receivers of events: the list, a new one, what was sent to one, and switching it off."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saiyai.accounts.sudo import ask_again, asks_second_factor
from saiyai.api import actions, forms, queries, rules
from saiyai.policy.lifecycle import Refused

LATEST = 50


@require_safe
def receivers(request):
    """My receivers."""
    rows = list(queries.visible_receivers(request.user))
    for row in rows:
        row.words = [rules.TOPICS[topic] for topic in row.topics if topic in rules.TOPICS]
    context = {"receivers": rows, "why_not": queries.why_not_hold(request.user)}
    return render(request, "api/receivers.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make_receiver(request):
    """A new receiver; the secret of its signatures is shown once."""
    if queries.why_not_hold(request.user):
        raise Http404
    ask_again(request)
    if way := asks_second_factor(request):
        return way
    form = forms.NewReceiver(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            receiver, secret = actions.make_receiver(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, " ".join(filter(None, (str(refusal.reason), str(refusal.remedy)))))
            status = 409
        else:
            return render(request, "api/receiver_made.html", {"receiver": receiver, "secret": secret})
    return render(request, "api/make_receiver.html", {"form": form, "layout": "ui/member.html"}, status=status)


@require_safe
def receiver(request, pk):
    """What was sent to a receiver, and what it answered."""
    found = get_object_or_404(queries.visible_receivers(request.user), pk=pk)
    rows = list(queries.visible_deliveries(request.user).filter(receiver=found)[:LATEST])
    for row in rows:
        row.said = rules.OUTCOMES.get(row.outcome, row.outcome)
    return render(request, "api/receiver.html", {"receiver": found, "deliveries": rows})


def _deed(act, said, back):
    """A view that does one thing to one of my receivers."""

    @require_POST
    def view(request, pk):
        found = get_object_or_404(queries.visible_receivers(request.user), pk=pk)
        getattr(actions, act)(found, by=request.user)
        messages.success(request, said())
        return redirect("api:receivers") if back else redirect("api:receiver", pk=pk)

    view.__name__ = view.__qualname__ = act
    return view


switch_off = _deed("switch_off", lambda: _("It is told nothing more."), False)
switch_on = _deed("switch_on", lambda: _("It is told what happens from now on."), False)
remove_receiver = _deed("remove_receiver", lambda: _("The receiver is removed."), True)
try_receiver = _deed("try_receiver", lambda: _("A try is on its way. Look at the list in a moment."), False)
