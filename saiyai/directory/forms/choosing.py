"""A party chosen by typing its name: offered while typing, and by radio buttons where no script runs."""

from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _

from saiyai.directory import queries
from saiyai.thai.text import tidy


def key_of(text):
    """The key that was sent, or None for what is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _by_key(rows, text):
    key = key_of(text)
    return rows.filter(pk=key).first() if key else None


def _names(party):
    return {str(party), *(getattr(party, name, "") for name in ("name", "name_th", "name_en"))}


def _about(party):
    above = getattr(party, "parent_th", "")
    return f"{party} ({above})" if above else str(party)


class Choosing(forms.Form):
    """`chosen` maps a name to (label, hint, required): the box `<name>_name` is seen, `<name>` holds the key.

    The clean value of `<name>` is the party itself, or None. Where the words lead to several, they are offered.
    """

    chosen: dict = {}

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        for name, (label, hint, required) in self.chosen.items():
            box = forms.CharField(required=False, max_length=300, label=label, help_text=hint)
            box.must = required
            self.fields[f"{name}_name"] = box
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)
            party = self.initial.get(name)
            if party is not None:
                self.initial |= {f"{name}_name": str(party), name: party.pk}

    def rows(self):
        """What may be chosen at all."""
        return queries.visible_organizations(self.viewer)

    def offer(self, text):
        """What the words may mean, best first."""
        return queries.organization_choices(text, limit=8)

    def nothing(self, text):
        """Said when the words lead nowhere."""
        return _("No organisation found for “%(text)s”. Try fewer letters.") % {"text": text}

    def clean(self):
        cleaned = super().clean()
        for name in self.chosen:
            cleaned[name] = self._choose(name)
        return cleaned

    def _choose(self, name):
        box, typed = f"{name}_name", tidy(self.cleaned_data.get(f"{name}_name", ""))
        if not typed:
            if self.fields[box].must:
                self.add_error(box, _("Please type a part of the name."))
            return None
        picked = _by_key(self.rows(), self.data.get(self.add_prefix(f"{name}_choice"), ""))
        if picked is None:
            known = _by_key(self.rows(), self.data.get(self.add_prefix(name), ""))
            picked = known if known is not None and typed in _names(known) else None
        if picked is None:
            picked = self._search(name, box, typed)
        if picked is not None:
            self._keep(name, picked)
        return picked

    def _search(self, name, box, typed):
        found = self.offer(typed)
        exact = [party for party in found if typed in _names(party)]
        if len(exact) == 1:
            return exact[0]
        if not found:
            self.add_error(box, self.nothing(typed))
            return None
        self.fields[f"{name}_choice"] = forms.ChoiceField(
            required=False,
            label=_("Which one do you mean?"),
            choices=[(str(party.pk), _about(party)) for party in found],
            widget=forms.RadioSelect,
        )
        self.add_error(box, _("Please choose below which one you mean."))
        return None

    def _keep(self, name, party):
        """Where the form is shown again, the choice stands in it."""
        self.data = self.data.copy()
        self.data[self.add_prefix(f"{name}_name")] = str(party)
        self.data[self.add_prefix(name)] = str(party.pk)
        self.data.pop(self.add_prefix(f"{name}_choice"), None)

    def box(self, name):
        """The fields of one choice, for the template."""
        names = {"typed": f"{name}_name", "key": name, "choice": f"{name}_choice"}
        return {part: self[field] for part, field in names.items() if field in self.fields}

    def boxes(self):
        """Every choice of this form."""
        return {name: self.box(name) for name in self.chosen}


class Once(forms.Form):
    """A form that makes a new entry brings its key along, so that sending it twice makes one."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)


class Seen(forms.Form):
    """A form that changes an entry knows what it said when the form was opened."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
