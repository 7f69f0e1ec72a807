"""Files of a case for officers: safe copies by default, the original only with a reason and a second person."""

import io
import secrets

from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.cases import queries
from saiyai.cases.actions.opening import tell_reporter
from saiyai.cases.actions.rekeying import create_blob
from saiyai.cases.models import Proposal, SafeCopy
from saiyai.crypto.streams import SealingWriter
from saiyai.crypto.unseal import CannotOpen, is_whole, read_stream
from saiyai.documents import box
from saiyai.intake.uploads import blob_path
from saiyai.policy.action import vault_action
from saiyai.policy.lifecycle import Refused

LARGEST_CLEANED = 60 * 1024 * 1024  # is held in memory by the box
S = SafeCopy.Status


def _whole(name, facts):
    """The sealed file, looked at from end to end before a byte of it is handed out."""
    try:
        file = open(blob_path(name), "rb")  # noqa: SIM115  (whoever streams it closes it)
    except FileNotFoundError:
        raise Refused(_("This file is not there any more.")) from None
    if not is_whole(file, bytes.fromhex(facts["key"]), facts["length"], facts["plain_hash"]):
        file.close()
        raise Refused(_("This file was changed or cut since it came in. It is not opened.")) from None
    return file


def _label(opened, blob):
    return opened.read(blob.label_sealed, "intake.Blob", "label", blob.pk, blob.generation)


def _pieces(file, facts):
    with file:
        yield from read_stream(file, bytes.fromhex(facts["key"]), facts["length"])


def make_safe_copy(opened, blob, *, by):
    """A copy without what may give away who made the file. Made in a box; without a box, or in doubt, there is none.

    Slow (seconds): the cleaning is done before the transaction begins. Returns the row.
    """
    facts = _label(opened, blob)
    made, ending = b"", ""
    if facts["length"] <= LARGEST_CLEANED:
        try:
            content = b"".join(_pieces(_whole(blob.name, facts), facts))
            made, ending = box.clean(content)
        except (box.NotClean, CannotOpen):
            made = b""
        except box.NoBox:  # says nothing of the file: as soon as there is a box again, it is tried again
            raise Refused(
                _("Safe copies cannot be made on this machine just now."),
                _("Tell the administrators; the original opens with a second person."),
            ) from None
    return _keep_copy(opened, blob, made, ending, facts, by=by)


@vault_action
def _keep_copy(opened, blob, made, ending, facts, *, by):
    opened.hold()
    row = SafeCopy.objects.filter(original=blob.pk).first() or SafeCopy(case=opened.case, original=blob.pk)
    row.generation, row.status = opened.generation, S.READY if made else S.NONE
    if made:
        row.name = secrets.token_hex(16)
        with create_blob(row.name) as file:
            writer = SealingWriter(file)
            writer.write(made)
            writer.finish()
        about = {"n": facts["n"], "ending": ending, "length": writer.length, "key": writer.key.hex()}
        about["plain_hash"] = writer.plain_hash
        row.label_sealed = opened.close(about, "cases.SafeCopy", "label", row.pk)
    row.save()
    trail.record("case.safe_copy", ("case", queries.pseudonym(opened.case)), by=by, ready=bool(made))
    return row


def read_safe_copy(opened, copy):
    """(name to save under, content) of a safe copy. The name tells nothing."""
    facts = opened.read(copy.label_sealed, "cases.SafeCopy", "label", copy.pk, copy.generation)
    content = b"".join(_pieces(_whole(copy.name, facts), facts))
    return f"evidence-{facts['n']:02d}.{facts['ending']}", content


@vault_action
def open_safe_copy(opened, copy, *, by):
    """(name to save under, its pieces) of a safe copy."""
    opened.hold()
    if copy.status != S.READY:
        raise Refused(_("No safe copy could be made of this file."), _("The original opens with a second person."))
    name, content = read_safe_copy(opened, copy)
    trail.record("case.file_opened", ("case", queries.pseudonym(opened.case)), by=by)
    tell_reporter(opened, "file_opened", by)
    return name, io.BytesIO(content)


@vault_action
def open_original(opened, blob, *, by):
    """(name to save under, its pieces) of the very file that came in: once, by who proposed it, after another agreed."""
    opened.hold()
    proposal = Proposal.objects.select_for_update().filter(
        case=opened.case, kind=Proposal.Kind.ORIGINAL, about=blob.pk, status=Proposal.Status.CONFIRMED,
        proposed_by=by.pk,
    ).first()  # fmt: skip
    if proposal is None:
        raise Refused(
            _("An original may give away who made it: it opens with a reason and a second person."),
            _("Propose to open it; a colleague who can read this case confirms."),
        )
    facts = _label(opened, blob)
    file = _whole(blob.name, facts)
    proposal.status = Proposal.Status.USED
    proposal.save()
    trail.record("case.original_opened", ("case", queries.pseudonym(opened.case)), by=by)
    tell_reporter(opened, "original_opened", by)
    return f"original-{facts['n']:02d}.bin", _pieces(file, facts)
