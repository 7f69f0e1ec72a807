"""Filling in an application, with or without an account, and sending it in."""

from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts import actions as accounts
from saiyai.accounts import queries as offices
from saiyai.accounts.models import PrivateLink
from saiyai.audit import trail
from saiyai.crypto import sealed, unseal
from saiyai.crypto.digest import keyed_digest
from saiyai.membership import letters, queries, rules
from saiyai.membership.actions.endorsing import ask_endorser, void_endorsement
from saiyai.membership.actions.reviewing import need_reason
from saiyai.membership.actions.steps import as_user, make_move, next_number, tell
from saiyai.membership.models import Application
from saiyai.networks.queries import default_network
from saiyai.policy.action import action
from saiyai.policy.actors import carrying_out
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import scopes_of
from saiyai.thai import dates
from saiyai.thai.collation import sort_key
from saiyai.thai.search import fold

IDENTITY = "identity"
EDITABLE = (Application.Status.DRAFT, Application.Status.SUPPLY)
# Who it is that the superior endorsed, beside the identity number.
ENDORSED = ("given_name", "family_name", "position", "organization", "organization_name", "unit_name")


@action
def begin(kind, *, by, email="", language="th", network=None, chapter=None):
    """A new draft. Returns (application, token of its private link); the link goes by e-mail too if one is given.

    Who is signed in is the applicant from the first day: finds it without the link, and never decides on it.
    Without a `network` it is for the one that the public form is for.
    """
    network = network or default_network()
    if reason := rules.why_not_apply(network, chapter):
        raise Refused(reason)
    application = Application.objects.create(
        network=network,
        chapter=chapter,
        kind=kind,
        email=email.strip().lower(),
        language=language,
        applicant_user=as_user(by),
    )
    trail.record("application.begun", application, by=by, kind=kind)
    token = accounts.make_link(PrivateLink.Purpose.DRAFT, application, by=carrying_out(by))
    if email and queries.may_write_to(application.email):
        letters.draft_link(application, token)
    return application, token


@action
def begin_paper(kind, *, by):
    """A draft that an officer types from a signed paper form."""
    if not by.allows(P.APPLICATION_ENTER_PAPER):
        raise Refused(_("You do not have permission to do this."))
    widest = min(scopes_of(by, P.APPLICATION_ENTER_PAPER), key=lambda one: (bool(one.office), bool(one.network)))
    network = widest.network or default_network().pk
    application = Application.objects.create(
        network_id=network, kind=kind, on_paper=True, entered_by=as_user(by), office_id=widest.office
    )
    trail.record("application.begun_paper", application, by=by, kind=kind)
    return application


@action
def take_over(application, *, by):
    """Go on with a paper form that a colleague of the office was typing. From now on only this officer changes it."""
    lock(application)
    if reason := rules.why_not_take_over(application, by):
        raise Refused(reason)
    before = application.entered_by_id
    application.entered_by = as_user(by)
    application.save(update_fields=["entered_by"])
    trail.record("application.taken_over", application, by=by, before=str(before), status=application.status)


def may_fill(application, by):
    """The applicant while it is a draft or something was asked for; the officer who types it from paper."""
    if application.status not in EDITABLE:
        raise Refused(
            _("The application has been sent in and can no longer be changed."),
            _("If something is wrong, tell the office; it can ask you for it."),
        )
    typed = application.on_paper and application.entered_by_id == by.pk and by.allows(P.APPLICATION_ENTER_PAPER)
    if not (rules.is_applicant(application, by) or typed):
        raise Refused(_("You do not have permission to do this."))


def lock(application):
    application.refresh_from_db(from_queryset=Application._base_manager.select_for_update())


@action
def save_step(application, step, values, *, by, version=None):
    """Save the fields of one topic. `version` is the one that the page was made from: another tab may have saved."""
    lock(application)
    may_fill(application, by)
    if version is not None and version != application.version:
        raise Refused(
            _("This page was saved in another window in the meantime."),
            _("Compare both and save again."),
        )
    fields = next(s.fields for s in rules.steps_of(application) if s.name == step)
    unknown = set(values) - set(fields)
    if unknown:
        raise ValueError(f"not fields of {step}: {unknown}")
    before = [getattr(application, name) for name in ENDORSED]
    for name, value in values.items():
        setattr(application, name, value)
    if [getattr(application, name) for name in ENDORSED] != before:
        void_endorsement(application, by=by)
    _touch(application)
    trail.record("application.saved", application, by=by, step=step)


def _touch(application):
    """Count the save, and fold what the queue is searched by."""
    application.version += 1
    application.saved_at = timezone.now()
    parts = (
        application.name,
        application.given_name_en,
        application.family_name_en,
        application.unit_name,
        application.organization_name,
    )
    application.search_text = fold(" ".join(parts))
    application.sort_key = sort_key(_named_by(application))
    application.save()


def _named_by(application):
    """What a list is ordered by: the unit, or the given name as in Thai lists."""
    if application.kind == Application.Kind.UNIT:
        return application.unit_name
    return f"{application.given_name} {application.family_name}"


@action
def save_identity(application, number, *, by):
    """Seal an identity number and keep what finds its duplicates and what is shown of it."""
    lock(application)
    may_fill(application, by)
    digest = keyed_digest(number, purpose=IDENTITY)
    if application.id_digest not in ("", digest):
        void_endorsement(application, by=by)
    application.id_sealed = sealed.seal(number, purpose=IDENTITY, bound_to=str(application.pk))
    application.id_digest, application.id_last = digest, number[-4:]
    if application.status != Application.Status.DRAFT:  # it is among the open ones, of which there is one an identity
        _refuse_twins(application)
    _touch(application)
    trail.record("application.identity_sealed", application, by=by)


@action
def open_identity(application, *, by, reason):
    """The identity number in clear, with a reason, on the record."""
    own = by.pk in (f"applicant:{application.pk}", application.applicant_user_id)
    if not own and not by.allows(P.APPLICATION_OPEN_SEALED, office=application.office, network=application.network_id):
        raise Refused(_("You do not have permission to do this."))
    if not reason.strip():
        raise Refused(_("Opening a sealed number needs a reason."), _("Write what you need it for."))
    trail.record("application.identity_opened", application, by=by, reason=reason)
    return unseal.unseal(application.id_sealed, purpose=IDENTITY, bound_to=str(application.pk))


@action
def send_draft_link(application, *, by):
    """A fresh private link to the applicant's own address; the links before it stay good."""
    if not application.email:
        raise Refused(_("There is no e-mail address on this application yet."), _("Fill it in first."))
    token = accounts.make_link(PrivateLink.Purpose.DRAFT, application, by=carrying_out(by))
    letters.draft_link(application, token)
    trail.record("application.link_sent", application, by=by)


def _give_number(application, now):
    """The office by the province of work, and the running number of that office in this Buddhist year."""
    application.office = offices.office_for(application.province_code)
    year = dates.to_be(timezone.localdate(now).year)
    running = next_number(f"application/{application.office.number}/{year}")
    application.number = f"{application.office.number}-{year}-{running:04d}"
    application.submitted_at = now


def _refuse_twins(application):
    """One open application for one identity."""
    if not application.id_digest:
        return
    twins = Application.objects.filter(network=application.network, id_digest=application.id_digest)
    if twins.filter(status__in=list(rules.STAGES)).exclude(pk=application.pk).exists():
        raise Refused(
            _("There is already an application with this identity number."),
            _("Open it by the link that was sent to you, or ask the office."),
        )
    if twins.filter(member__status__in=["ACTIVE", "SUSPENDED", "REMOVAL_PROPOSED"]).exists():
        raise Refused(
            _("The person with this identity number is already a member."), _("Sign in to see the membership.")
        )


@action
def submit(application, *, by):
    """Send the application in: it gets a number and an office, and goes to the superior or to the document check."""
    lock(application)
    if application.status != Application.Status.DRAFT and application.submitted_at:
        raise Refused(_("The application has already been sent in."))
    move = "seek_endorsement" if rules.needs_endorsement(application) else "submit"
    if reason := rules.APPLICATION.why_not(application, move, by):
        raise Refused(reason)
    _number_and_move(application, move, by)
    if application.status == Application.Status.ENDORSEMENT:
        ask_endorser(application, by=by)
    letters.received(application)


def _number_and_move(application, move, by):
    """The move and the number in one save: the table allows neither alone."""
    _refuse_twins(application)
    application.status = rules.APPLICATION.moves[move].target
    now = timezone.now()
    _give_number(application, now)
    application.stage_since, application.due_on = now, rules.due_after(application.status, now)
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError:
        raise Refused(_("There is already an application with this identity number.")) from None
    tell(application, move, by=by)
    trail.record(f"application.{move}", application, by=by, status=application.status, number=application.number)


@action
def enter_paper(application, *, by):
    """The officer has typed the whole paper form and attached its scan."""
    lock(application)
    if reason := rules.APPLICATION.why_not(application, "enter_paper", by):
        raise Refused(reason)
    _number_and_move(application, "enter_paper", by)
    letters.received(application)


@action
def supply(application, *, by):
    """The applicant sends what was asked for."""
    if rules.needs_endorsement(application) and _lacks_endorsement(application):
        make_move(application, "seek_endorsement_again", by=by)
        ask_endorser(application, by=by)
    else:
        typed = application.on_paper and as_user(by) is not None and application.entered_by_id == by.pk
        make_move(application, "supply_paper" if typed else "supply", by=by)


def _lacks_endorsement(application):
    return not application.endorsements.filter(answer="ENDORSED").exists()


def forget_files(paths):
    """Delete sealed files whose rows are gone."""
    for path in paths:
        (Path(settings.PRIVATE_DIR) / "documents" / path).unlink(missing_ok=True)


@action
def withdraw(application, *, by, reason=""):
    """The applicant takes the application back. A draft is deleted with all that was typed."""
    lock(application)
    if application.status == Application.Status.DRAFT:
        may_fill(application, by)
        trail.record("application.draft_deleted", application, by=by)
        accounts.close_links(PrivateLink.Purpose.DRAFT, application, by=carrying_out(by))
        paths = list(application.documents.values_list("path", flat=True))
        application.delete()
        transaction.on_commit(lambda: forget_files(paths))
        return
    _withdraw(application, "withdraw", by, reason)


@action
def withdraw_paper(application, *, by, reason):
    """The office notes that an applicant who came on paper takes the application back."""
    need_reason(reason)
    _withdraw(application, "withdraw_paper", by, reason)


def _withdraw(application, move, by, reason):
    make_move(application, move, by=by, text=reason)
    for asked in application.endorsements.filter(answer=""):
        accounts.close_links(PrivateLink.Purpose.ENDORSE, asked, by=carrying_out(by))
    letters.withdrawn(application)
