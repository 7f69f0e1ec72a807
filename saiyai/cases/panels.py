"""What the desk shows on pages of lower floors. Nothing here tells whether there are cases."""

from saiyai.accounts.models import Office
from saiyai.cases import forms, queries, rules
from saiyai.policy.permissions import Permission as P


def recovery(viewer, ceremony):
    """Bringing reports back, beside a ceremony that has enough pieces."""
    return {"ceremony": ceremony, "form": forms.Recover(offices=Office.objects.all())}


def words_only(viewer):
    """The worded questions in the menu, for administrators: who works with cases finds them at the desk."""
    return viewer.is_authenticated and rules.keeps_wordings(viewer) and not queries.works_with_cases(viewer)


def officer(viewer, person):
    """The way to off-boarding, for administrators."""
    if not viewer.allows(P.GRANT_PROPOSE) or person.pk == viewer.pk or not queries.works_with_cases(person):
        return None
    return {"officer": person}
