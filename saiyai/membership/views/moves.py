"""Each move of an application at its own address: a reason where it needs one, and never twice."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from saiyai.membership import actions, rules
from saiyai.membership.forms import office as forms
from saiyai.membership.views import office
from saiyai.policy.lifecycle import Refused


@dataclass(frozen=True)
class Way:
    """How a move is offered: its form, the words below its title, what is said afterwards, whether it hurts."""

    form: type
    about: str | Promise
    done: str | Promise
    hurts: bool = False


# What does not lead on from here; it stands below the move that does.
ASIDE = ("ask_for", "appeal_paper", "withdraw_paper")
ADMITS = gettext_lazy(
    "The applicant becomes a member at once: number, card, account and letter. This cannot be undone."
)
WAYS = {
    "pass_documents": Way(
        forms.Note, gettext_lazy("The application goes on to the background check."),
        gettext_lazy("The documents are complete. The background check is next."),
    ),
    "pass_background": Way(
        forms.Note, gettext_lazy("The application goes on to the director for the opinion of the office."),
        gettext_lazy("Noted. The opinion of the office is next."),
    ),
    "advise": Way(
        forms.Advise, gettext_lazy("The application goes on to the decider at the central office."),
        gettext_lazy("The opinion is noted. The decision is next."),
    ),
    "approve": Way(
        forms.Approve,
        ADMITS,
        gettext_lazy("Approved. The letter with the card is on its way."),
    ),
    "overturn": Way(
        forms.Reason,
        ADMITS,
        gettext_lazy("Approved on appeal. The letter with the card is on its way."),
    ),
    "uphold": Way(
        forms.Reason, gettext_lazy("The applicant gets a letter with the reason. This ends the appeal."),
        gettext_lazy("The decision stands. The letter is on its way."), hurts=True,
    ),
    "ask_for": Way(
        forms.Ask, gettext_lazy("The applicant gets a letter; the application waits for the answer."),
        gettext_lazy("The applicant has been asked."),
    ),
    "send_back": Way(
        forms.Back, gettext_lazy("The office looks at the application again from the documents on."),
        gettext_lazy("Sent back to the office."),
    ),
    "reject": Way(
        forms.Reason, gettext_lazy("The applicant gets a letter with the reason and how to appeal."),
        gettext_lazy("Not approved. The letter is on its way."), hurts=True,
    ),
    "appeal_paper": Way(
        forms.FromPaper, gettext_lazy("Another person than before decides on the appeal."),
        gettext_lazy("The appeal is recorded. Another person decides on it."),
    ),
    "withdraw_paper": Way(
        forms.FromPaper, gettext_lazy("The application ends. The applicant may apply anew."),
        gettext_lazy("The withdrawal is recorded."), hurts=True,
    ),
}  # fmt: skip


def offered(application, user, bound):
    """(the move that leads on, the other open moves, [(label, reason)] of moves that only a guard keeps shut)."""
    shown, closed = [], []
    for name, way in WAYS.items():
        move = rules.APPLICATION.moves[name]
        reason = rules.why_not(application, name, user)
        if not reason:
            form = bound.get(name) or way.form(prefix=name)
            shown.append({"name": name, "label": move.label, "way": way, "form": form, "open": name in bound})
        elif name.endswith("_paper") and not application.on_paper:
            continue
        elif application.status in move.sources and user.allows(
            move.permission, office=application.office, network=application.network_id
        ):
            closed.append((move.label, reason))
    main = next((one for one in shown if not one["way"].hurts and one["name"] not in ASIDE), None)
    return main, [one for one in shown if one is not main], closed


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
