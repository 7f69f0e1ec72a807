"""What may stand in the directory: dates of holdings, who is shown to whom, which ties join what."""

import hashlib
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.directory.models import SORTS, Confirmation, ContactPoint, Correction, Organization, Succession, Tie
from saiyai.policy.lifecycle import Lifecycle, Move
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import Reach, scopes_of

LONGEST_TEXT = 4000  # letters in one of the four profile texts
FRESH_FOR = timedelta(days=365)  # how long a contact point counts as verified

_KIND = Organization.Kind
_STANDS_ALONE = {_KIND.MINISTRY, _KIND.INDEPENDENT, _KIND.COMPANY, _KIND.CIVIC}
_WHOLE_COUNTRY = {_KIND.MINISTRY, _KIND.INDEPENDENT}
_REGISTERED = {
    _KIND.STATE_ENTERPRISE,
    _KIND.PUBLIC_ORGANIZATION,
    _KIND.UNIVERSITY,
    _KIND.COMPANY,
    _KIND.CIVIC,
    _KIND.OTHER,
}


def unfit_fields(kind):
    """What is not asked of an organisation of this kind: a ministry stands under none, a division is not registered."""
    unfit = {"parent", "placed_from"} if kind in _STANDS_ALONE else set()
    unfit |= {"province_code"} if kind in _WHOLE_COUNTRY else set()
    return unfit | (set() if kind in _REGISTERED else {"juristic_id"})


def in_force(on=None):
    """The rows that stand on this day: begun and not ended. An unknown first day counts as begun."""
    on = on or timezone.localdate()
    return Q(starts_on__isnull=True) | Q(starts_on__lte=on), Q(ends_on__isnull=True) | Q(ends_on__gte=on)


def stands(row, on=None):
    """Whether one row (a holding, a seat, a post, an organisation) stands on this day."""
    on = on or timezone.localdate()
    return (row.starts_on is None or row.starts_on <= on) and (row.ends_on is None or row.ends_on >= on)


def ends_before_start(row, on):
    """A holding, seat or post cannot end before it began."""
    if row.starts_on and on < row.starts_on:
        return _("The last day cannot be before the first day.")
    return ""


def is_still_to_come(on):
    """What has happened did not happen tomorrow."""
    return _("The day lies in the future.") if on > timezone.localdate() else ""


def has_ended(row):
    """What has ended is not ended again."""
    return _("This has ended already.") if row.ends_on else ""


def lasts_no_time(starts_on, ends_on):
    """What is corrected by hand still ends after it began."""
    if starts_on and ends_on and ends_on < starts_on:
        return _("The last day cannot be before the first day.")
    return ""


def is_not_there(organization, on=None):
    """Nothing is put under, or follows into, an organisation that does not stand on that day."""
    on = on or timezone.localdate()
    if organization.starts_on and on < organization.starts_on:
        return _("That organisation does not exist yet on that day.")
    if organization.ends_on and on > organization.ends_on:
        return _("That organisation no longer exists on that day.")
    return ""


def overlaps(rows, starts_on, ends_on=None):
    """One parent a tree a day: `rows` are the other placements of the same organisation in the same tree."""
    for row in rows:
        begins_before_its_end = row.ends_on is None or starts_on is None or starts_on <= row.ends_on
        ends_after_its_start = ends_on is None or row.starts_on is None or ends_on >= row.starts_on
        if begins_before_its_end and ends_after_its_start:
            return _("It stands under another organisation in these days already.")
    return ""


def stamp(row):
    """What an entry says, in short: a form that was opened before somebody else's change is told so."""
    said = "\x1f".join(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def was_changed(row, seen):
    """Two people, or two tabs, change the same entry: the second is told."""
    if seen and seen != stamp(row):
        return _("Somebody changed this entry after you opened it. What you typed stands below; save again to keep it.")
    return ""


def starts_outside(post, starts_on):
    """Nobody holds a post before it exists, or after it was closed."""
    if starts_on and post.starts_on and starts_on < post.starts_on:
        return _("The post does not exist yet on that day.")
    if post.ends_on and (starts_on is None or starts_on > post.ends_on):
        return _("The post is closed.")
    return ""


def is_closed(group, on=None):
    """Nobody joins a group that has ended."""
    return "" if group.ends_on is None or (on or timezone.localdate()) <= group.ends_on else _("The group has ended.")


def would_circle(child, parent, above):
    """A tree has no circles: `above` are the keys of everything above the parent."""
    if child.pk == parent.pk or child.pk in above:
        return _("An organisation cannot stand under itself.")
    return ""


def lacks_successor(kind, successors):
    """A rename leads to one successor, a merger to one, a split to two or more, an end to none."""
    need = {Succession.Kind.DISSOLVED: (0, 0), Succession.Kind.SPLIT: (2, 99)}
    least, most = need.get(Succession.Kind(kind), (1, 1))
    if not least <= len(successors) <= most:
        return {
            0: _("An organisation that is dissolved has no successor."),
            1: _("Choose the one organisation that follows."),
            2: _("Choose at least two organisations that follow."),
        }[least]
    return ""


# Whoever decides on a membership also puts the person, their post and their contact points into the directory.
KEEPERS = (P.DIRECTORY_EDIT,)


def may_edit(viewer):
    """Officers who keep the directory by its own pages."""
    return viewer.allows(P.DIRECTORY_EDIT)


def may_export(viewer):
    """Officers take lists away; a unit's coordinator, who sees its people, does not."""
    return any(scope.covers(Reach.OFFICE) for scope in scopes_of(viewer, P.DIRECTORY_READ_BEYOND))


def may_read_beyond(viewer):
    """Whoever sees more than is shown to members; how much of it, their grants say."""
    return viewer.allows(P.DIRECTORY_READ_BEYOND)


def may_find(viewer):
    """Members and officers: those who may look at the directory at all."""
    return viewer.allows(P.DIRECTORY_FIND)


def owns(viewer, person):
    """Whether this is the viewer's own entry."""
    return person is not None and person.user_id is not None and str(person.user_id) == str(viewer.pk)


def is_not_theirs(person, by):
    """Those who keep the directory change every profile, a member only their own."""
    if not does_not_keep(by) or (person is not None and by.allows(P.OWN_PROFILE) and owns(by, person)):
        return ""
    return _("You do not have permission to do this.")


def does_not_keep(by):
    """Only who keeps the directory changes it; an approval enters people as `policy.actors.carrying_out`."""
    return "" if any(map(by.allows, KEEPERS)) else _("You do not have permission to do this.")


def needs_verifying(point, on=None):
    """A contact point that was never verified, or not for a year."""
    on = on or timezone.localdate()
    return point.verified_on is None or on - point.verified_on > FRESH_FOR


# ---------------------------------------------------------------- ties

# What members say of themselves; the others are entered by who keeps the directory.
DECLARABLE = {kind for kind, sort in SORTS.items() if sort.first == "person" and not sort.officers_only}
DECLARABLE -= {Tie.Kind.RECOMMENDED}


def ends_of(kind):
    """The two sorts of party that a kind of tie joins: ("person", "group")."""
    sort = SORTS[kind]
    return sort.first, sort.second


def in_order(kind, a, b):
    """The two ends as they are stored: a mutual tie begins with the smaller key."""
    return (b, a) if SORTS[kind].mutual and str(b.pk) < str(a.pk) else (a, b)


def does_not_fit(kind, a, b):
    """A kind joins what it joins, and nothing with itself."""
    if (a._meta.model_name, b._meta.model_name) != ends_of(kind):
        return _("This kind of tie does not join these two.")
    return _("A tie joins two. Choose another party.") if a.pk == b.pk else ""


def says_too_much(kind, reach):
    """Family is kept to see conflicts of interest, and shown to officers only."""
    if SORTS[kind].officers_only and reach != Tie.Reach.OFFICERS:
        return _("Ties of this kind are shown to officers only.")
    return ""


def may_not_tie(kind, own, by):
    """Keepers enter every tie; a member says with whom they themselves have to do. `own`: the member's entry."""
    if not does_not_keep(by) or (own is not None and kind in DECLARABLE and by.allows(P.OWN_PROFILE)):
        return ""
    return _("You do not have permission to do this.")


def grows_in_circles(kind, a, above):
    """Nothing grows out of what grew out of it: `above` are the keys of everything that b grew out of."""
    if SORTS[kind].tree and a.pk in above:
        return _("A group cannot grow out of itself.")
    return ""


def agreement(tie):
    """Who of the two says so: "both", "one" or "none"."""
    return ("none", "one", "both")[tie.said_by_a + tie.said_by_b]


def is_alone_in_saying(tie, by):
    """Whether one of the two said so, and nobody else: then it is theirs to correct."""
    if tie.source != Tie.Source.DECLARED or not by.allows(P.OWN_PROFILE):
        return False
    return (owns(by, tie.a_person), owns(by, tie.b_person)) == (tie.said_by_a, tie.said_by_b)


def may_correct(tie, by):
    """Keepers correct every tie; one of the two what only that one said."""
    return may_edit(by) or is_alone_in_saying(tie, by)


def is_asked(tie, by):
    """Whether one of the two has not said yet that it is so."""
    if tie.ends_on or not by.allows(P.OWN_PROFILE):
        return False
    return (owns(by, tie.a_person) and not tie.said_by_a) or (owns(by, tie.b_person) and not tie.said_by_b)


# ---------------------------------------------------------------- "please confirm your details"

ASK_AGAIN_AFTER = timedelta(days=180)  # one letter a person in this time, whoever asks
REMIND_AFTER = timedelta(days=14)  # once, then quiet
ASKED_AT_ONCE = 200
_S = Confirmation.Status

CONFIRMATION = Lifecycle(
    Move("answer", (_S.ASKED,), _S.ANSWERED, P.DETAILS_ANSWER),
    Move("decline", (_S.ASKED,), _S.DECLINED, P.DETAILS_ANSWER),
    Move("come_back", (_S.ASKED,), _S.CAME_BACK, P.DIRECTORY_READ_BEYOND),
    Move("run_out", (_S.ASKED,), _S.UNANSWERED, P.DIRECTORY_READ_BEYOND),
)


def holds_no_longer(correction, by):
    """What is said of a post that ended meanwhile needs no change any more."""
    if correction.kind == Correction.Kind.GONE and correction.holding.ends_on:
        return _("This has ended already.")
    return ""


CORRECTION = Lifecycle(
    Move("accept", (Correction.Status.PROPOSED,), Correction.Status.ACCEPTED, P.DIRECTORY_EDIT, (holds_no_longer,)),
    Move("refuse", (Correction.Status.PROPOSED,), Correction.Status.REFUSED, P.DIRECTORY_EDIT),
)


def may_ask(viewer):
    """Officers may ask people for their details: those whom their grants open."""
    return may_export(viewer)


WHY_NOT_ASKED = {
    "over": _("There is nobody to ask any more."),
    "unwilling": _("This person does not want to be asked."),
    "lately": _("This person was asked already in the last 180 days."),
    "unknown": _("No e-mail address of their own is known."),
    "comes_back": _("Mail to every address that is known comes back."),
}


def cannot_be_asked(person, last, addresses, bounced, now=None):
    """Why nobody is written to now: `last` is the latest ask, `addresses` what is known, `bounced` what comes back."""
    now = now or timezone.now()
    objections = {
        "over": person.deceased_on or person.erased_on,
        "unwilling": person.asks_refused_on,
        "lately": last is not None and last.status != _S.CAME_BACK and last.asked_at > now - ASK_AGAIN_AFTER,
        "unknown": not addresses,
        "comes_back": all(address in bounced for _point, address in addresses),
    }
    return next((WHY_NOT_ASKED[name] for name, stands_against in objections.items() if stands_against), "")


def masked(kind, value):
    """As much of a way to reach somebody as its owner needs to know it again, and nobody else can use."""
    if kind == ContactPoint.Kind.EMAIL:
        name, _at, domain = value.partition("@")
        return f"{name[:1]}•••@{domain}"
    if kind == ContactPoint.Kind.PHONE:
        digits = [letter for letter in value if letter.isdigit()]
        return "•••-" + "".join(digits[-3:]) if len(digits) >= 7 else "•••"
    if kind == ContactPoint.Kind.WEBSITE:
        return value
    if kind == ContactPoint.Kind.ADDRESS:
        words = value.split()
        return "••• " + words[-1] if len(words) > 2 and len(words[-1]) <= 12 else "•••"
    return f"{value[:1]}•••"
