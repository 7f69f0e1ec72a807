"""Citing the law, as it reads on a day."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from saiyai.law import rules
from saiyai.law.models import Act, Provision, ProvisionVersion


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
    return Act.objects.order_by("name_th")


def versions_of(provisions):
    """Versions with the number of standing verifications."""
    standing = Count("verifications", filter=Q(verifications__withdrawn_on__isnull=True))
    return ProvisionVersion.objects.filter(provision__in=provisions).annotate(standing=standing)


def in_force(versions, on):
    """Those in force on a day; a version without a first day has always been."""
    began = Q(starts_on__isnull=True) | Q(starts_on__lte=on)
    return versions.filter(began, Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def cite(code, on=None):
    """The provision with this code as it reads on a day (today). Raises Unknown."""
    provision = Provision.objects.select_related("act").filter(pk=code).first()
    if provision is None:
        raise Unknown(code)
    version = in_force(versions_of([provision]), on or timezone.localdate()).order_by("-starts_on").first()
    return Citation(provision, version, version is not None and version.standing >= rules.NEEDED)
