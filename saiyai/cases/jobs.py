"""What runs by itself at the desk."""

from django.utils import timezone

from saiyai.cases import actions, queries
from saiyai.intake import jobs as intake
from saiyai.policy.actors import SYSTEM


def publish_desk(now):
    """Tell the front desk who is on duty, as soon as that changes."""
    if not queries.desk_is_stale():
        return "the same"
    actions.publish_desk(by=SYSTEM)
    return "told"


def publish_morning(now):
    """Hand what came in to the officers. Says no number: the page of jobs is read by people who must not know."""
    actions.publish_batch(by=SYSTEM)
    return "done"


def publish_evening(now):
    """The same in the evening."""
    return publish_morning(now)


def watch_danger(now):
    """Pass danger signals on."""
    if queries.anybody_in_danger():
        actions.tell_of_danger(by=SYSTEM)
    return "looked"


def remind(now):
    """The daily letter, the same to all."""
    actions.tell_all(by=SYSTEM)
    return "done"


def end_by_time(now):
    """Delete what was closed long enough ago, and what a backup brought back; destroy what a machine that died has left."""
    for case in queries.over(timezone.localdate(now)):
        actions.end_by_time(case, by=SYSTEM)
    actions.finish()
    delete_again()
    return "done"


def delete_again():
    """Clear away what was deleted after the backup from which this store came; whether there was any, and what is lost."""
    deleted, renewed = queries.keys_destroyed()
    for report in deleted:
        actions.delete_again(report, by=SYSTEM)
    return bool(deleted), bool(renewed)


def sweep(now):
    """Take away what attempts to tell have left that never became a report. Says no number."""
    intake.sweep(now)
    return "done"
