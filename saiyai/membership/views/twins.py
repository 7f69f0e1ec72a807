"""What officers see of applications and people that may be the same as one."""

from django.utils.translation import gettext as _

from saiyai.directory import queries as directory
from saiyai.membership import queries
from saiyai.policy.permissions import Permission as P
from saiyai.thai import dates


def twins(application, user):
    """Other applications that may be the same, each with the reason; names of other offices stay hidden."""
    others = []
    for other, reason in queries.duplicates_of(application):
        other.why = _why(reason)
        other.open = user.allows(P.APPLICATION_READ, office=other.office, network=other.network_id)
        others.append(other)
    return others


def alike(application):
    """People of the directory who may be the applicant."""
    if application.kind == application.Kind.UNIT:
        return []
    return directory.possible_duplicates(
        application.given_name,
        application.family_name,
        phone=application.phone,
        email=application.email,
        birth_year=dates.to_be(application.born_on.year) if application.born_on else None,
        exclude=getattr(getattr(application, "member", None), "person", None),
    )


def _why(reason):
    return {
        "identity": _("the same identity number"),
        "email": _("the same e-mail address"),
        "phone": _("the same telephone number"),
        "name": _("the same name"),
    }[reason]
