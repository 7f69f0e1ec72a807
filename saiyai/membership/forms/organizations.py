"""Naming an organisation: chosen from the directory, or typed freely."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saiyai.directory import queries as directory
from saiyai.directory.models import Organization
from saiyai.membership.forms.fields import Line, one_of


class HasOrganization:
    """Topics with a workplace: chosen from the directory, or typed freely."""

    def prepare(self):
        super().prepare()
        self.initial["organization"] = self.stored["organization"].pk if self.stored["organization"] else ""
        if self.looking == "organization":
            self.offer_organizations()

    def offer_organizations(self):
        found = directory.organization_choices(self.typed("organization_name"), limit=8)
        self.initial["organization_choice"] = ""
        self.fields["organization_choice"] = one_of(
            [*((str(one.pk), _with_parent(one)) for one in found), ("", _("None of these: keep what I typed"))],
            label=_("Choose the organisation") if found else _("We found none in the list. What you typed is kept."),
            required=False,
        )

    def clean(self):
        cleaned = super().clean()
        if "organization_name" not in cleaned:
            return cleaned
        chosen, hidden = self.data.get("organization_choice"), self.data.get("organization")
        one = _organization(chosen or hidden)
        named = one and cleaned["organization_name"] in (one.name_th, one.name_en)
        cleaned["organization"] = one if one and (chosen or named) else None
        if cleaned["organization"]:
            cleaned["organization_name"] = one.name_th
        return cleaned


def _organization(key):
    try:
        return Organization.objects.filter(pk=key).first() if key else None
    except (ValidationError, ValueError):
        return None


def _with_parent(one):
    above = getattr(one, "parent_th", "")
    return f"{one} ({above})" if above else str(one)


def organization_box(**options):
    hint = gettext_lazy("Type a part of the name. If it is not in the list, type it in full.")
    return Line(label=gettext_lazy("Department or organisation"), help_text=hint, **options)
