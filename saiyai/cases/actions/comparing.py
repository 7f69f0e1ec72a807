"""The same file in several reports: seen only while an officer has both of them open. No digest of a file is ever kept."""

from saiyai.cases import queries
from saiyai.cases.actions.opening import Opened, inner_key
from saiyai.crypto import keyring
from saiyai.crypto.unseal import CannotOpen
from saiyai.intake import keys
from saiyai.intake.models import Blob

MOST = 200  # other cases that are looked into: the latest that this officer has opened


def same_files(opened, unlocked, *, by):
    """{digest of a file: references of this officer's other cases to which the same bytes came}.

    Whoever tells one story under many receipts shows by this, and whoever sends what a colleague sent.
    """
    mine = {facts["plain_hash"] for _row, facts in opened.labels() if facts.get("plain_hash")}
    if not mine:
        return {}
    others = queries.visible_cases(by).filter(accesses__officer=by.pk, accesses__seen_on__isnull=False)
    cases = others.exclude(pk=opened.case.pk).select_related("report").order_by("-received_on", "pk")[:MOST]
    with_files = set(Blob.objects.filter(report__in=[one.report_id for one in cases]).values_list("report", flat=True))
    cases = [one for one in cases if one.report_id in with_files]
    wraps, found = queries.wraps_for([one.report_id for one in cases], by.pk), {}
    for case in cases:
        try:
            inner = inner_key(case.report, wraps.get(case.report_id, []), unlocked)
            key = keys.data_key(case.report_id, case.report.generation, inner)
            labels = Opened(case, case.report, inner, key, by).labels()
        except (CannotOpen, keyring.Destroyed):
            continue
        for digest in mine & {facts.get("plain_hash") for _row, facts in labels}:
            found.setdefault(digest, []).append(case.ref)
    return found
