"""What was typed, as it is read: topic by topic, with labels; and what is still missing, in words."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from saiyai.directory import queries as directory
from saiyai.membership import rules
from saiyai.membership.forms.apply import FORMS
from saiyai.membership.models import Document
from saiyai.thai import places
from saiyai.ui.provinces import province_choices
from saiyai.ui.templatetags.ui import plain_date

HIDDEN = {"organization", "postcode", "registered_postcode"}
LABELS = {
    "area_code": "area",
    "registered_area_code": "registered_area",
    "id_digest": "number",
}


def label_of(step, name):
    """The label of a column as the form shows it."""
    if name in Document.Kind.values:
        return Document.Kind(name).label
    fields = FORMS[step].base_fields if step in FORMS else {}
    field = fields.get(LABELS.get(name, name))
    return field.label if field else name


def missing_in_words(application):
    """[(step, [labels])] of what the form still needs."""
    gaps = rules.missing(application)
    return [
        (step, [label_of(step.name, name) for name in gaps[step.name]])
        for step in rules.steps_of(application)
        if step.name in gaps
    ]


def shown(application, name):
    """One stored value in words."""
    return _shown(application, name, _words(application))


def _words(application):
    provinces = dict(province_choices())
    skills = {one.key: str(one) for one in directory.visible_skills(None)} if application.skills else {}
    return {"province_code": provinces, "watch_provinces": provinces, "skills": skills, "roles": rules.ROLES_WISHED}


def _shown(application, name, words):
    value = getattr(application, name)
    if value is None or value == "" or value == []:
        return ""
    if value is True or value is False:
        return _("Yes") if value else _("No")
    if name in ("area_code", "registered_area_code"):
        postcode = getattr(application, name.replace("area_code", "postcode"))
        return f"{places.label(value, get_language())} {postcode}".strip()
    if name in words:
        return ", ".join(str(words[name].get(key, key)) for key in (value if isinstance(value, list) else [value]))
    if hasattr(value, "year"):
        return plain_date(value)
    show = getattr(application, f"get_{name}_display", None)
    return str(show()) if show else str(value)


def answers(application):
    """[(step, [(label, text)])] of the whole form; text is "" where nothing was typed."""
    words, told = _words(application), []
    for step in rules.steps_of(application):
        rows = [
            (label_of(step.name, name), _shown(application, name, words)) for name in step.fields if _told(step, name)
        ]
        if step.name == "identity":
            rows.insert(1, (label_of("identity", "number"), ending(application)))
        told.append((step, rows))
    return told


def _told(step, name):
    return name not in HIDDEN and not (step.name == "unit" and name == "province_code")


def ending(application):
    """The number as it is shown after it was sealed."""
    return _("ends in %(last)s") % {"last": application.id_last} if application.id_last else ""
