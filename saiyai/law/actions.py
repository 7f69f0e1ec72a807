"""Keeping the law table. Only these write."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.law import rules
from saiyai.law.models import Act, Provision, ProvisionVersion, Verification
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused


def _keeper(by):
    if not rules.may_keep(by):
        raise Refused(_("You do not have permission to do this."))


@action
def add_act(slug, kind, name_th, *, by, **names):
    """An act that may be cited. Refused where the slug is taken."""
    _keeper(by)
    if Act.objects.filter(pk=slug).exists():
        raise Refused(_("There is an entry with this short name already."))
    act = Act.objects.create(slug=slug, kind=kind, name_th=name_th, **names)
    trail.record("act.added", act, by=by)
    return act


@action
def add_provision(act, code, section_th, *, by, section_en="", order=0):
    """A section that may be cited. Refused where the code is taken."""
    _keeper(by)
    if Provision.objects.filter(pk=code).exists():
        raise Refused(_("There is an entry with this short name already."))
    row = Provision.objects.create(act=act, code=code, section_th=section_th, section_en=section_en, order=order)
    trail.record("provision.added", row, by=by, act=act.pk)
    return row


@action
def add_version(provision, summary_th, *, by, source, summary_en="", starts_on=None):
    """What a provision says from a day on, unverified. The version before ends the day before."""
    _keeper(by)
    Provision.objects.select_for_update().get(pk=provision.pk)
    before = provision.versions.filter(ends_on__isnull=True).first()
    if before is not None:
        _end_before(before, starts_on)
    if rules.overlaps(provision.versions.all(), starts_on, None):
        raise Refused(_("Another version is in force at that time."))
    row = ProvisionVersion.objects.create(
        provision=provision, summary_th=summary_th, summary_en=summary_en, starts_on=starts_on, source=source,
        added_by_id=by.pk if by.is_authenticated else None,
    )  # fmt: skip
    trail.record("provision.version_added", row, by=by, provision=provision.pk)
    return row


def _end_before(before, starts_on):
    if starts_on is None or (before.starts_on and starts_on <= before.starts_on):
        raise Refused(_("Another version is in force at that time."), _("A new version begins after the one before."))
    before.ends_on = starts_on - timedelta(days=1)
    before.save(update_fields=["ends_on"])


@action
def verify(version, *, by, source):
    """Somebody held this version against its official source."""
    version = ProvisionVersion.objects.select_for_update().get(pk=version.pk)
    if reason := rules.why_not_verify(version, by):
        raise Refused(reason)
    Verification.objects.create(version=version, by_id=by.pk, source=source)
    trail.record("provision.verified", version, by=by, provision=version.provision_id)


@action
def withdraw_verification(verification, *, by, reason):
    """It was a mistake: the version no longer counts as checked by this person."""
    verification = Verification.objects.select_for_update().get(pk=verification.pk)
    if not rules.may_withdraw(verification, by):
        raise Refused(_("You do not have permission to do this."))
    if verification.withdrawn_on:
        raise Refused(_("This is taken back already."))
    verification.withdrawn_on = timezone.localdate()
    verification.save(update_fields=["withdrawn_on"])
    version = verification.version
    trail.record("provision.verification_withdrawn", version, by=by, reason=reason, provision=version.provision_id)
