"""What is held about somebody as an applicant and a member."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saiyai.membership import actions, queries
from saiyai.membership.models import Application, Document, Member, SavedFilter
from saiyai.membership.models.applications import OPEN
from saiyai.membership.rules.members import kept_until
from saiyai.membership.views.answers import answers
from saiyai.policy.held import Holding, Keeper, Left, rows
from saiyai.thai import dates


def members_of(subject):
    """The memberships of a person, or of the unit that an account speaks for."""
    own = Q(pk__in=[])
    if subject.user:
        own |= queries.held_by(subject.user)
    if subject.person:
        own |= Q(person=subject.person)
    return Member.objects.filter(own).select_related("person", "organization", "office", "network", "application")


def applications_of(subject):
    """Every application of a person or account, drafts too."""
    own = Q(member__in=members_of(subject).values("pk"))
    if subject.user:
        own |= Q(applicant_user=subject.user)
    return Application.objects.filter(pk__in=Application.objects.filter(own).values("pk")).order_by("created_at")


def _day(moment):
    return dates.short(dates.local_day(moment)) if moment else ""


def _application(one):
    said = ((step.name, label, text) for step, told in answers(one) for label, text in told if text)
    files = (
        ("document", file.get_kind_display(), f"{file.name} · {_day(file.added_at)}") for file in one.documents.all()
    )
    story = (("step", entry.get_status_display(), _day(entry.at)) for entry in one.entries.filter(shown=True))
    return rows(
        ("number", _("Application number"), one.number or _("Draft")),
        ("status", _("Standing"), one.get_status_display()),
        ("submitted", _("Sent on"), _day(one.submitted_at)),
        *said,
        *files,
        *story,
    )


def _member(one):
    consents = (
        ("consent", row.get_purpose_display(), f"{_day(row.given_at)} – {_day(row.withdrawn_at)}")
        for row in one.consents.order_by("given_at")
    )
    cards = (("card", _("Card"), dates.short(card.issued_on)) for card in one.cards.order_by("issued_on"))
    seats = (("chapter", _("Chapter"), row.chapter) for row in one.chapter_seats.select_related("chapter"))
    return rows(
        ("number", _("Member number"), one.number),
        ("network", _("Network"), one.network),
        ("office", _("Office"), one.office),
        ("status", _("Standing"), one.get_status_display()),
        ("term", _("Term"), f"{dates.short(one.starts_on)} – {dates.short(one.ends_on)}"),
        ("email", _("e-mail"), one.email),
        ("explanation", _("What you explained"), one.explanation),
        *cards,
        *seats,
        *consents,
    )


def _held(subject):
    for one in applications_of(subject):
        kept = _("Drafts thirty days; rejected and withdrawn ones two years; approved ones with the membership.")
        yield Holding("application", _("My application"), _application(one), kept)
    for one in members_of(subject):
        yield Holding("member", _("My membership"), _member(one), _("Five years after its end."))


def _records(subject):
    applications = list(applications_of(subject).values_list("pk", flat=True))
    files = Document.objects.filter(application__in=applications).values_list("pk", flat=True)
    members = members_of(subject).values_list("pk", flat=True)
    return [
        *(("membership.application", key) for key in applications),
        *(("membership.document", key) for key in files),
        *(("membership.member", key) for key in members),
    ]


def _files(subject, *, by):
    """Only what this account itself sent: a paper that the office typed is seen there."""
    for one in applications_of(subject).filter(applicant_user=by.pk):
        for number, file in enumerate(queries.documents_of(one), 1):
            name = f"{one.number or 'draft'}-{number}-{file.name}".replace("/", "-").replace("\\", "-")
            yield name, actions.open_document(file, by=by, reason=str(_("Copy of my data")))


def _objection(subject):
    if members_of(subject).filter(status__in=queries.LIVING).exists():
        return _("You are a member still. Leave the network first, on the page of your membership.")
    if applications_of(subject).filter(status__in=OPEN).exists():
        return _("An application is under way. Withdraw it first.")
    return ""


def _erase(subject, left, *, by):
    members, applications = list(members_of(subject)), list(applications_of(subject))
    found = []
    for one in members:
        until = kept_until(one)
        found.append(
            Left(
                _("That you were a member: name, number, term, decision, consents"),
                _("Evidence of what the network decided."),
                until,
                "pdpa.24",
                keeps_name=True,
            )
        )
    if subject.user is not None:
        actions.forget_filters(subject.user, by=by)
    for one in applications:
        actions.erase_application(one, by=by)
    for one in members:
        actions.erase_member(one, by=by)
    decided = [one for one in applications if one.pk and one.member_or_none is None]
    found += [
        Left(
            _("That an application was made: name, number, days, decision"),
            _("Evidence of what the network decided."),
            queries.application_kept_until(one),
            "pdpa.24",
        )
        for one in decided
    ]
    return tuple(found)


def _held_of_all(subject):
    yield from _held(subject)
    if subject.user is not None:
        saved = SavedFilter.objects.filter(owner=subject.user)
        told = (("filter", one.get_list_display(), one.name) for one in saved)
        yield Holding("filters", _("Saved filters"), rows(*told), _("Until you remove them."))


KEEPER = Keeper(
    "membership", 30,
    ("membership.Application", "membership.Document", "membership.Endorsement", "membership.Entry",
     "membership.Member", "membership.MemberEntry", "membership.Consent", "membership.Card", "membership.ChapterSeat", "membership.SavedFilter"),
    held=_held_of_all, records=_records, files=_files, objection=_objection, erase=_erase,
)  # fmt: skip
