"""How somebody wants to be told."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saiyai.notify import rules
from saiyai.notify.models import Preference


def _hours():
    return [("", gettext_lazy("No quiet hours")), *[(str(hour), f"{hour:02}.00") for hour in range(24)]]


class Preferences(forms.Form):
    """Ticks are what somebody wants; what may not be switched off is not asked."""

    digest = forms.ChoiceField(
        label=gettext_lazy("Announcements by e-mail"), choices=Preference.Digest.choices, widget=forms.RadioSelect
    )
    quiet_from = forms.ChoiceField(label=gettext_lazy("Quiet from"), choices=_hours, required=False)
    quiet_until = forms.ChoiceField(label=gettext_lazy("Quiet until"), choices=_hours, required=False)

    def __init__(self, *args, preference, **kwargs):
        super().__init__(*args, **kwargs)
        self.channels = [c for c in (rules.EMAIL, rules.LINE) if c != rules.LINE or settings.LINE_TOKEN]
        wanted = {}
        for purpose, known in rules.PURPOSES.items():
            choices = [(c, rules.CHANNELS[c]) for c in self.channels if rules.may_switch_off(purpose, c)]
            if choices:
                wanted[f"on_{purpose}"] = forms.MultipleChoiceField(
                    label=known.label, help_text=known.about, choices=choices, required=False,
                    initial=[c for c, _label in choices if rules.wants(preference, purpose, c)],
                    widget=forms.CheckboxSelectMultiple,
                )  # fmt: skip
        self.fields = wanted | self.fields

    def clean(self):
        if bool(self.cleaned_data.get("quiet_from")) != bool(self.cleaned_data.get("quiet_until")):
            self.add_error("quiet_until", _("Please choose both hours, or none."))

    def choices(self):
        """What the action is told."""
        values = self.cleaned_data
        off = [
            f"{name[3:]}:{channel}"
            for name, field in self.fields.items()
            if name.startswith("on_")
            for channel, _label in field.choices
            if channel not in values[name]
        ]
        hours = {name: int(values[name]) if values[name] else None for name in ("quiet_from", "quiet_until")}
        return {"off": off, "digest": values["digest"], **hours}
