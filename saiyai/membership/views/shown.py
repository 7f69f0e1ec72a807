"""How officers and members read what is stored: tones, clocks, the next step, the story, tables to take away."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from saiyai.membership.models import Application, Member
from saiyai.membership.rules import STAGES, standing
from saiyai.policy.permissions import Permission as P
from saiyai.thai.workdays import workdays_between
from saiyai.ui.files import table_answer
from saiyai.ui.templatetags.ui import thai_moment

S, M = Application.Status, Member.Status

TONES = {
    S.DRAFT: "idle", S.ENDORSEMENT: "wait", S.DOCUMENTS: "wait", S.SUPPLY: "wait", S.BACKGROUND: "wait",
    S.OPINION: "act", S.DECISION: "act", S.APPEAL: "act",
    S.APPROVED: "done", S.REJECTED: "stop", S.WITHDRAWN: "idle",
}  # fmt: skip
MEMBER_TONES = {
    M.ACTIVE: "done", M.SUSPENDED: "wait", M.REMOVAL_PROPOSED: "wait", M.EXPIRED: "stop",
    M.RESIGNED: "idle", M.REMOVED: "stop", M.DECEASED: "idle",
}  # fmt: skip
# What is done next at each stage: the words of the button, who may press it, and the part of the page.
NEXT = {
    S.DOCUMENTS: (gettext_lazy("Check the documents"), P.APPLICATION_CHECK, "documents"),
    S.BACKGROUND: (gettext_lazy("Record the background check"), P.APPLICATION_CHECK, "next"),
    S.OPINION: (gettext_lazy("Write the opinion"), P.APPLICATION_ADVISE, "next"),
    S.DECISION: (gettext_lazy("Read and decide"), P.APPLICATION_DECIDE, "next"),
    S.APPEAL: (gettext_lazy("Review the appeal"), P.APPLICATION_REVIEW_APPEAL, "next"),
    S.ENDORSEMENT: (gettext_lazy("Remind the superior"), P.APPLICATION_CHECK, "endorsement"),
}
MOVES = {
    "submit": gettext_lazy("Sent in"),
    "seek_endorsement": gettext_lazy("Sent in; the superior was asked to endorse"),
    "seek_endorsement_again": gettext_lazy("Another superior was asked to endorse"),
    "enter_paper": gettext_lazy("Entered from a paper form"),
    "endorse": gettext_lazy("Endorsed"),
    "void_endorsement": gettext_lazy("What was endorsed was changed; the superior is asked again"),
    "decline_endorsement": gettext_lazy("Not endorsed"),
    "judge_document": gettext_lazy("A document was looked at"),
    "assign": gettext_lazy("Given to an officer"),
    "pass_documents": gettext_lazy("The documents are complete"),
    "ask_for": gettext_lazy("The applicant was asked for something"),
    "supply": gettext_lazy("The applicant sent what was asked for"),
    "supply_paper": gettext_lazy("The office typed what the applicant brought"),
    "pass_background": gettext_lazy("The background check is done"),
    "advise": gettext_lazy("The office gave its opinion"),
    "send_back": gettext_lazy("Sent back to the office"),
    "approve": gettext_lazy("Approved"),
    "reject": gettext_lazy("Not approved"),
    "appeal": gettext_lazy("Appealed"),
    "appeal_paper": gettext_lazy("The office recorded an appeal on paper"),
    "withdraw_paper": gettext_lazy("The office recorded a withdrawal on paper"),
    "record_explanation": gettext_lazy("The office recorded what the member explains"),
    "record_resignation": gettext_lazy("The office recorded a resignation on paper"),
    "uphold": gettext_lazy("The decision stands after the appeal"),
    "overturn": gettext_lazy("Approved on appeal"),
    "withdraw": gettext_lazy("Withdrawn by the applicant"),
    "admit": gettext_lazy("Became a member"),
    "ask_renewal": gettext_lazy("Asked for renewal"),
    "renew": gettext_lazy("Renewed"),
    "suspend": gettext_lazy("Suspended"),
    "reinstate": gettext_lazy("The suspension ended"),
    "propose_removal": gettext_lazy("Removal was proposed"),
    "explain": gettext_lazy("The member explained"),
    "remove": gettext_lazy("Removed"),
    "drop_removal": gettext_lazy("The proposal to remove was dropped"),
    "resign": gettext_lazy("Resigned"),
    "expire": gettext_lazy("The term ended"),
    "close_access": gettext_lazy("The time for a renewal passed; access was closed"),
    "record_death": gettext_lazy("A death was recorded"),
    "issue_card": gettext_lazy("A new card was issued"),
}
LETTERS = {
    "draft_link": gettext_lazy("Private link of the form"),
    "received": gettext_lazy("The application has been received"),
    "endorsement_request": gettext_lazy("Request to endorse (to the superior)"),
    "endorsed": gettext_lazy("The superior has endorsed"),
    "endorsement_declined": gettext_lazy("The superior has not endorsed"),
    "please_supply": gettext_lazy("Please supply something"),
    "withdrawn": gettext_lazy("The application has been withdrawn"),
    "approved": gettext_lazy("Approval, with the card"),
    "rejected": gettext_lazy("Decision not to approve"),
    "appeal_received": gettext_lazy("The appeal has been received"),
    "upheld": gettext_lazy("Decision on the appeal"),
    "renewal_asked": gettext_lazy("The request for renewal has been received"),
    "renewal_due": gettext_lazy("The term ends soon"),
    "renewed": gettext_lazy("Renewal, with the new card"),
    "new_card": gettext_lazy("A new card was issued"),
    "explained": gettext_lazy("Your explanation has been received"),
    "suspended": gettext_lazy("Notice of suspension"),
    "reinstated": gettext_lazy("End of the suspension"),
    "removal_proposed": gettext_lazy("Proposed removal, with the right to explain"),
    "removed": gettext_lazy("Decision on the removal"),
    "removal_dropped": gettext_lazy("The proposal to remove was dropped"),
    "resigned": gettext_lazy("Confirmation of the resignation"),
    "expired": gettext_lazy("The term has ended"),
}
LETTER_TONES = {"WAITING": "wait", "SENT": "done", "FAILED": "stop"}
ACTORS = {
    "applicant": gettext_lazy("the applicant"),
    "endorser": gettext_lazy("the superior"),
    "system": gettext_lazy("the system"),
}


def clock(application, today=None):
    """(class, words about the due day, words about the wait) of an application that somebody has."""
    today = today or timezone.localdate()
    if application.status not in STAGES or not application.stage_since:
        return "", "", ""
    waited = workdays_between(timezone.localdate(application.stage_since), today)
    usual = STAGES[application.status].usual
    told = _("waited %(days)s working days of usually %(usual)s") % {"days": waited, "usual": usual}
    if waited <= 0:
        told = _("came in today, usually takes %(usual)s working days") % {"usual": usual}
    due = application.due_on
    if due is None:
        return "", "", told
    if due < today:
        days = max(1, workdays_between(due, today))
        return "late", ngettext("%(n)s working day late", "%(n)s working days late", days) % {"n": days}, told
    if due == today:
        return "due", _("due today"), told
    days = max(1, workdays_between(today, due))
    return "", ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days}, told


def dress(application, viewer):
    """Give a row of the queue what it shows."""
    application.tone = TONES[application.status]
    application.due_class, application.due_words, application.waited = clock(application)
    label, permission, part = NEXT.get(application.status, (None, None, ""))
    acts = label is not None and viewer.allows(permission, office=application.office, network=application.network_id)
    application.next_label = label if acts else _("Open")
    application.next_part = f"#{part}" if acts and part else ""
    return application


def dress_member(member):
    """Give a member the tone and the words of today's standing."""
    shown = standing(member)
    member.tone, member.standing_words = MEMBER_TONES[shown], M(shown).label
    return member


def letters(found):
    """Letters with their titles and tones."""
    found = list(found)
    for one in found:
        one.title, one.tone = LETTERS.get(one.kind, one.kind), LETTER_TONES[one.status]
    return found


def actor_words(entry):
    """Who made a step, in words."""
    return entry.by.display_name if entry.by else str(ACTORS.get(entry.by_label, ""))


def story(entries):
    """Steps for the thread, newest first."""
    return [
        {
            "state": "past",
            "when": thai_moment(entry.at),
            "title": _("%(what)s, %(who)s") % {"what": MOVES.get(entry.move, entry.move), "who": actor_words(entry)}
            if actor_words(entry)
            else MOVES.get(entry.move, entry.move),
            "text": entry.text,
        }
        for entry in reversed(list(entries))
    ]


def table(name, head, rows):
    """A CSV file with the day in its name."""
    return table_answer(f"saiyai-{name}-{timezone.localdate():%Y%m%d}.csv", head, rows)
