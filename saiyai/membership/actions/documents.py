"""Files of an application: checked, sealed on the disk, opened on the record."""

import hashlib
import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.crypto import sealed, unseal
from saiyai.membership import rules
from saiyai.membership.actions.filling import forget_files, lock, may_fill
from saiyai.membership.actions.steps import tell
from saiyai.membership.models import Document
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

PURPOSE = "document"
MOST_FILES = 12


def documents_folder() -> Path:
    """Where sealed files lie."""
    return Path(settings.PRIVATE_DIR) / "documents"


@action
def add_document(application, kind, name, content, content_type, *, by):
    """Keep a file that forms.check_file has passed. A file of the same kind takes the place of the one before."""
    lock(application)
    may_fill(application, by)
    living = Document.objects.filter(application=application, replaced=False)
    if living.count() >= MOST_FILES:
        raise Refused(_("There are already 12 files."), _("Remove one that is not needed."))
    digest = hashlib.sha256(content).hexdigest()
    if same := living.filter(kind=kind, sha256=digest).first():
        trail.record("document.added_again", same, by=by, application=str(application.pk))
        return same  # the back button, or a double click: one file
    if kind != Document.Kind.OTHER:
        _make_room(living.filter(kind=kind))
    key = uuid.uuid4()
    document = Document(
        id=key,
        application=application,
        kind=kind,
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=digest,
        path=f"{key.hex[:2]}/{key.hex}.sealed",
    )
    _write(document, content)
    document.save()
    trail.record("document.added", document, by=by, application=str(application.pk), kind=kind, sha256=digest)
    return document


def _make_room(before):
    """What an officer has judged stays, marked as replaced; what nobody has looked at goes, so that no disk fills."""
    unseen = before.filter(accepted__isnull=True)
    paths = list(unseen.values_list("path", flat=True))
    unseen.delete()
    before.update(replaced=True)
    transaction.on_commit(lambda: forget_files(paths))


def _write(document, content):
    """The sealed file is on the disk before its row is: a crash leaves at most a file without a row (jobs.sweep)."""
    path = documents_folder() / document.path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    whole = path.with_suffix(".part")
    whole.write_bytes(sealed.seal_bytes(content, purpose=PURPOSE, bound_to=str(document.pk)))
    whole.chmod(0o600)
    whole.rename(path)


@action
def remove_document(document, *, by):
    """Take a file back while the form is open. A file that the office has judged stays, marked as replaced."""
    lock(document.application)
    may_fill(document.application, by)
    trail.record("document.removed", document, by=by, application=str(document.application_id))
    if document.accepted is None:
        document.delete()
        transaction.on_commit(lambda: forget_files([document.path]))
    else:
        document.replaced = True
        document.save()


@action
def judge_document(document, *, by, accepted, note=""):
    """The officer accepts a file, or says what is wrong with it."""
    application = document.application
    if not by.allows(P.APPLICATION_CHECK, office=application.office, network=application.network_id):
        raise Refused(_("You do not have permission to do this."))
    if application.status != application.Status.DOCUMENTS:
        raise Refused(_("Not possible at this stage."))
    if reason := rules.APPLICATION.why_not(application, "ask_for", by):
        raise Refused(reason)
    if not accepted and not note.strip():
        raise Refused(_("Say what is wrong with the document."))
    document.accepted, document.note = accepted, note
    document.save()
    tell(application, "judge_document", by=by, text=note, shown=not accepted)
    trail.record("document.judged", document, by=by, accepted=accepted, application=str(application.pk))


@action
def open_document(document, *, by, reason):
    """The file in clear, with a reason, on the record."""
    application = document.application
    typed = application.entered_by_id == by.pk and by.allows(P.APPLICATION_ENTER_PAPER)
    if not (rules.is_applicant(application, by) or typed) and not by.allows(
        P.APPLICATION_READ, office=application.office
    ):
        raise Refused(_("You do not have permission to do this."))
    if not reason.strip():
        raise Refused(_("Opening a sealed document needs a reason."))
    trail.record("document.opened", document, by=by, reason=reason, application=str(application.pk))
    content = (documents_folder() / document.path).read_bytes()
    return unseal.unseal_bytes(content, purpose=PURPOSE, bound_to=str(document.pk))
