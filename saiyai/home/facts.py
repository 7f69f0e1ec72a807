"""The facts of a line in the trail, and what a job says it did, in words of the language of the page."""

import re
from datetime import date

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from saiyai.policy.roles import ROLES
from saiyai.ui.templatetags.ui import plain_date

# What a fact is called. A test finds facts of the actions that have no word here.
NAMES = {
    "anew": pgettext_lazy("fact", "another key"),
    "epoch": pgettext_lazy("fact", "key number"),
    "key_since": pgettext_lazy("fact", "key since"),
    "needed": pgettext_lazy("fact", "needed"),
    "of": pgettext_lazy("fact", "of how many"),
    "pieces": pgettext_lazy("fact", "pieces"),
    "public": pgettext_lazy("fact", "digest of the public key"),
    "trustees": pgettext_lazy("fact", "trustees"),
    "a": pgettext_lazy("fact", "from"),
    "about": pgettext_lazy("fact", "about"),
    "accepted": pgettext_lazy("fact", "accepted"),
    "accepts": pgettext_lazy("fact", "answers yes"),
    "act": pgettext_lazy("fact", "act"),
    "address": pgettext_lazy("fact", "address"),
    "again": pgettext_lazy("fact", "once more, after a backup was brought back"),
    "application": pgettext_lazy("fact", "application"),
    "audience": pgettext_lazy("fact", "for whom"),
    "b": pgettext_lazy("fact", "to"),
    "because": pgettext_lazy("fact", "because"),
    "bound": pgettext_lazy("fact", "passkeys that open the vault"),
    "before": pgettext_lazy("fact", "before"),
    "by_letter": pgettext_lazy("fact", "by letter"),
    "changed": pgettext_lazy("fact", "changed"),
    "changes_meaning": pgettext_lazy("fact", "changes the meaning"),
    "chosen": pgettext_lazy("fact", "filters"),
    "count": pgettext_lazy("fact", "how many"),
    "days": pgettext_lazy("fact", "days"),
    "digest": pgettext_lazy("fact", "digest"),
    "expires_on": pgettext_lazy("fact", "runs out on"),
    "fields": pgettext_lazy("fact", "fields"),
    "filtered_by": pgettext_lazy("fact", "filtered by"),
    "filters": pgettext_lazy("fact", "filters"),
    "founders": pgettext_lazy("fact", "founders"),
    "given": pgettext_lazy("fact", "given"),
    "gone": pgettext_lazy("fact", "no longer so"),
    "group": pgettext_lazy("fact", "group"),
    "holdings": pgettext_lazy("fact", "holders"),
    "how": pgettext_lazy("fact", "way"),
    "key": pgettext_lazy("fact", "key"),
    "kind": pgettext_lazy("fact", "kind"),
    "kinds": pgettext_lazy("fact", "what it asks for"),
    "language": pgettext_lazy("fact", "language"),
    "left": pgettext_lazy("fact", "what stays"),
    "lines": pgettext_lazy("fact", "lines"),
    "list": pgettext_lazy("fact", "list"),
    "listed": pgettext_lazy("fact", "shown to members"),
    "member": pgettext_lazy("fact", "membership"),
    "members": pgettext_lazy("fact", "members"),
    "method": pgettext_lazy("fact", "way"),
    "name_kept": pgettext_lazy("fact", "name kept"),
    "name_too": pgettext_lazy("fact", "with the name"),
    "network": pgettext_lazy("fact", "network"),
    "number": pgettext_lazy("fact", "number"),
    "off": pgettext_lazy("fact", "switched off"),
    "officer": pgettext_lazy("fact", "officer"),
    "offices": pgettext_lazy("fact", "offices"),
    "ok": pgettext_lazy("fact", "in order"),
    "on": pgettext_lazy("fact", "on"),
    "organization": pgettext_lazy("fact", "organisation"),
    "owner": pgettext_lazy("fact", "owner"),
    "part": pgettext_lazy("fact", "part in the case"),
    "parent": pgettext_lazy("fact", "under"),
    "pattern": pgettext_lazy("fact", "pattern"),
    "people": pgettext_lazy("fact", "people"),
    "person": pgettext_lazy("fact", "person"),
    "post": pgettext_lazy("fact", "post"),
    "province": pgettext_lazy("fact", "province"),
    "provinces": pgettext_lazy("fact", "provinces"),
    "provision": pgettext_lazy("fact", "section"),
    "purpose": pgettext_lazy("fact", "purpose"),
    "reach": pgettext_lazy("fact", "seen by"),
    "readers": pgettext_lazy("fact", "with an account"),
    "ready": pgettext_lazy("fact", "made"),
    "reason": pgettext_lazy("fact", "reason"),
    "replaces": pgettext_lazy("fact", "in the place of"),
    "right": pgettext_lazy("fact", "still right"),
    "role": pgettext_lazy("fact", "role"),
    "root": pgettext_lazy("fact", "root"),
    "said_by_self": pgettext_lazy("fact", "said by the person"),
    "scopes": pgettext_lazy("fact", "scopes"),
    "sealed": pgettext_lazy("fact", "sealed to its receiver"),
    "seats": pgettext_lazy("fact", "seats"),
    "sent": pgettext_lazy("fact", "sent"),
    "sha256": pgettext_lazy("fact", "digest of the file"),
    "size": pgettext_lazy("fact", "lines"),
    "slug": pgettext_lazy("fact", "short name"),
    "starts_on": pgettext_lazy("fact", "from day"),
    "status": pgettext_lazy("fact", "status"),
    "step": pgettext_lazy("fact", "topic"),
    "successors": pgettext_lazy("fact", "successors"),
    "times": pgettext_lazy("fact", "times"),
    "told": pgettext_lazy("fact", "told"),
    "took": pgettext_lazy("fact", "took"),
    "topics": pgettext_lazy("fact", "topics"),
    "tree": pgettext_lazy("fact", "tree"),
    "units": pgettext_lazy("fact", "units"),
    "used": pgettext_lazy("fact", "in use"),
    "user": pgettext_lazy("fact", "account"),
    "version": pgettext_lazy("fact", "version"),
    "whole": pgettext_lazy("fact", "whole"),
    "withdrawn": pgettext_lazy("fact", "withdrawn"),
}
WAYS = {"password": pgettext_lazy("way", "password"), "passkey": pgettext_lazy("way", "passkey")}
# What jobs say they did, before or after a number.
DONE = {
    "ended": pgettext_lazy("job", "ended"),
    "emptied": pgettext_lazy("job", "files emptied"),
    "retired": pgettext_lazy("job", "old keys destroyed"),
    "locked": pgettext_lazy("job", "locked"),
    "announced": pgettext_lazy("job", "announced"),
    "applications": pgettext_lazy("job", "applications"),
    "accounts": pgettext_lazy("job", "accounts"),
    "added": pgettext_lazy("job", "new keys"),
    "back": pgettext_lazy("job", "back"),
    "came": pgettext_lazy("job", "came"),
    "closed": pgettext_lazy("job", "closed"),
    "deleted": pgettext_lazy("job", "deleted"),
    "done": pgettext_lazy("job", "done"),
    "destroyed": pgettext_lazy("job", "keys destroyed"),
    "expired": pgettext_lazy("job", "expired"),
    "followed": pgettext_lazy("job", "letters followed"),
    "failed": pgettext_lazy("job", "failed"),
    "forgot": pgettext_lazy("job", "deleted after their time"),
    "found": pgettext_lazy("job", "found"),
    "lines": pgettext_lazy("job", "lines"),
    "memberships": pgettext_lazy("job", "memberships"),
    "purged": pgettext_lazy("job", "purged"),
    "reminded": pgettext_lazy("job", "reminded"),
    "sealed": pgettext_lazy("job", "sealed"),
    "sent": pgettext_lazy("job", "sent"),
    "steps": pgettext_lazy("job", "steps"),
    "swept": pgettext_lazy("job", "swept"),
    "told": pgettext_lazy("job", "told"),
}

WHOLE = {
    "done": pgettext_lazy("job", "done"),
    "looked": pgettext_lazy("job", "looked"),
    "the same": pgettext_lazy("job", "the same as before"),
    "nothing yet": pgettext_lazy("job", "nothing yet"),
    "nothing to send": pgettext_lazy("job", "nothing to send"),
}


def _choices(subject, name):
    """The words for the values of a column of this kind of record; nothing once the module has gone."""
    try:
        return dict(apps.get_model(subject)._meta.get_field(name).flatchoices)
    except (LookupError, ValueError, AttributeError, FieldDoesNotExist):
        return {}


def _value(subject, name, value):
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, list):
        return ", ".join(_value(subject, name, one) for one in value)
    if name == "role" and value in ROLES:
        return str(ROLES[value].label)
    words = WAYS if name == "method" else _choices(subject, name)
    return str(words[value]) if value in words else in_dates(str(value))


def in_dates(text):
    """The days of a program as people write them."""
    return re.sub(r"\b(\d{4}-\d\d-\d\d)(T[\d:.+Z-]+)?", lambda day: plain_date(date.fromisoformat(day[1])), text)


def facts(event):
    """[(name, value)] of a line in the trail."""
    return [(str(NAMES.get(name, name)), _value(event.subject, name, value)) for name, value in event.facts.items()]


def result(text):
    """What a job says it did: `expired 3`, `2026-11-27: 12 lines`."""
    if text in WHOLE:
        return str(WHOLE[text])
    return re.sub(r"[a-z]+", lambda word: str(DONE.get(word[0], word[0])), in_dates(text))
