"""How each move of an application is offered on its page, and which of them are open to whom."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from saiyai.membership import rules
from saiyai.membership.forms import office as forms


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
