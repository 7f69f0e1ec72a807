"""The letters to officers: the same to everybody every day, whatever came in; and one more, always the same, in danger."""

from saiyai.accounts import queries as accounts
from saiyai.audit import trail
from saiyai.cases import queries
from saiyai.cases.actions.publishing import publish_batch
from saiyai.intake.models import Report
from saiyai.notify import outbox
from saiyai.policy.action import action, vault_action
from saiyai.policy.permissions import Permission as P


@action
def tell_all(*, by):
    """Remind everybody who works with cases to look at the desk: every day, same words, same length, no count."""
    for user in accounts.users_allowed(P.CASE_WORK).order_by("pk"):
        outbox.queue(to=user.email, template="cases/letters/daily", purpose="duty")
    trail.record("desk.reminded", ("desk", "all"), by=by)


@vault_action
def tell_of_danger(*, by):
    """A reporter says that they are in danger: their report does not wait for the batch, and its officers are written to."""
    waiting = queries.told_of_danger().select_for_update()
    keys = list(waiting.values_list("pk", flat=True))
    if keys:
        publish_batch(only=keys, by=by)
    for user in _readers(keys):
        outbox.queue(to=user.email, template="cases/letters/now", purpose="duty")
    Report.objects.filter(pk__in=keys).update(danger_told=True)
    trail.record("desk.watched", ("desk", "all"), by=by)
    return len(keys)


def _readers(reports):
    officers = queries.officers_who_read(reports)
    return accounts.users_allowed(P.VAULT_OWN).filter(pk__in=officers).order_by("pk")
