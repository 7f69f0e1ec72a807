"""A case is taken out for another agency: proposed, confirmed by a second person, downloaded once. The reporter is told.

It leaves sealed to the key of its receiver, or a second person has read why not.
"""

import json
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.cases import packing, queries, rules
from saiyai.cases.actions.ending import propose
from saiyai.cases.actions.files import read_safe_copy
from saiyai.cases.actions.opening import tell_reporter
from saiyai.cases.actions.writing import read_identity
from saiyai.cases.models import Proposal, SafeCopy
from saiyai.crypto import age
from saiyai.documents.rendering import render
from saiyai.intake.models import Ask, Message
from saiyai.policy.action import vault_action
from saiyai.policy.lifecycle import Refused
from saiyai.thai.text import tidy
from saiyai.ui.provinces import province_name

TEMPLATE = Path(__file__).parent.parent / "papers" / "handover.typ"
LARGEST = 100 * 1024 * 1024  # of the files together: they are in memory while the pack is made


def _texts(opened, messages):
    """Everything that goes out as text, before names are masked."""
    told = opened.told()
    said = []
    for row, facts in opened.messages() if messages else ():
        if facts.get("kind", "message") == "message":
            side = "office" if row.side == Message.Side.OFFICE else "reporter"
            said.append({"from": side, "text": facts["text"]})
    return packing.form(told, province=province_name(told.where.province)), said


@vault_action
def propose_export(
    opened, receiver, words, *, key="", unsealed="", names=(), files=False, messages=False, name=False, by
):
    """Propose to hand a case over. `receiver`: the agency and who takes it there; `names`: those to be masked.

    `key`: the receiver's public key, to which it is sealed; `unsealed`: where there is none, why it leaves without.
    """
    sealing = _sealing(key, unsealed)
    names = [tidy(one) for one in names if tidy(one)]
    receiver = tidy(receiver)
    if not receiver:
        raise Refused(_("Say which agency takes it over, and who there."))
    if short := [one for one in names if len(one) < packing.SHORTEST]:
        raise Refused(_("“%(name)s” is too short to be masked.") % {"name": short[0]})
    if lost := packing.not_found(_texts(opened, messages), names):
        raise Refused(
            _("“%(name)s” stands nowhere in what goes out.") % {"name": lost[0]},
            _("Write it as it stands in the report."),
        )
    if name and consent_to_hand_over(opened, receiver, by=by) is None:
        raise Refused(
            _("The reporter has not agreed that you hand the name over to %(receiver)s.") % {"receiver": receiver},
            _("Ask for it first, for exactly this, or leave the name out."),
        )
    if name and not sealing["key"]:
        raise Refused(*_unsealed_name())
    more = {"receiver": receiver, "names": names, "files": files, "messages": messages, "name": name, **sealing}
    return propose(opened, Proposal.Kind.EXPORT, words, more=more, by=by)


def _unsealed_name():
    """Who told goes to one receiver, whom the reporter agreed to: a file that anybody can read is no such way."""
    return (
        _("The name of the reporter leaves only sealed to the key of its receiver."),
        _("Ask the receiver for a public key, or leave the name out."),
    )


def _sealing(key, unsealed):
    """{"key", "unsealed"}: one of them is there."""
    if key:
        try:
            return {"key": age.usable(key), "unsealed": ""}
        except ValueError:
            raise Refused(_("This is not a public key of age.")) from None
    if len(unsealed.strip()) < rules.SHORTEST_REASON:
        raise Refused(_("Give the public key of the receiver, or say why it leaves unsealed."))
    return {"key": "", "unsealed": unsealed.strip()}


def consent_to_hand_over(opened, receiver, *, by):
    """The reporter's yes to exactly this: this officer, this receiver, today."""
    today = timezone.localdate()
    rows = Ask.objects.filter(
        report=opened.report, officer=by.pk, purpose=Ask.Purpose.HANDOVER, status=Ask.Status.GRANTED, until__gte=today
    )
    for ask in rows:
        if opened.read(ask.words_sealed, "intake.Ask", "words", ask.pk, ask.generation).get("receiver") == receiver:
            return ask
    return None


@vault_action
def take_out(opened, proposal, unlocked, *, by):
    """(name to save under, content) of the pack: once, by who proposed it, within a week after another person agreed."""
    opened.hold()
    row = Proposal.objects.select_for_update().get(pk=proposal.pk, case=opened.case)
    if not rules.may_take_out(row, by, timezone.localdate()):
        raise Refused(
            _("A case goes out once, by who proposed it, within a week after a second person agreed."),
            _("Propose it again."),
        )
    facts = opened.read(row.reason_sealed, "cases.Proposal", "reason", row.pk, row.generation)
    name, content = "handover.zip", packing.pack(_content(opened, facts, unlocked, by))
    if facts.get("key"):
        name, content = f"{name}.age", age.sealed_to(content, facts["key"])
    row.status = Proposal.Status.USED
    row.save()
    about = {"name_too": facts["name"], "sealed": bool(facts.get("key"))}
    trail.record("case.exported", ("case", queries.pseudonym(opened.case)), by=by, **about)
    tell_reporter(opened, "exported", by, to=facts["receiver"])
    return name, content


def _content(opened, facts, unlocked, by):
    """{name: content} of everything in the pack."""
    fields, said = _texts(opened, facts["messages"])
    own = packing.names_of(opened.told().identity) if not facts["name"] else []
    names = [*facts["names"], *own]
    fields, said = packing.masked(fields, names), packing.masked(said, names)
    about = {"receiver": facts["receiver"], "by": by.display_name, "day": timezone.localdate(), "messages": said}
    data = {"receiver": facts["receiver"], "taken_out_by": by.display_name, "taken_out_on": about["day"].isoformat()}
    data |= {"report": fields, "messages": said, "masked": bool(names)}
    if facts["name"] and not facts.get("key"):  # proposed before there were keys
        raise Refused(*_unsealed_name())
    if facts["name"]:
        ask = consent_to_hand_over(opened, facts["receiver"], by=by)
        if ask is None:
            raise Refused(
                _("The reporter has taken the permission back, or its day is over."), _("Leave the name out.")
            )
        about["reporter"] = data["reporter"] = read_identity(opened, ask, unlocked, by=by)
    copies, data["files_left_out"] = _copies(opened) if facts["files"] else ({}, 0)
    pdf = render(TEMPLATE, packing.paper(fields, about), made_on=about["day"])
    return {"1-02.json": json.dumps(data, ensure_ascii=False, indent=1).encode(), "1-02.pdf": pdf, **copies}


def _copies(opened):
    """The safe copies that are there, and how many files have none. Originals never go out."""
    found, size, labels = {}, 0, opened.labels()
    ready = SafeCopy.objects.filter(
        case=opened.case, status=SafeCopy.Status.READY, original__in=[row.pk for row, _facts in labels]
    )
    for copy in ready:
        name, content = read_safe_copy(opened, copy)
        size += len(content)
        if size > LARGEST:
            raise Refused(
                _("The files are too large for one pack."), _("Leave them out, and hand them over by themselves.")
            )
        found[f"files/{name}"] = content
    return found, len(labels) - len(found)
