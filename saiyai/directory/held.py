"""What the directory holds about somebody."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saiyai.directory import actions, queries
from saiyai.directory.models import ContactPoint, Tie
from saiyai.policy.held import Holding, Keeper, rows
from saiyai.thai import dates
from saiyai.ui.provinces import province_name

KEPT = _("While you are in the directory; what ended stays as history until you ask for erasure.")


def _period(row):
    days = [dates.short(day) if day else "" for day in (row.starts_on, row.ends_on)]
    return " – ".join(days) if any(days) else ""


def _entry(person):
    fields = {field.name: field.verbose_name for field in person._meta.fields}
    texts = ("resources", "goals", "ways_of_working", "target_groups")
    return rows(
        ("name", _("name"), person.name),
        ("name_en", _("name in English"), person.name_en),
        ("nickname", _("Nickname"), person.nickname),
        ("former_names", _("Former names"), person.former_names),
        ("province", _("Province"), province_name(person.province_code) if person.province_code else ""),
        ("birth_year", _("Year of birth"), person.birth_year),
        ("listed", _("Shown to members"), _("Yes") if person.listed else _("No")),
        *((name, fields[name], getattr(person, name)) for name in texts),
        *(("skill", _("Skill"), skill) for skill in person.skills.all()),
    )


def _ties(person):
    found = Tie.objects.filter(Q(a_person=person) | Q(b_person=person)).select_related(
        "a_person", "b_person", "a_group", "b_group", "a_organization", "b_organization"
    )
    for tie in found:
        other = tie.b if tie.a.pk == person.pk else tie.a
        told = " · ".join(filter(None, (str(other), _period(tie), str(tie.get_source_display()), tie.evidence)))
        yield "tie", tie.label_for(person), told


def _held(subject):
    person = subject.person
    if person is None:
        return
    yield Holding("person", _("My entry in the directory"), _entry(person), KEPT)
    points = ContactPoint.objects.filter(person=person).order_by("kind", "pk")
    told = (("contact_point", one.get_kind_display(), f"{one.value}{_ended(one)}") for one in points)
    yield Holding("contact_points", _("Contact points"), rows(*told), KEPT)
    posts = (
        ("post", row.post, " · ".join(filter(None, (str(row.post.organization), _period(row)))))
        for row in queries.holdings_of(person)
    )
    seats = (
        ("seat", row.group, " · ".join(filter(None, (row.role, _period(row))))) for row in queries.seats_of(person)
    )
    yield Holding("posts", _("Posts and groups"), rows(*posts, *seats), KEPT)
    yield Holding("asks", _("Whether my details are right"), rows(*_asks(person)), KEPT)
    yield Holding("ties", _("Ties"), rows(*_ties(person)), KEPT)


def _asks(person):
    """When they were asked, what they answered, and what a keeper made of it."""
    for one in person.confirmations.order_by("asked_at"):
        yield "asked", dates.short(dates.local_day(one.asked_at)), one.get_status_display()
    for one in person.corrections.select_related("holding__post").order_by("made_at"):
        said = (one.get_kind_display(), one.holding.post, one.post_title, one.organization_name)
        told = " · ".join(str(word) for word in (*said, one.get_status_display(), one.reason) if word)
        yield "correction", dates.short(dates.local_day(one.made_at)), told
    if person.profile_confirmed_on:
        yield "profile_confirmed", _("I said that my profile is right"), dates.short(person.profile_confirmed_on)
    if person.asks_refused_on:
        yield "asks_refused", _("I do not want to be asked again"), dates.short(person.asks_refused_on)


def _ended(point):
    return f" ({_('ended')} {dates.short(point.ends_on)})" if point.ends_on else ""


def _records(subject):
    return [("directory.person", subject.person.pk)] if subject.person else []


def _erase(subject, left, *, by):
    if subject.person is not None:
        actions.erase_person(subject.person, keep_name=any(one.keeps_name for one in left), by=by)
    return ()


KEEPER = Keeper(
    "directory", 20,
    ("directory.Person", "directory.ContactPoint", "directory.Holding", "directory.Seat", "directory.PersonSkill",
     "directory.SearchEntry", "directory.Tie", "directory.Confirmation", "directory.Correction"),
    held=_held, records=_records, erase=_erase,
)  # fmt: skip
