"""Citing the law, as it reads on a day."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from saiyai.law import rules
from saiyai.law.models import Act, Provision, ProvisionVersion, Verification


class Unknown(LookupError):
    """No provision has this code: a mistake of the page that cites it."""


@dataclass(frozen=True)
class Citation:
    """A provision as a page cites it. `version` is None on a day on which no version is known to be in force."""

    provision: Provision
    version: ProvisionVersion | None
    verified: bool

    def __str__(self):
        return str(self.provision)


def visible_acts(viewer):
    """The law is public."""
    return Act.objects.annotate(sections=Count("provisions")).order_by("name_th")


def visible_provisions(viewer):
    """The law is public."""
    return Provision.objects.select_related("act").order_by("act", "order", "code")


def versions_of(provisions):
    """Versions with the number of standing verifications, the newest first."""
    standing = Count("verifications", filter=Q(verifications__withdrawn_on__isnull=True))
    versions = ProvisionVersion.objects.filter(provision__in=provisions).annotate(standing=standing)
    return versions.order_by("ends_on", "-starts_on", "-added_on")


def history(provision):
    """[version], the one in force first, each with who verified it."""
    by_whom = Prefetch("verifications", Verification.objects.select_related("by").order_by("on", "pk"))
    rows = list(versions_of([provision]).prefetch_related(by_whom))
    return sorted(rows, key=lambda row: row.ends_on is not None)


def in_force(versions, on):
    """Those in force on a day; a version without a first day has always been."""
    began = Q(starts_on__isnull=True) | Q(starts_on__lte=on)
    return versions.filter(began, Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def read_act(act, on=None):
    """[Citation] of every section of an act as it reads on a day (today); two queries however long it is."""
    provisions = list(act.provisions.all())
    rows = in_force(versions_of(provisions), on or timezone.localdate()).order_by("starts_on")
    found = {row.provision_id: row for row in rows}
    return [_cited(one, found.get(one.pk)) for one in provisions]


def cite(code, on=None):
    """The provision with this code as it reads on a day (today). Raises Unknown."""
    provision = Provision.objects.select_related("act").filter(pk=code).first()
    if provision is None:
        raise Unknown(code)
    rows = in_force(versions_of([provision]), on or timezone.localdate()).order_by("-starts_on")
    return _cited(provision, rows.first())


def _cited(provision, version):
    return Citation(provision, version, version is not None and version.standing >= rules.NEEDED)
