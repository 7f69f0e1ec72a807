"""What the front desk looks up: where a report can go, and the one report whose receipt somebody holds."""

from saiyai.intake.models import Ask, Blob, Desk, IdentityGrant, Message, Reader, RecoveryKey, Report, Seen, Wrap
from saiyai.policy import stores


def desks() -> list[Desk]:
    """Every office to which a report can go, the central one first."""
    return sorted(Desk.objects.all(), key=lambda desk: (not desk.is_central, desk.code))


def readers() -> list[Reader]:
    """Every officer on duty, in the order of the names."""
    return sorted(Reader.objects.all(), key=lambda reader: (reader.name, reader.desk))


def recovery() -> RecoveryKey | None:
    """The public key of the trustees, if there is one."""
    return RecoveryKey.objects.order_by("-epoch").first()


def reports_of(receipt):
    """The one report of this receipt, or none. Which receipt it is, is told to the store by each request anew."""
    stores.tell(receipt.lookup)
    return Report.objects.filter(lookup=receipt.lookup)


def report_of(receipt) -> Report | None:
    """The report of this receipt."""
    return reports_of(receipt).first()


def generation_held(report) -> int | None:
    """Which key the report has now, held until the end of the transaction."""
    return Report.objects.select_for_update().filter(pk=report.pk).values_list("generation", flat=True).first()


def own_wrap(report) -> Wrap | None:
    """The wrap of a report to its reporter."""
    return report.wraps.filter(kind=Wrap.Kind.REPORTER, generation=report.generation).first()


def own_wraps(report):
    """All wraps to its reporter, of whatever generation."""
    return report.wraps.filter(kind=Wrap.Kind.REPORTER)


def messages_of(report) -> list[Message]:
    """The letters of a report, both ways."""
    return list(report.messages.all())


def letters_waiting(report) -> int:
    """How many letters of its reporter the officers have not got yet."""
    return report.messages.filter(side=Message.Side.REPORTER, published=False).count()


def blobs_of(report) -> list[Blob]:
    """The files of a report."""
    return list(report.blobs.all())


def asks_of(report):
    """What officers have asked about the identity."""
    return list(report.asks.all())


def asks_to_change(report):
    """The same, held until the end of the transaction."""
    return Ask.objects.select_for_update().filter(report=report)


def grants_of(report) -> list[IdentityGrant]:
    """What the reporter has granted and not taken back."""
    return list(IdentityGrant.objects.filter(ask__report=report))


def seen_of(report) -> list[Seen]:
    """Who did what with a report."""
    return list(report.seen.all())


def which_are_there(keys) -> set[int]:
    """Of these keys of reports, those that exist. For the sweep, which the front desk itself never runs."""
    keys = sorted(keys)
    found: set[int] = set()
    for at in range(0, len(keys), 500):
        found |= set(Report.objects.filter(pk__in=keys[at : at + 500]).values_list("pk", flat=True))
    return found


def file_names() -> set[str]:
    """The names of all files of reports. For the sweep as well."""
    return set(Blob.objects.values_list("name", flat=True))
