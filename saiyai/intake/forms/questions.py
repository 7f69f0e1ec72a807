"""The questions of a report, one form a page. Each says why it asks."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from saiyai.intake import keys, puzzles
from saiyai.intake.forms.asking import QUIET, TOO_LONG, QuietForm, Whoever, one_of, text
from saiyai.intake.forms.asking import line as row
from saiyai.intake.told import IDENTITY, Accused
from saiyai.thai import places
from saiyai.thai.digits import to_arabic
from saiyai.thai.text import tidy

MOST_PEOPLE = 10


class Question(QuietForm):
    """One page. `answers` is everything that was answered so far."""

    title = lead = ""

    def __init__(self, data=None, *, answers):
        self.answers = answers
        super().__init__(data)


class What(Question):
    title = _("What took place")
    lead = _("Tell it in your own words. It need not be complete, and you need not be sure of everything.")
    what = text(
        _("What took place"),
        _("We ask because an officer decides by this what can be looked into. Who did what, and how do you know it?"),
        length=20_000,
        rows=10,
        required=True,
    )
    short = row(
        _("A heading, if you like"),
        _(
            "We ask because a heading helps the officer to find your report again. Only who may read the report sees it."
        ),
    )

    def __init__(self, data=None, *, answers):
        super().__init__(data, answers=answers)
        self.fields["what"].error_messages["required"] = _("Please tell what happened. A few sentences are enough.")


class Who(Question):
    title = _("Which agency or which person")
    lead = _("One of the two is enough. If you do not know a name, the post or what the person does helps as well.")

    def __init__(self, data=None, *, answers):
        super().__init__(data, answers=answers)
        self.fields["agency"] = row(
            _("Agency"), _("We ask because the agency decides which office may look into it."), length=300
        )
        for n in range(self.rows):
            self.fields[f"name_{n}"] = row(_("Name of a person"))
            self.fields[f"post_{n}"] = row(_("Post or duty"))
            self.fields[f"from_{n}"] = row(_("Agency of this person, if it is another one"))
        for field in self.fields.values():
            field.widget.attrs |= QUIET
            field.error_messages["max_length"] = TOO_LONG
            field.widget.attrs.pop("maxlength", None)

    @property
    def rows(self):
        """How many people this page has room for."""
        try:
            return min(max(int((self.data or {}).get("rows", 1)), 1), MOST_PEOPLE)
        except (TypeError, ValueError):
            return 1

    @property
    def may_add(self):
        return self.rows < MOST_PEOPLE

    def clean(self):
        data = super().clean()
        people = [
            Accused(*(tidy(data.get(f"{part}_{n}") or "") for part in ("name", "post", "from")))
            for n in range(self.rows)
        ]
        data["who"] = tuple(one for one in people if one != Accused())
        if not data["who"] and not (data.get("agency") or "").strip():
            self.add_error(
                "agency", _("Please name the agency or one person. A post or a description will do as well.")
            )
        return data


def _provinces():
    """Asked for where they are looked at: a report comes to its end without them."""
    english = get_language() == "en"
    names = [(one.code, one.name_en if english else one.name_th) for one in places.provinces()]
    return [("", _("I do not know, or would rather not say")), *names]


class Where(Question):
    title = _("When and where")
    lead = _("Write what you know. About is enough, and you may leave it all empty.")
    when = row(
        _("When it happened"), _("We ask because some matters can no longer be pursued after years."), length=300
    )
    province = forms.ChoiceField(
        label=_("Province"),
        required=False,
        choices=_provinces,
        help_text=_("We ask because the province decides which office is near."),
    )
    district = row(_("District"))
    subdistrict = row(_("Subdistrict"))
    place = row(_("Place, such as a building or a road"), length=300)
    postcode = row(_("Postcode"), length=20)

    def clean_postcode(self):
        typed = to_arabic(tidy(self.cleaned_data["postcode"])).replace(" ", "")
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) == 5):
            raise forms.ValidationError(places.MESSAGES["bad_postcode"])
        return typed


class Harm(Question):
    title = _("The harm, and what you wish for")
    lead = _("You may leave both empty.")
    harm = text(_("What harm was done, and to whom"), _("We ask because it tells how urgent it is."))
    wish = text(
        _("What you would like to happen"),
        _("We ask because we want to answer to that as well, also where we cannot do it."),
    )


class Evidence(Question):
    title = _("What shows it, and who knows of it")
    lead = _("Documents, photos, accounts, other people who know. You can add files on the last page, or later.")
    evidence = text(
        _("What shows it, and where it can be found"),
        _(
            "We ask because without a name, pointers like these matter most. Do not take or copy anything that would put "
            "you in danger: to say where it lies is enough."
        ),
    )


class Exclude(Question):
    title = _("Is any officer here involved?")
    lead = _(
        "Whoever you leave out here cannot open your report, and is not told that it exists. If nobody is involved, leave "
        "all of this empty."
    )
    officers = Whoever(
        label=_("Tick the officers who must not read it"),
        help_text=_("We ask because nobody should look into a matter of their own or of their friends."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    names = text(
        _("Other names or agencies that must not read it, one on each line"),
        _("We compare them with all who could read it, also when they are written a little differently."),
        length=3000,
        rows=4,
    )

    def __init__(self, data=None, *, answers):
        super().__init__(data, answers=answers)
        self.fields["officers"].choices = self._officers

    def _officers(self):
        found = {}
        for reader in self.answers.offices.readers:
            found.setdefault(str(reader.officer), _described(reader))
        return list(found.items())

    def clean(self):
        data = super().clean()
        lines = [tidy(one) for one in (data.get("names") or "").splitlines()]
        data["lines"] = [one for one in lines if one][:100]
        who = self.answers.cleaned("who").get("who", ())
        data["excluded"] = self.answers.offices.left_out(data.get("officers") or [], data["lines"], who)
        officers = {one.officer for one in data["excluded"] if one.officer}
        if not self.answers.offices.has_readers(officers):
            raise forms.ValidationError(
                _(
                    "Now everybody here is left out, so nobody could open your report. Please keep one person in, or turn "
                    "to another channel: the NACC hotline 1205, or the Government Contact Center 1111."
                )
            )
        return data


def _described(reader):
    return " · ".join(part for part in (reader.name, reader.post, reader.agency) if part)


class ToDesk(Question):
    title = _("Which office should get it")
    lead = _("We suggest one by the place and by who is involved. You may choose another; none of them refuses.")
    desk = one_of(_("Office"), ())

    def __init__(self, data=None, *, answers):
        super().__init__(data, answers=answers)
        out = answers.left_out
        english = get_language() == "en"
        self.fields["desk"].choices = [
            (one.code, one.name_en if english else one.name_th)
            for one in answers.offices.desks
            if answers.offices.readers_of(one.code, out)
        ]
        place, who = answers.cleaned("where"), answers.cleaned("who")
        agencies = [who.get("agency", ""), *(one.agency for one in who.get("who", ()))]
        first = answers.offices.suggested(place.get("province"), agencies, out)
        self.fields["desk"].initial = first.code if first else None
        self.about_us = answers.offices.is_meant(agencies)
        self.found = [one for one in answers.excluded if one.officer and one.name]


class Mode(Question):
    title = _("Would you like us to know who you are?")
    lead = _("We take your report in the same way, whichever you choose. There is no hurry: read the limits first.")
    mode = one_of(
        _("Would you like us to know who you are?"),
        [
            ("anonymous", _("I do not give my name")),
            ("confidential", _("I give my name, but sealed")),
            ("named", _("I give my name to who works on it")),
        ],
    )


class Identity(Question):
    title = _("Who you are")
    lead = _("Fill in only what you want us to have. Nothing here is checked against any register.")
    name = row(_("Your name"), _("We ask because what you tell can only be cited, or you be protected, under a name."))
    phone = row(_("Phone"), length=50)
    email = row(_("E-mail address"))
    line = row(_("LINE account"), length=100)
    address = text(_("Address"), length=400, rows=2)
    relatives = text(
        _("People close to you who may be in danger"),
        _("We ask because protection can be asked for them, too."),
        length=300,
        rows=2,
    )
    bank = row(_("Bank account for a reward"), _("Only if you want to ask for a reward; it can wait."))
    note = text(_("How and when you can be reached safely"), length=300, rows=2)

    def clean(self):
        data = super().clean()
        said = {name: data[name] for name in IDENTITY if data.get(name)}
        if not self.errors and not said:
            self.add_error("name", _("Please fill in at least one line, or go back and choose not to give your name."))
        if len(keys.as_bytes(said)) >= keys.IDENTITY_LENGTH:
            raise forms.ValidationError(_("This is too long to be sealed. Please shorten it a little."))
        data["identity"] = said
        return data


class Network(Question):
    title = _("Are you a member of the network?")
    lead = _(
        "We ask each time, and take nothing from your membership: this channel does not know who is a member. To say yes "
        "makes the circle of those it could be smaller."
    )
    member = one_of(
        _("Are you a member of the network?"),
        [
            ("yes", _("I am, and the officers may know")),
            ("no", _("I am not")),
            ("unsaid", _("I would rather not say")),
        ],
    )


class Puzzle(Question):
    title = _("One question against machines")
    lead = _("It has nothing to do with your report. Programs that send thousands of letters fail at it.")
    answer = row("", length=100)
    homepage = row(_("Leave this field empty"), length=200)

    def __init__(self, data=None, *, answers):
        super().__init__(data, answers=answers)
        self.fields["answer"].label = puzzles.question(answers.puzzle)

    def clean(self):
        data = super().clean()
        if data.get("homepage"):
            self.add_error("homepage", _("Please empty this field; it is there for machines."))
        if not puzzles.is_right(self.answers.puzzle, data.get("answer") or ""):
            self.add_error("answer", _("This is not the answer we expect. Thai or English will do."))
        return data
