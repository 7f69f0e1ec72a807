"""What the front desk looks up: where a report can go, and the one report whose receipt somebody holds."""

from saiyai.intake.models import Blob, Desk, IdentityGrant, Message, Reader, RecoveryKey, Report, Seen, Wrap


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
    return Report.objects.filter(lookup=receipt.lookup)


def report_of(receipt) -> Report | None:
    """The report of this receipt."""
    return reports_of(receipt).first()


def own_wrap(report) -> Wrap | None:
    """The wrap of a report to its reporter."""
    return report.wraps.filter(kind=Wrap.Kind.REPORTER, generation=report.generation).first()


def messages_of(report) -> list[Message]:
    """The letters of a report, both ways."""
    return list(report.messages.all())


def blobs_of(report) -> list[Blob]:
    """The files of a report."""
    return list(report.blobs.all())


def asks_of(report):
    """What officers have asked about the identity."""
    return list(report.asks.all())


def grants_of(report) -> list[IdentityGrant]:
    """What the reporter has granted and not taken back."""
    return list(IdentityGrant.objects.filter(ask__report=report))


def seen_of(report) -> list[Seen]:
    """Who did what with a report."""
    return list(report.seen.all())
