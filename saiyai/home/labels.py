"""Words for what the trail, the schedule and the outbox keep as short codes.

A code that has no word here is shown as it is: the trail must be readable even after a module has gone.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NOUNS = {
    "application": _("Application"),
    "authenticator": _("Second factor"),
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
    "person": _("Person"),
    "placement": _("Place in the tree"),
    "post": _("Post"),
    "privatelink": _("Private link"),
    "seat": _("Seat in a group"),
    "session": _("Sign-in"),
    "skill": _("Skill"),
    "succession": _("Reorganisation"),
    "trail": _("Trail"),
    "user": _("Account"),
}
DEEDS = {
    "added": _("added"),
    "added_again": _("added again"),
    "advise": _("regional opinion given"),
    "announced": _("announced"),
    "appeal": _("appealed"),
    "approve": _("approved"),
    "ask_renewal": _("renewal asked"),
    "asked": _("asked"),
    "assigned": _("assigned"),
    "begun": _("begun"),
    "begun_paper": _("begun from paper"),
    "changed": _("changed"),
    "closed": _("closed"),
    "confirmed": _("confirmed"),
    "deceased": _("death noted"),
    "decline_endorsement": _("endorsement declined"),
    "declined": _("declined"),
    "draft_deleted": _("old draft deleted"),
    "drop_removal": _("removal dropped"),
    "email_changed": _("e-mail address changed"),
    "ended": _("ended"),
    "endorse": _("endorsed"),
    "endorser_changed": _("endorser changed"),
    "enter_paper": _("entered from paper"),
    "expire": _("expired"),
    "explain": _("explanation given"),
    "exported": _("copy taken"),
    "founded": _("founded"),
    "given": _("given"),
    "identity_opened": _("identity number opened"),
    "identity_sealed": _("identity number sealed"),
    "invitation_accepted": _("invitation accepted"),
    "invitation_sent": _("invitation sent"),
    "invited": _("invited"),
    "issued": _("issued"),
    "judged": _("judged"),
    "language_set": _("language chosen"),
    "left": _("left"),
    "link_sent": _("private link sent"),
    "listed": _("showing to members set"),
    "loaded": _("loaded"),
    "made": _("made"),
    "opened": _("opened"),
    "password_changed": _("password changed"),
    "password_reset": _("password set anew"),
    "password_set": _("password set"),
    "placed": _("placed"),
    "profile_saved": _("profile saved"),
    "propose_removal": _("removal proposed"),
    "proposed": _("proposed"),
    "province_routed": _("province routed"),
    "purged": _("old ones deleted"),
    "reach_set": _("reach set"),
    "record_death": _("death noted"),
    "recovery_codes_generated": _("recovery codes made"),
    "reinstate": _("reinstated"),
    "reject": _("not approved"),
    "removed": _("removed"),
    "renew": _("renewed"),
    "renewal_announced": _("renewal announced"),
    "run_soon": _("run asked"),
    "saved": _("saved"),
    "search_rebuilt": _("search rebuilt"),
    "seek_endorsement": _("endorsement asked"),
    "seek_endorsement_again": _("endorsement asked again"),
    "send_back": _("sent back"),
    "session_ended": _("sign-in ended"),
    "sign_in_failed": _("sign-in failed"),
    "signed_in": _("signed in"),
    "signed_out": _("signed out"),
    "signed_out_everywhere": _("signed out everywhere"),
    "skills_set": _("skills set"),
    "started": _("started"),
    "submit": _("submitted"),
    "supply": _("supplied"),
    "suspend": _("suspended"),
    "taken": _("taken"),
    "totp_activated": _("authenticator app added"),
    "totp_deactivated": _("authenticator app taken away"),
    "try_again": _("tried again"),
    "user_linked": _("linked to an account"),
    "verified": _("checked"),
    "webauthn_added": _("passkey added"),
    "webauthn_removed": _("passkey taken away"),
    "withdraw": _("withdrawn"),
    "withdrawn": _("withdrawn"),
}
# Jobs of the schedule by their names, letters by their purposes.
JOBS = {
    "audit.checkpoint": _("Sign the trail of the day"),
    "audit.note_head": _("Lay the signed end of the trail outside the database"),
    "accounts.purge_sessions": _("Delete sign-ins that have run out"),
    "directory.rebuild_search": _("Build the search index anew"),
    "membership.announce_renewals": _("Write to members whose term ends soon"),
    "membership.delete_old_drafts": _("Delete drafts that nobody touched for 30 days"),
    "membership.expire_members": _("End memberships whose term is over"),
    "membership.sweep_files": _("Delete files that no record needs"),
    "notify.forget_old": _("Delete old letters"),
    "notify.send_waiting": _("Send waiting letters"),
}
PURPOSES = {
    "account": _("Sign-in and account"),
    "membership": _("Membership"),
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


def problem(code):
    return str(PROBLEMS.get(code, ""))
