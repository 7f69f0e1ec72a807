"""What is told to whom."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from saiyai.thai.text import tidy
from saiyai.ui.provinces import province_choices


class Announce(forms.Form):
    """An announcement, and to which members it goes."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    title = forms.CharField(label=_("Title of the announcement"), max_length=120)
    body = forms.CharField(
        label=_("What the members read"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("No names and no personal details: it goes to many, also by e-mail."),
    )  # fmt: skip
    chapter = forms.ModelChoiceField(label=_("Chapter"), queryset=None, required=False, empty_label=_("All chapters"))
    province = forms.ChoiceField(label=_("Province"), required=False)

    saved = forms.ModelChoiceField(
        label=_("Saved filter"), queryset=None, required=False, empty_label=_("Without a filter"),
        help_text=_("Of those above only whom the filter leaves, and whom you may see yourself."),
    )  # fmt: skip

    def __init__(self, *args, chapters, saved, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["saved"].queryset = saved
        self.fields["chapter"].queryset = chapters
        self.fields["province"].choices = [("", _("All provinces")), *province_choices()]

    def clean_title(self):
        return tidy(self.cleaned_data["title"])
