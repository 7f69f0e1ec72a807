"""Under which name, and for whom, a list is kept as it is narrowed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from saiyai.membership.forms.office import OfficeForm
from saiyai.thai.text import tidy


class SaveFilter(OfficeForm):
    """A name, and for whom: oneself, an office, a network."""

    name = forms.CharField(
        label=_("Name of the filter"), max_length=80, help_text=_("For example: members in Khon Kaen whose term ends."),
        error_messages={"required": _("Please give it a name.")},
    )  # fmt: skip
    whom = forms.ChoiceField(label=_("Who may use it"), widget=forms.RadioSelect, initial="own")

    def __init__(self, *args, offices=(), networks=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.offices = {f"office:{one.pk}": one for one in offices}
        self.networks = {f"network:{one.pk}": one for one in networks}
        whom = [("own", _("Only me"))]
        whom += [(key, _("Officers of %(office)s") % {"office": one}) for key, one in self.offices.items()]
        whom += [(key, _("Who runs %(network)s") % {"network": one}) for key, one in self.networks.items()]
        self.fields["whom"].choices = whom

    def clean_name(self):
        return tidy(self.cleaned_data["name"])

    def shared(self):
        """The office or the network it is shared with, as the action takes them."""
        whom = self.cleaned_data["whom"]
        return {"office": self.offices.get(whom), "network": self.networks.get(whom)}
