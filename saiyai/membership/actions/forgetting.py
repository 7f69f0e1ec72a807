"""Letting go of applications and memberships: when their time is over, or because somebody asked for it."""

from django.db import transaction
from django.db.models import BooleanField, CharField, DateField, EmailField, JSONField, TextField
from django.utils.translation import gettext as _

from saiyai.accounts.models import PrivateLink
from saiyai.audit import trail
from saiyai.directory import actions as directory
from saiyai.membership import queries
from saiyai.membership.actions.filling import forget_files, lock
from saiyai.membership.models import Application, Member
from saiyai.membership.models.applications import OPEN
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.thai.search import fold

# Of an application that was decided: what tells that it was made, by whom, and what became of it.
KEPT = {
    *("id", "kind", "status", "number", "language", "resumes_to", "title", "given_name", "family_name", "sort_key"),
    *("unit_name", "organization_name", "province_code", "on_paper", "pledges_truth", "pledges_confidence"),
    *("pledges_code", "documents_note", "background_note", "opinion", "opinion_text", "decision_reason"),
    *("appeal_text", "appeal_reason", "due_on"),
}

# Steps of a membership whose text is of the member; what officers gave as reasons stays with the decisions.
OWN_WORDS = ("explain", "record_explanation", "resign", "record_resignation")


def _emptied(field):
    """What stands in this field after erasing."""
    if isinstance(field, JSONField):
        return []
    if isinstance(field, BooleanField | DateField):
        return None
    return ""


def cleared_fields():
    """The fields of an application that an erasure empties."""
    kinds = (BooleanField, CharField, DateField, EmailField, JSONField, TextField)
    return [field for field in Application._meta.concrete_fields if isinstance(field, kinds) and not _stays(field)]


def _stays(field):
    # A moment is a DateField to Django; the moments of the way to the decision stay with it.
    return field.name in KEPT or field.get_internal_type() == "DateTimeField"


def _drop_files(application):
    paths = list(application.documents.values_list("path", flat=True))
    application.documents.all().delete()
    transaction.on_commit(lambda: forget_files(paths))


@action
def erase_application(application, *, by):
    """A draft is deleted; of a decided application stays who applied, when, and what was decided."""
    lock(application)
    if application.status in OPEN and application.status != Application.Status.DRAFT:
        raise Refused(_("Not possible at this stage."))
    trail.record("application.erased", application, by=by)
    PrivateLink.objects.filter(subject=application._meta.label_lower, key=str(application.pk)).delete()
    _drop_files(application)
    if application.status == Application.Status.DRAFT:
        application.delete()
        return
    for field in cleared_fields():
        setattr(application, field.name, _emptied(field))
    application.applicant_user = None
    application.search_text = fold(application.party_name)
    application.save()
    application.endorsements.update(name="", position="", email="", reason="")


@action
def erase_member(member, *, by):
    """Of a membership that is over stay number, term, standing and consents."""
    if member.status in queries.LIVING:
        raise Refused(_("Not possible at this stage."))
    member.email = member.explanation = ""
    member.save(update_fields=["email", "explanation"])
    member.entries.filter(move__in=OWN_WORDS).update(text="")
    trail.record("member.erased", member, by=by)


@action
def forget_application(application, *, by):
    """Its time is over: the application, its files and its story are deleted."""
    trail.record("application.forgotten", application, by=by)
    PrivateLink.objects.filter(subject=application._meta.label_lower, key=str(application.pk)).delete()
    _drop_files(application)
    application.delete()


@action
def forget_member(member, *, by):
    """Its time is over: the membership is deleted with its application; a name that stayed only for it goes too."""
    application, person = member.application, member.person
    trail.record("member.forgotten", member, by=by)
    Member.objects.filter(pk=member.pk).delete()
    if application is not None:
        forget_application(application, by=by)
    if person is not None and person.erased_on and not person.memberships.exists():
        directory.erase_person(person, by=by)
