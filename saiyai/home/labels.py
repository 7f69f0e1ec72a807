"""Words for what the trail, the schedule and the outbox keep as short codes.

A code that has no word here is shown as it is: the trail must be readable even after a module has gone.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NOUNS = {
    "act": _("Act"),
    "provision": _("Section"),
    "provisionversion": _("Section"),
    "chapter": _("Chapter of a network"),
    "charter": _("Charter"),
    "charterversion": _("Charter"),
    "application": _("Application"),
    "authenticator": _("Second factor"),
    "backup": _("Backup"),
    "card": _("Card"),
    "consent": _("Consent"),
    "contactpoint": _("Contact point"),
    "contact_point": _("Contact point"),
    "directory": _("Directory"),
    "document": _("Document"),
    "endorsement": _("Endorsement"),
    "grant": _("Role"),
    "group": _("Group"),
    "head": _("Whole trail"),
    "holding": _("Holding of a post"),
    "job": _("Job"),
    "letter": _("Letter"),
    "link": _("Private link"),
    "member": _("Membership"),
    "network": _("Network"),
    "office": _("Office"),
    "officeprovince": _("Province of an office"),
    "organization": _("Organisation"),
    "participation": _("Participation of a unit"),
    "person": _("Person"),
    "placement": _("Place in the tree"),
    "post": _("Post"),
    "privatelink": _("Private link"),
    "receiver": _("Receiver of events"),
    "seat": _("Seat in a group"),
    "recovery": _("Recovery of a sign-in"),
    "session": _("Sign-in"),
    "skill": _("Skill"),
    "succession": _("Reorganisation"),
    "tie": _("Tie"),
    "token": _("Token"),
    "trail": _("Trail"),
    "user": _("Account"),
}
DEEDS = {
    "version_added": pgettext_lazy("deed", "new version entered"),
    "verification_withdrawn": pgettext_lazy("deed", "verification taken back"),
    "answers_forgotten": pgettext_lazy("deed", "old answers to programs forgotten"),
    "accept": pgettext_lazy("deed", "unit accepted"),
    "acknowledged": pgettext_lazy("deed", "acknowledged"),
    "acted": pgettext_lazy("deed", "a program acted"),
    "added": pgettext_lazy("deed", "added"),
    "added_again": pgettext_lazy("deed", "added again"),
    "admit": pgettext_lazy("deed", "admitted"),
    "advise": pgettext_lazy("deed", "regional opinion given"),
    "announced": pgettext_lazy("deed", "announced"),
    "appeal": pgettext_lazy("deed", "appealed"),
    "appeal_paper": pgettext_lazy("deed", "appeal entered from paper"),
    "approve": pgettext_lazy("deed", "approved"),
    "ask_again": pgettext_lazy("deed", "sent back to be completed"),
    "ask_for": pgettext_lazy("deed", "supplement asked for"),
    "ask_renewal": pgettext_lazy("deed", "renewal asked"),
    "asked": pgettext_lazy("deed", "asked"),
    "assigned": pgettext_lazy("deed", "assigned"),
    "begun": pgettext_lazy("deed", "begun"),
    "begun_paper": pgettext_lazy("deed", "begun from paper"),
    "changed": pgettext_lazy("deed", "changed"),
    "close": pgettext_lazy("deed", "network closed"),
    "close_access": pgettext_lazy("deed", "access closed"),
    "closed": pgettext_lazy("deed", "closed"),
    "confirmed": pgettext_lazy("deed", "confirmed"),
    "coordinator_named": pgettext_lazy("deed", "coordinator named"),
    "dates_followed": pgettext_lazy("deed", "dates followed"),
    "deceased": pgettext_lazy("deed", "death noted"),
    "decline": pgettext_lazy("deed", "invitation declined"),
    "decline_endorsement": pgettext_lazy("deed", "endorsement declined"),
    "declined": pgettext_lazy("deed", "declined"),
    "demo_dated": pgettext_lazy("deed", "dated for the example"),
    "demo_opened": pgettext_lazy("deed", "opened for the example"),
    "draft_deleted": pgettext_lazy("deed", "old draft deleted"),
    "drop_removal": pgettext_lazy("deed", "removal dropped"),
    "email_changed": pgettext_lazy("deed", "e-mail address changed"),
    "end": pgettext_lazy("deed", "participation ended"),
    "ended": pgettext_lazy("deed", "ended"),
    "endorse": pgettext_lazy("deed", "endorsed"),
    "endorser_changed": pgettext_lazy("deed", "endorser changed"),
    "enter_paper": pgettext_lazy("deed", "entered from paper"),
    "expire": pgettext_lazy("deed", "expired"),
    "explain": pgettext_lazy("deed", "explanation given"),
    "exported": pgettext_lazy("deed", "copy taken"),
    "fall_dormant": pgettext_lazy("deed", "fell dormant"),
    "founded": pgettext_lazy("deed", "founded"),
    "founder_answered": pgettext_lazy("deed", "founder answered"),
    "given": pgettext_lazy("deed", "given"),
    "given_again": pgettext_lazy("deed", "given again"),
    "identity_opened": pgettext_lazy("deed", "identity number opened"),
    "identity_sealed": pgettext_lazy("deed", "identity number sealed"),
    "invitation_accepted": pgettext_lazy("deed", "invitation accepted"),
    "invitation_sent": pgettext_lazy("deed", "invitation sent"),
    "invite": pgettext_lazy("deed", "unit invited"),
    "invited": pgettext_lazy("deed", "invited"),
    "issue_card": pgettext_lazy("deed", "new card issued"),
    "issued": pgettext_lazy("deed", "issued"),
    "joined": pgettext_lazy("deed", "joined"),
    "judged": pgettext_lazy("deed", "judged"),
    "language_set": pgettext_lazy("deed", "language chosen"),
    "leave": pgettext_lazy("deed", "unit left"),
    "left": pgettext_lazy("deed", "left"),
    "link_sent": pgettext_lazy("deed", "private link sent"),
    "listed": pgettext_lazy("deed", "showing to members set"),
    "loaded": pgettext_lazy("deed", "loaded"),
    "made": pgettext_lazy("deed", "made"),
    "mandate_opened": pgettext_lazy("deed", "mandate opened"),
    "open": pgettext_lazy("deed", "went to work"),
    "opened": pgettext_lazy("deed", "opened"),
    "overturn": pgettext_lazy("deed", "approved on appeal"),
    "pass_background": pgettext_lazy("deed", "background check done"),
    "pass_documents": pgettext_lazy("deed", "documents found complete"),
    "password_changed": pgettext_lazy("deed", "password changed"),
    "password_reset": pgettext_lazy("deed", "password set anew"),
    "password_set": pgettext_lazy("deed", "password set"),
    "placed": pgettext_lazy("deed", "placed"),
    "placement_dropped": pgettext_lazy("deed", "placement taken back"),
    "profile_saved": pgettext_lazy("deed", "profile saved"),
    "propose_removal": pgettext_lazy("deed", "removal proposed"),
    "proposed": pgettext_lazy("deed", "proposed"),
    "province_routed": pgettext_lazy("deed", "province routed"),
    "published": pgettext_lazy("deed", "published"),
    "purged": pgettext_lazy("deed", "old ones deleted"),
    "reach_set": pgettext_lazy("deed", "reach set"),
    "record_death": pgettext_lazy("deed", "death noted"),
    "record_explanation": pgettext_lazy("deed", "explanation recorded by the office"),
    "record_resignation": pgettext_lazy("deed", "resignation recorded by the office"),
    "record_signing": pgettext_lazy("deed", "signing recorded from paper"),
    "recovered": pgettext_lazy("deed", "recovered"),
    "recovery_codes_generated": pgettext_lazy("deed", "recovery codes made"),
    "reinstate": pgettext_lazy("deed", "reinstated"),
    "reject": pgettext_lazy("deed", "not approved"),
    "remove": pgettext_lazy("deed", "removed from the network"),
    "removed": pgettext_lazy("deed", "removed"),
    "renew": pgettext_lazy("deed", "renewed"),
    "renewal_announced": pgettext_lazy("deed", "renewal announced"),
    "reorganization_taken_back": pgettext_lazy("deed", "reorganisation taken back"),
    "reorganized": pgettext_lazy("deed", "reorganised"),
    "resign": pgettext_lazy("deed", "resigned"),
    "restored": pgettext_lazy("deed", "restored"),
    "revoked": pgettext_lazy("deed", "revoked"),
    "run_soon": pgettext_lazy("deed", "run asked"),
    "saved": pgettext_lazy("deed", "saved"),
    "search_rebuilt": pgettext_lazy("deed", "search rebuilt"),
    "seek_endorsement": pgettext_lazy("deed", "endorsement asked"),
    "seek_endorsement_again": pgettext_lazy("deed", "endorsement asked again"),
    "send_back": pgettext_lazy("deed", "sent back"),
    "session_ended": pgettext_lazy("deed", "sign-in ended"),
    "set_delegates": pgettext_lazy("deed", "delegates named"),
    "sign": pgettext_lazy("deed", "signed for a unit"),
    "sign_in_failed": pgettext_lazy("deed", "sign-in failed"),
    "signed_in": pgettext_lazy("deed", "signed in"),
    "signed_out": pgettext_lazy("deed", "signed out"),
    "signed_out_everywhere": pgettext_lazy("deed", "signed out everywhere"),
    "skills_set": pgettext_lazy("deed", "skills set"),
    "started": pgettext_lazy("deed", "started"),
    "submit": pgettext_lazy("deed", "submitted"),
    "supply": pgettext_lazy("deed", "supplied"),
    "supply_paper": pgettext_lazy("deed", "supplement entered from paper"),
    "suspend": pgettext_lazy("deed", "suspended"),
    "switched_off": pgettext_lazy("deed", "switched off"),
    "switched_on": pgettext_lazy("deed", "switched on"),
    "take_back": pgettext_lazy("deed", "invitation taken back"),
    "taken": pgettext_lazy("deed", "taken"),
    "taken_over": pgettext_lazy("deed", "taken over"),
    "totp_activated": pgettext_lazy("deed", "authenticator app added"),
    "totp_deactivated": pgettext_lazy("deed", "authenticator app taken away"),
    "transferred": pgettext_lazy("deed", "transferred"),
    "tried": pgettext_lazy("deed", "tried"),
    "try_again": pgettext_lazy("deed", "tried again"),
    "turn_down": pgettext_lazy("deed", "turned down"),
    "uphold": pgettext_lazy("deed", "decision upheld"),
    "user_linked": pgettext_lazy("deed", "linked to an account"),
    "verified": pgettext_lazy("deed", "checked"),
    "voided": pgettext_lazy("deed", "voided"),
    "wake": pgettext_lazy("deed", "woken"),
    "webauthn_added": pgettext_lazy("deed", "passkey added"),
    "webauthn_removed": pgettext_lazy("deed", "passkey taken away"),
    "withdraw": pgettext_lazy("deed", "withdrawn"),
    "withdraw_paper": pgettext_lazy("deed", "withdrawal entered from paper"),
    "withdrawn": pgettext_lazy("deed", "withdrawn"),
    "written": pgettext_lazy("deed", "written"),
}
# Jobs by their names in saiyai/schedule.py (a test compares), letters by their purposes.
JOBS = {
    "api.deliver": _("Tell programs what happened"),
    "api.forget_deliveries": _("Forget old deliveries to programs"),
    "api.forget_answers": _("Forget old answers to programs"),
    "accounts.purge_sessions": _("Forget ended sign-ins"),
    "accounts.purge_tallies": _("Forget counted tries"),
    "audit.checkpoint": _("Sign the trail of the day"),
    "audit.note_head": _("Note the end of the trail"),
    "directory.follow_dates": _("Follow the dates of posts"),
    "membership.announce_renewals": _("Announce renewals"),
    "membership.delete_old_drafts": _("Delete old drafts"),
    "membership.expire_members": _("End terms that have run out"),
    "membership.close_expired": _("Close the access of members who did not renew"),
    "networks.find_dormant": _("Find networks that sleep"),
    "membership.sweep_files": _("Sweep stray files"),
    "notify.forget_old": _("Forget old letters"),
    "notify.send_waiting": _("Send letters"),
}
PURPOSES = {
    "account": _("Sign-in and account"),
    "network": _("Networks and units"),
    "membership": _("Membership"),
}
ACTORS = {
    "applicant": pgettext_lazy("actor", "an applicant"),
    "endorser": pgettext_lazy("actor", "a superior"),
    "system": pgettext_lazy("actor", "the system"),
    "visitor": pgettext_lazy("actor", "a visitor"),
}
PROBLEMS = {
    "missing": _("A line is missing."),
    "changed": _("A line was changed or put in."),
    "checkpoint": _("The lines do not fit a root that was signed before."),
    "cut": _("Lines were cut off at the end."),
    "head": _("The end of the trail is not what was signed."),
}
DEED_OF_NOUN = pgettext_lazy("deed in the trail", "%(noun)s: %(deed)s")


def verb(code):
    """`application.approve` in words: Application: approved."""
    noun, _dot, deed = code.rpartition(".")
    if deed not in DEEDS and noun not in NOUNS:
        return code
    return DEED_OF_NOUN % {"noun": NOUNS.get(noun, noun), "deed": DEEDS.get(deed, deed)}


def subject(code):
    """`membership.application` in words."""
    return str(NOUNS.get(code.rpartition(".")[2], code))


def job(name):
    return str(JOBS.get(name, name))


def purpose(code):
    return str(PURPOSES.get(code, code))


def actor(label):
    """Who acted: the name of a user, or what they are."""
    kind, _colon, name = label.partition(":")
    return name if kind == "user" else str(ACTORS.get(kind, label))


def problem(code):
    return str(PROBLEMS.get(code, ""))
