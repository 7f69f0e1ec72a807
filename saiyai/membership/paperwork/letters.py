"""Which official letter goes with where an application or a membership stands, and what stands in it.

The same function makes the attachment of the e-mail and the paper that an office prints for whoever has no address:
both say the same. A letter is (file name, PDF).
"""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from saiyai.membership import papers
from saiyai.membership.models import Application, Member
from saiyai.membership.paperwork.forms import day_of, full
from saiyai.membership.rules import appeal_until

S, M = Application.Status, Member.Status

# The last of these steps of a membership is the one that a letter is about: move -> kind of letter.
MEMBER_LETTERS = {
    "suspend": "suspension",
    "reinstate": "reinstatement",
    "propose_removal": "explain",
    "remove": "removal",
    "drop_removal": "dropped",
    "resign": "resignation",
    "record_resignation": "resignation",
    "renew": "renewed",
    "expire": "expiry",
}


_LEAVING = ("resign", "record_resignation")


def _sender(office):
    return {
        "office_name": office.name_th,
        "office_address": office.address,
        "office_phone": office.phone,
        "office_email": office.email,
        "signer_position": f"สำนักงาน {office.name_th}" if office.is_central else f"ผู้อำนวยการ {office.name_th}",
    }


def _letter(application, kind, *, on=None, member=None, **particulars):
    """A letter about an application, of the day on which it was due to be written."""
    values = {"recipient": application.name, **particulars}
    paper = papers.LetterPaper(
        kind=kind,
        network=application.network.name_th,
        number=application.number or "",
        date=day_of(on) or full(timezone.localdate()),
        person=application.party_name,
        application_number=application.number or "",
        application_date=day_of(application.submitted_at),
        member_number=member.number if member else "",
        starts_on=full(member.starts_on) if member else "",
        ends_on=full(member.ends_on) if member else "",
        **_sender(application.office),
        **values,
    )
    return (f"{kind}-{application.number}.pdf", papers.letter_pdf(paper))


def endorsement_letter(endorsement, link):
    """The request to the superior."""
    return _letter(endorsement.application, "endorsement", recipient=endorsement.name, link=link)


def has_letter(application, moves):
    """Whether there is such a letter now; `moves` are the names of the steps that the application has taken."""
    if application.status == S.SUPPLY:
        return "ask_for" in moves
    return application.status not in (S.DRAFT, S.WITHDRAWN)


def has_member_letter(member, moves):
    """Whether there is such a letter now; `moves` are the names of the steps that the membership has taken."""
    return bool(member.application_id) or _renewal_announced(member) or not moves.isdisjoint(MEMBER_LETTERS)


def _renewal_announced(member):
    return member.status == M.ACTIVE and member.renewal_announced_for == member.ends_on


def letter_about(application):
    """The letter of where an application stands: received, asked for something, approved or not, appeal; else None."""
    if application.status == S.SUPPLY:
        asked = application.entries.filter(move="ask_for").order_by("-at", "-pk").first()
        return _letter(application, "supply", on=asked.at, reasons=asked.text.splitlines()) if asked else None
    if application.status == S.APPROVED:
        on = None if application.appeal_decided_by_id else application.decided_at
        return _letter(application, "approved", on=on, member=getattr(application, "member", None))
    if application.status == S.REJECTED and application.appeal_decided_by_id:
        return _letter(application, "upheld", on=application.stage_since, reasons=[application.appeal_reason])
    if application.status in (S.REJECTED, S.APPEAL):
        return _rejected(application)
    if application.status in (S.DRAFT, S.WITHDRAWN):
        return None
    return _letter(application, "received", on=application.submitted_at)


def _rejected(application):
    until = full(appeal_until(application))
    right = (
        f"หากท่านไม่เห็นด้วยกับผลการพิจารณานี้ ท่านมีสิทธิอุทธรณ์ต่อ{application.network.name_th} ภายในวันที่ {until} "
        "โดยระบุข้อโต้แย้งและข้อเท็จจริงที่เกี่ยวข้อง ผู้พิจารณาอุทธรณ์เป็นคนละคนกับผู้พิจารณาครั้งนี้"
    )
    reasons, deadlines = [application.decision_reason], [f"อุทธรณ์ภายในวันที่ {until}"]
    return _letter(
        application, "rejected", on=application.decided_at, reasons=reasons, deadlines=deadlines, appeal=right
    )


def member_letter_about(member):
    """The letter of the last step of a membership that has one; before there is any, that of the admission."""
    step = member.entries.filter(move__in=MEMBER_LETTERS).order_by("-at", "-pk").first()
    if _renewal_announced(member):
        return _member_letter(member, "renewal", link=_own_page(member))
    if step is None:
        return letter_about(member.application) if member.application else None
    reasons = [step.text] if step.text else []
    more = {}
    if step.move == "propose_removal":
        until = full(member.explain_until)
        more = {"deadlines": [f"ชี้แจงภายในวันที่ {until}"] if until else [], "link": _own_page(member)}
    if step.move in ("remove", *_LEAVING):  # the day from which it is over, not that on which it began
        more = {"starts_on": day_of(step.at)}
    if step.move in _LEAVING:
        reasons = []
    return _member_letter(member, MEMBER_LETTERS[step.move], on=step.at, reasons=reasons, **more)


def _own_page(member):
    return settings.SITE_URL + reverse("membership:my_membership") if member.email else ""


def _member_letter(member, kind, *, on=None, **particulars):
    name = member.person.name if member.person else member.organization.name_th
    values = {"starts_on": full(member.starts_on), "ends_on": full(member.ends_on), **particulars}
    paper = papers.LetterPaper(
        kind=kind,
        network=member.network.name_th,
        number=member.number,
        date=day_of(on) or full(timezone.localdate()),
        recipient=name,
        person=name,
        member_number=member.number,
        **_sender(member.office),
        **values,
    )
    return (f"{kind}-{member.number}.pdf", papers.letter_pdf(paper))
