"""The pages of a visit, once its reporter has said that they may be shown."""

import json

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.crypto import codes
from saiyai.crypto.bearer import Receipt
from saiyai.intake import carried, keys, queries
from saiyai.intake.forms.codes import ConsentForm
from saiyai.intake.forms.visiting import Aside, LaterIdentity, Letter
from saiyai.intake.own import Gone, Own
from saiyai.intake.uploads import most_megabytes
from saiyai.intake.views.showing import page
from saiyai.policy.fields import new_random_id

PURPOSE = "visit"
SECRET = ("carried", "code", "consent")  # fields whose words no page repeats
PAGES = {"write": Letter, "danger": Aside, "delete": Aside, "files": None, "seen": None, "told": None, "forget": None}


def found(state):
    """The report of a visit; also when its receipt was exchanged by the page before this one. Raises Gone."""
    holder = Receipt.of_root(bytes.fromhex(state["root"]))
    report = queries.report_of(holder)
    if report is None and "new" in state:
        holder = Receipt(state["new"])
        report = queries.report_of(holder)
    if report is None:
        raise Gone
    state["root"] = holder.root.hex()
    return Own(report, holder)


def home(request, state, own, *, said="", tone="good", status=200):
    """How the report stands, what was written, and what can be done. What is said stands above: `good` or `bad` news."""
    report = own.report
    facts = _facts(state, own) | {
        "said": said,
        "tone": tone,
        "open_asks": [(row, words) for row, words in own.asks if _is_open(row)],
        "old_asks": [(row, words) for row, words in own.asks if not _is_open(row)],
        "letters": own.letters,
        "files": len(own.files),
        "stands": stands(report),
    }
    return page(request, "visit/home", facts, status=status)


def key_in(text) -> int:
    """The key of a row that a button names, or 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _is_open(row):
    return row.status == "ASKED" and row.until >= timezone.localdate()


def _facts(state, own, status=200):
    """What all pages of a visit show. Each has a key of its own for what it may send, so that twice is once.

    After trouble the key stays: what was sent may have come in all the same, and is sent once more.
    """
    pk = state["pk"] if status == 503 and "pk" in state else new_random_id()
    return {"carried": carried.close({**state, "pk": pk}, PURPOSE), "report": own.report}


def sub(request, state, own, name, *, form=None, trouble="", status=200):
    """One of the plain pages of a visit."""
    kind = PAGES[name]
    facts = _facts(state, own, status) | {
        "form": form or (kind() if kind else None),
        "show_errors": status == 422,
        "trouble": trouble,
        "own": own,
        "is_gone": name == "forget" and keys.identity_is_gone(own.report.pk),
        "most": most_megabytes(),
    }
    return page(request, f"visit/{name}", facts, status=status)


def identity(request, state, own, *, form=None, trouble="", status=200):
    """Give the name later, or anew, to a new consent code."""
    if keys.identity_is_gone(own.report.pk):
        return sub(request, state, own, "forget", status=status if status == 200 else 409)
    state.setdefault("consent", codes.new_code(codes.CONSENT))
    facts = _facts(state, own, status) | {
        "form": form or LaterIdentity(consent=state["consent"]),
        "show_errors": status == 422,
        "trouble": trouble,
        "code": codes.shown(state["consent"]),
    }
    return page(request, "visit/identity", facts, status=status)


def ask(request, state, own, pk, *, form=None, trouble="", status=200):
    """Who asks for the name, why, for what and until when."""
    pair = next((pair for pair in own.asks if pair[0].pk == pk), None)
    if pair is None:
        return home(request, state, own, status=404)
    row, words = pair
    facts = _facts(state, own) | {
        "ask": row,
        "words": words,
        "consent": _readable(words.get("consent", "")),
        "is_open": _is_open(row),
        "form": form or ConsentForm(),
        "show_errors": status == 422,
        "trouble": trouble,
    }
    return page(request, "visit/ask", facts, status=status)


def remove(request, state, own, pk, *, trouble="", status=200):
    """One letter, and whether it is to be deleted. There is no way back, and one button is easily touched."""
    pair = next((pair for pair in own.letters if pair[0].pk == pk), None)
    if pair is None:
        return home(request, state, own, said=trouble, tone="bad", status=status if trouble else 404)
    row, letter = pair
    facts = _facts(state, own, status) | {"row": row, "letter": letter, "trouble": trouble, "own": own}
    return page(request, "visit/remove", facts, status=status)


def trouble(request, state, *, said="", status=503):
    """The store does not answer. Either nothing was done, and what was typed goes once more; or it was, and is said."""
    typed = [(name, value) for name, values in request.POST.lists() if name not in SECRET for value in values]
    facts = {
        "carried": carried.close(state, PURPOSE),
        "said": said,
        "typed": [("go", "home")] if said else typed,
        "kept": any(value.strip() for name, value in typed if name != "go"),
        "had_code": any(request.POST.get(name) for name in ("code", "consent")),
        "had_files": bool(request.FILES),
        "in_danger": request.POST.get("go") == "do:danger",
    }
    return page(request, "visit/trouble", facts, status=status)


def _readable(consent):
    """The words to which a reporter agrees, in lines. Older ones were facts in a row."""
    try:
        facts = json.loads(consent)
    except ValueError:
        return consent.splitlines()
    return [str(fact) for fact in facts] if isinstance(facts, list) else [consent]


def stands(report):
    """Where a report stands, in a sentence."""
    sentences = {
        "WAITING": _("Your report is here. The officers get new reports twice a day."),
        "RECEIVED": _("Your report has reached the office. No officer has begun with it yet."),
        "ASSIGNED": _("An officer has your report."),
        "SCREENING": _("An officer is looking into your report."),
        "NEED_INFO": _("The officer waits for an answer of yours."),
        "PROPOSED": _("The officer has proposed what to do; somebody else decides."),
        "DECIDED": _(
            "It was decided what is done with your report. What the office wrote to you about it stands in the messages."
        ),
        "CLOSED": _(
            "Work on your report has ended. What the office wrote to you "
            "about it stands in the messages. You can still write, and ask why."
        ),
    }
    return sentences.get(report.state, _("Somebody works on your report."))
