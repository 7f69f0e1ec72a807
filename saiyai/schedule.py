"""What runs by itself, and when. One line a job; the worker reads nothing else."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from saiyai.accounts import jobs as accounts
from saiyai.api import jobs as api
from saiyai.audit import jobs as audit
from saiyai.backup import jobs as backup
from saiyai.cases import jobs as cases
from saiyai.directory import jobs as directory
from saiyai.jobs.rules import Every
from saiyai.membership import jobs as membership
from saiyai.networks import jobs as networks
from saiyai.notify import jobs as notify
from saiyai.rights import jobs as rights

SCHEDULE = [
    Every("notify.send_waiting", notify.send_waiting, period=timedelta(seconds=5), label=_("Send letters"),
          longest_pause=timedelta(minutes=5)),
    Every("notify.forget_old", notify.forget_old, at=time(2, 0), label=_("Forget old letters")),
    Every("notify.send_digests", notify.send_digests, at=time(8, 0), label=_("Send summaries")),
    Every("notify.forget_notices", notify.forget_notices, at=time(2, 10), label=_("Forget old messages of inboxes")),
    Every("notify.follow_bounces", notify.follow_bounces, at=time(2, 20),
          label=_("Look again at addresses from which mail came back")),
    Every("audit.note_head", audit.note_head, period=timedelta(minutes=10), label=_("Note the end of the trail")),
    Every("audit.checkpoint", audit.checkpoint, at=time(0, 5), label=_("Sign the trail of the day")),
    Every("backup.keep_keyring", backup.keep_keyring, period=timedelta(hours=1), label=_("Keep the keyring twice")),
    Every("backup.empty_logs", backup.empty_logs, period=timedelta(minutes=20), label=_("Empty the logs of writes")),
    Every("accounts.purge_sessions", accounts.purge_sessions, at=time(3, 0), label=_("Forget ended sign-ins")),
    Every("accounts.purge_tallies", accounts.purge_tallies, period=timedelta(minutes=5), label=_("Forget counted tries")),
    Every("accounts.lock_idle_vaults", accounts.lock_idle_vaults, period=timedelta(minutes=5),
          label=_("Lock vaults whose time is over")),
    Every("accounts.tend_vaults", accounts.tend_vaults, at=time(2, 40), label=_("Look after old keys and the drill")),
    Every("directory.follow_dates", directory.follow_dates, at=time(0, 30), label=_("Follow the dates of posts")),
    Every("directory.remind_to_confirm", directory.remind_to_confirm, at=time(9, 30),
          label=_("Remind who was asked to confirm their details")),
    Every("directory.note_returns", directory.note_returns, period=timedelta(hours=1),
          label=_("Note which letters asking for details came back")),
    Every("directory.digest_addresses", directory.digest_addresses, period=timedelta(minutes=10),
          label=_("Make addresses known by mail that comes back")),
    Every("networks.find_dormant", networks.find_dormant, at=time(0, 40), label=_("Find networks that sleep")),
    Every("networks.tell_charters", networks.tell_charters, period=timedelta(minutes=1),
          label=_("Tell members of new charters"), longest_pause=timedelta(minutes=10)),
    Every("membership.expire_members", membership.expire_members, at=time(0, 15), label=_("End terms that have run out")),
    Every("membership.close_expired", membership.close_expired, at=time(0, 20),
          label=_("Close the access of members who did not renew")),
    Every("membership.announce_renewals", membership.announce_renewals, at=time(7, 0), label=_("Announce renewals")),
    Every("membership.delete_old_drafts", membership.delete_old_drafts, at=time(1, 0), label=_("Delete old drafts")),
    Every("api.deliver", api.deliver, period=timedelta(seconds=10), label=_("Tell programs what happened"),
          longest_pause=timedelta(minutes=10)),
    Every("api.forget_deliveries", api.forget_deliveries, at=time(3, 40),
          label=_("Forget old deliveries to programs")),
    Every("api.forget_answers", api.forget_answers, at=time(3, 30), label=_("Forget old answers to programs")),
    Every("membership.tell_announcements", membership.tell_announcements, period=timedelta(seconds=10),
          label=_("Send announcements"), longest_pause=timedelta(minutes=5)),
    Every("membership.forget_over", membership.forget_over, at=time(1, 15), label=_("Forget what is kept long enough")),
    Every("rights.seal_looks", rights.seal_looks, at=time(0, 10), label=_("Seal the looks of the day")),
    Every("rights.forget_looks", rights.forget_looks, at=time(3, 50), label=_("Forget old looks")),
    Every("rights.forget_accounts", rights.forget_accounts, at=time(3, 55), label=_("Forget accounts that ended")),
    Every("cases.publish_desk", cases.publish_desk, period=timedelta(minutes=1), label=_("Tell the front desk who is on duty"),
          longest_pause=timedelta(minutes=5)),
    Every("cases.publish_morning", cases.publish_morning, at=time(6, 0), label=_("Hand what came in to the desk, mornings")),
    Every("cases.publish_evening", cases.publish_evening, at=time(18, 0), label=_("Hand what came in to the desk, evenings")),
    Every("cases.watch_danger", cases.watch_danger, period=timedelta(seconds=30), label=_("Watch for danger signals"),
          longest_pause=timedelta(minutes=1)),
    Every("cases.sweep", cases.sweep, at=time(2, 40), label=_("Sweep what never became a report")),
    Every("cases.end_by_time", cases.end_by_time, at=time(2, 30), label=_("Delete cases whose time is over")),
    Every("cases.remind", cases.remind, at=time(8, 30), label=_("Remind the officers of the desk")),
    Every("membership.sweep_files", membership.sweep_files, at=time(1, 30), label=_("Sweep stray files")),
]  # fmt: skip
