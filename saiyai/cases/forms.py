"""What officers type at the desk. Nothing here is offered to be saved or spell-checked by a browser's service."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.cases import fishing, rules, screening
from saiyai.cases.models import Access, Case, Note, Proposal
from saiyai.crypto import age
from saiyai.intake.models import Ask
from saiyai.intake.told import Accused, Told, Where
from saiyai.ui.fields import ThaiDateField
from saiyai.ui.provinces import province_choices

QUIET = {"autocomplete": "off", "spellcheck": "false"}


def words(label, rows=4, required=True, hint=""):
    """A quiet box for several lines."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=20_000,
        widget=forms.Textarea({**QUIET, "rows": rows}),
    )


def receiver(hint, required=True):
    """Who takes a case over. One box for both: a name goes out only to the very receiver that its reporter agreed to."""
    return forms.CharField(
        label=_("To whom it is handed over"),
        help_text=hint,
        required=required,
        max_length=200,
        widget=forms.TextInput(QUIET),
    )


TOLD = ("need_info", "decide")  # moves after which a reporter wonders why


def to_the_reporter():
    """What the reporter reads of it: reasons stay inside."""
    hint = _("The reporter never sees the reason. Say here what they should know, or what you wait for.")
    return words(_("What the reporter is told"), rows=3, required=False, hint=hint)


class OnCase(forms.Form):
    """One of many forms on the page of a case: the names of its boxes are its own, so that each label finds its box."""

    def __init__(self, *args, **details):
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}_%s", **details})


class Filter(forms.Form):
    """Filters of the list; they stand in the address."""

    q = forms.CharField(label=_("Reference, or a word of a title"), required=False, max_length=60)
    status = forms.ChoiceField(label=_("Status"), required=False)
    part = forms.ChoiceField(label=_("My part"), required=False)
    late = forms.BooleanField(label=_("Only what is late"), required=False)

    def __init__(self, *args, **details):
        super().__init__(*args, **details)
        self.fields["status"].choices = [
            ("", _("Every open status")),
            ("all", _("Closed ones too")),
            *Case.Status.choices,
        ]
        self.fields["part"].choices = [("", _("Any part")), *Access.Part.choices]


class Write(OnCase):
    """To the reporter. Asks why, where the words seem to ask who the reporter is."""

    text = words(
        _("Message to the reporter"),
        hint=_("Ask about facts. Do not ask who the reporter is, or what would give it away."),
    )
    wording = forms.ChoiceField(
        label=_("Worded questions"), required=False, widget=forms.Select({"class": "form-select"})
    )
    why = forms.CharField(
        label=_("Why this has to be asked"),
        help_text=_("Stays with the case and in the trail. The reporter reads that they need not answer."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({**QUIET, "rows": 2}),
    )

    def __init__(self, data=None, *, wordings=(), language="th", **details):
        super().__init__(data, **details)
        self.signs, self.offered = (), {one.key: one for one in wordings}
        self.language = "en" if language == "en" else "th"
        named = [(key, getattr(one, f"title_{self.language}")) for key, one in self.offered.items()]
        self.fields["wording"].choices = [("", _("Choose a question")), *named]

    def with_wording(self):
        """The same form with the chosen question below what was typed."""
        chosen = self.offered.get(self.data.get("wording"))
        data = self.data.copy()
        if chosen:
            lines = [data.get("text", "").rstrip(), getattr(chosen, f"text_{self.language}")]
            data["text"], data["wording"] = "\n\n".join(line for line in lines if line), ""
        again = type(self)(wordings=self.offered.values(), language=self.language)
        again.initial = {"text": data.get("text", ""), "why": data.get("why", "")}
        return again

    def clean(self):
        data = super().clean()
        self.signs = fishing.signs(data.get("text", ""))
        self.fields["why"].required = bool(self.signs)
        if self.signs and len(data.get("why", "").strip()) < rules.SHORTEST_REASON:
            self.add_error("why", _("Your message may show who the reporter is. Word it otherwise, or say why."))
        return data


class WriteNote(OnCase):
    text = words(_("Note"), rows=3)
    audience = forms.ChoiceField(
        label=_("Who can read it"),
        choices=[(value, label) for value, label in Note.Audience.choices if value != Note.Audience.REPORTER],
        widget=forms.RadioSelect,
    )


class KeepWording(forms.Form):
    """One worded question in both languages."""

    title_th = forms.CharField(label=_("Short name in Thai"), max_length=80, widget=forms.TextInput(QUIET))
    text_th = forms.CharField(label=_("Question in Thai"), max_length=2000, widget=forms.Textarea({**QUIET, "rows": 3}))
    title_en = forms.CharField(label=_("Short name in English"), max_length=80, widget=forms.TextInput(QUIET))
    text_en = forms.CharField(
        label=_("Question in English"), max_length=2000, widget=forms.Textarea({**QUIET, "rows": 3})
    )
    is_offered = forms.BooleanField(label=_("Officers can choose it"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=-1, min_value=-1)


class Move(OnCase):
    """A reason, and what is proposed where that is to be chosen."""

    text = words(_("Reason"), rows=3)

    def __init__(self, *args, name="", **details):
        super().__init__(*args, auto_id=f"{name}_%s", **details)
        if name == "propose":
            self.fields["decision"] = forms.ChoiceField(
                label=_("What you propose"), choices=[("", "—"), *Case.Decision.choices]
            )
            self.fields["points"] = forms.MultipleChoiceField(
                label=_("What the report shows"),
                help_text=_("The screening record. It only suggests a way: you are free in what you propose."),
                choices=[(point.id, str(point)) for point in screening.points()],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.order_fields(["points", "decision", "text"])
        if name in TOLD:
            self.fields["message"] = to_the_reporter()
        if name in ("take", "screen", "go_on"):
            del self.fields["text"]

    def as_typed(self):
        """The same, without its errors: somebody asked what the points suggest, and has not proposed anything yet."""
        again = type(self)(name="propose")
        again.initial = {field: self[field].value() for field in self.fields}
        return again

    def suggested(self):
        """The ways that the ticked points suggest."""
        return screening.suggested(self["points"].value() or ()) if "points" in self.fields else []


class Give(OnCase):
    officer = forms.ChoiceField(
        label=_("Officer"),
        # Not "everybody who works here": whom the reporter left out is missing without a word.
        help_text=_(
            "Who can be given this case now. They work with cases of this office and have a key that something can be "
            "closed to."
        ),
        widget=forms.RadioSelect,
    )
    part = forms.ChoiceField(label=_("Part"), choices=Access.Part.choices, initial=Access.Part.HELPER)

    def __init__(self, *args, officers=(), hints=(), **details):
        """`hints`: {key of the officer: what tells them apart}."""
        super().__init__(*args, **details)
        self.fields["officer"].choices = [(str(one.pk), one.display_name) for one in officers]
        self.fields["officer"].choice_hints = dict(hints)


class ChangePart(forms.Form):
    """Another part of one who reads the case already."""

    part = forms.ChoiceField(label=_("New part"))

    def __init__(self, *args, access, **details):
        super().__init__(*args, **{"auto_id": f"part{access.pk}_%s", **details})
        self.access = access
        others = [choice for choice in Access.Part.choices if choice[0] != access.part]
        self.fields["part"].choices = [("", "—"), *others]


class Conflict(OnCase):
    text = words(_("What the conflict is"), rows=2)


class AskIdentity(OnCase):
    purpose = forms.ChoiceField(
        label=_("What for"),
        help_text=_("In the words that the reporter reads."),
        choices=Ask.Purpose.choices,
        widget=forms.RadioSelect,
    )
    receiver = receiver(_("Only for that purpose: the agency, and the officer there who takes it."), required=False)
    until = ThaiDateField(label=_("Until"), help_text=_("Within one year. Afterwards it is closed again by itself."))
    why = words(_("Why you need it, in words for the reporter"), rows=3)

    def clean(self):
        data = super().clean()
        if data.get("purpose") == Ask.Purpose.HANDOVER and not data.get("receiver"):
            self.add_error("receiver", _("Say which agency takes it over, and who there."))
        elif data.get("purpose") != Ask.Purpose.HANDOVER:
            data["receiver"] = ""
        return data

    def clean_until(self):
        day = self.cleaned_data["until"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


class OnDuty(forms.Form):
    officer = forms.ChoiceField(label=_("Officer"))

    def __init__(self, *args, officers=(), **details):
        super().__init__(*args, **details)
        self.fields["officer"].choices = [("", "—"), *((str(one.pk), one.display_name) for one in officers)]


class Propose(OnCase):
    """What takes a second person."""

    kind = forms.ChoiceField(label=_("What takes a second person"))
    closing = forms.ChoiceField(
        label=_("How it ends"), help_text=_("Only where you propose to close it."), required=False
    )
    text = words(_("Reason"), rows=3)

    def __init__(self, *args, case, **details):
        super().__init__(*args, **details)
        kinds = [Proposal.Kind.CLOSE, Proposal.Kind.HOLD, Proposal.Kind.DELETE]
        kinds = kinds[1:] if case.status == Case.Status.CLOSED else kinds
        labels = {Proposal.Kind.HOLD: _("no longer keep from deletion")} if case.is_held else {}
        self.fields["kind"].choices = [("", "—"), *((kind, labels.get(kind, kind.label)) for kind in kinds)]
        self.fields["closing"].choices = [("", "—"), *Case.Closing.choices]
        self.fields["message"] = to_the_reporter()

    def clean(self):
        data = super().clean()
        if data.get("kind") == Proposal.Kind.CLOSE and not data.get("closing"):
            self.add_error("closing", _("Say how it ends."))
        if data.get("message", "").strip() and data.get("kind") not in ("", None, Proposal.Kind.CLOSE):
            self.add_error(
                "message", _("This is told only when a report is closed. Write a message to the reporter instead.")
            )
        return data


class ProposeExport(OnCase):
    """Handing a case over to another agency."""

    receiver = receiver(_("The agency, and the officer there who takes it. The reporter sees it."))
    key = forms.CharField(
        label=_("Public key of the receiver"),
        help_text=_(
            "The line that begins with age1, as the receiver gave it to you. Only they can open the pack then."
        ),
        required=False,
        max_length=200,
        widget=forms.TextInput(QUIET),
    )
    unsealed = forms.CharField(
        label=_("Without a key: why it leaves unsealed"),
        help_text=_("Anybody who gets hold of the file can read it. The second person sees your reason."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({**QUIET, "rows": 2}),
    )
    names = forms.CharField(
        label=_("Names to black out, one a line"),
        help_text=_("Witnesses, colleagues, whoever could lead to the reporter. Written as they stand in the report."),
        required=False,
        max_length=5000,
        widget=forms.Textarea({**QUIET, "rows": 3}),
    )
    messages = forms.BooleanField(label=_("With the messages of both sides"), required=False)
    files = forms.BooleanField(
        label=_("With the safe copies of files"),
        help_text=_("Nothing is blacked out in files: look at each of them first. Originals never go out."),
        required=False,
    )
    name = forms.BooleanField(
        label=_("With the name of the reporter"),
        help_text=_("Only sealed to a key, and only where the reporter has agreed that it goes to this very receiver."),
        required=False,
    )
    text = words(_("Reason"), rows=2)

    def clean_key(self):
        key = self.cleaned_data["key"]
        if age.is_secret(key):
            self.data = self.data.copy()
            self.data["key"] = ""  # nobody needs to see it once more
            raise forms.ValidationError(
                _(
                    "This is a secret key: nobody but the receiver may have it. Ask them for a new pair, and for its public key."
                )
            )
        try:
            return age.usable(key) if key else ""
        except ValueError:
            raise forms.ValidationError(
                _("This is not a public key of age. Copy the whole line: it begins with age1 and has 62 letters.")
            ) from None

    def clean(self):
        data = super().clean()
        if data.get("key") == "" and len(data.get("unsealed", "").strip()) < rules.SHORTEST_REASON:
            self.add_error("unsealed", _("Give the public key of the receiver, or say why it leaves unsealed."))
        if data.get("name") and data.get("key") == "":
            self.add_error("key", _("The name of the reporter leaves only sealed to the key of its receiver."))
        return data


class Original(OnCase):
    """Why an original has to be opened."""

    text = words(_("Why the safe copy is not enough"), rows=2)


class Leave(forms.Form):
    """An officer leaves."""

    sure = forms.BooleanField(label=_("I know that this cannot be undone"))


class Recover(forms.Form):
    """Whose reports are brought back."""

    desk = forms.ChoiceField(label=_("Office"))

    def __init__(self, *args, offices=(), **details):
        super().__init__(*args, **details)
        self.fields["desk"].choices = [("", "—"), *((one.code, str(one)) for one in offices)]


class Enter(forms.Form):
    """What somebody tells an officer; the fields of the form of the office (ปปท. 1-02)."""

    office = forms.ChoiceField(label=_("Office"))
    source = forms.ChoiceField(
        label=_("How it was told"), choices=[("oral", _("Aloud")), ("paper", _("On paper")), ("letter", _("By letter"))]
    )
    title = forms.CharField(label=_("In one line"), required=False, max_length=120, widget=forms.TextInput(QUIET))
    what = words(_("What happened"), rows=6)
    name = forms.CharField(label=_("About whom"), required=False, max_length=200, widget=forms.TextInput(QUIET))
    post = forms.CharField(label=_("Their post"), required=False, max_length=200, widget=forms.TextInput(QUIET))
    agency = forms.CharField(label=_("Agency"), required=False, max_length=200, widget=forms.TextInput(QUIET))
    when = forms.CharField(label=_("When"), required=False, max_length=200, widget=forms.TextInput(QUIET))
    place = forms.CharField(label=_("Where"), required=False, max_length=200, widget=forms.TextInput(QUIET))
    province = forms.ChoiceField(label=_("Province"), required=False)
    harm = words(_("Harm"), rows=2, required=False)
    wish = words(_("What the reporter wants"), rows=2, required=False)
    evidence = words(_("Where evidence may be found"), rows=2, required=False)

    def __init__(self, *args, offices=(), **details):
        super().__init__(*args, **details)
        self.fields["office"].choices = [(one.code, str(one)) for one in offices]
        self.fields["province"].choices = [("", "—"), *province_choices()]

    def clean(self):
        data = super().clean()
        if not data.get("name") and not data.get("agency"):
            self.add_error("name", _("Say whom or which agency it is about."))
        return data

    def told(self):
        """As the front desk would keep it. Who tells is not written down here: that is the reporter's own to do."""
        data = self.cleaned_data
        who = (Accused(data["name"], data["post"], data["agency"]),) if data["name"] else ()
        plain = {name: data[name] for name in ("what", "title", "agency", "when", "harm", "wish", "evidence", "source")}
        return Told(who=who, where=Where(place=data["place"], province=data["province"]), **plain)
