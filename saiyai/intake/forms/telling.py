"""All answers of one report together: which question comes next, what is missing, and the report they make."""

from django.utils.functional import cached_property

from saiyai.intake import rules
from saiyai.intake.forms import questions
from saiyai.intake.told import Told
from saiyai.intake.told import Where as Place

STEPS = {
    "what": questions.What,
    "who": questions.Who,
    "where": questions.Where,
    "harm": questions.Harm,
    "evidence": questions.Evidence,
    "exclude": questions.Exclude,
    "desk": questions.ToDesk,
    "mode": questions.Mode,
    "identity": questions.Identity,
    "network": questions.Network,
    "puzzle": questions.Puzzle,
}
CHECK = "check"
LONGEST = 40_000  # letters of one answer that is carried on although it is too long to be sent
ALL = 250_000  # bytes of all answers


def sound(raw) -> dict:
    """Answers out of a draft file, which another release may have written: texts and lists of texts of known questions."""
    raw = raw if isinstance(raw, dict) else {}
    return {
        step: {name: value for name, value in raw[step].items() if isinstance(name, str) and _is_sound(value)}
        for step in STEPS
        if isinstance(raw.get(step), dict)
    }


def _is_sound(value):
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))


class Answers:
    """What was typed, question by question, as it was typed."""

    def __init__(self, raw: dict, offices: rules.Offices, puzzle=None):
        self.raw, self.offices, self.puzzle = raw, offices, puzzle
        self._forms: dict = {}

    @cached_property
    def mode(self) -> str:
        return self.raw.get("mode", {}).get("mode", "")

    @property
    def steps(self) -> list[str]:
        """The questions that are asked of this reporter, in order."""
        gives_name = self.mode in ("confidential", "named")
        return [step for step in STEPS if step != "identity" or gives_name]

    def form(self, step):
        """The page of a question with what was answered there."""
        if step not in self._forms:
            self._forms[step] = STEPS[step](self.raw.get(step), answers=self)
        return self._forms[step]

    def take(self, step, typed):
        """Take what was typed on a page, right or wrong."""
        form = STEPS[step](typed, answers=self)
        found = {}
        for name, field in form.fields.items():
            value = field.widget.value_from_datadict(typed, {}, name)
            found[name] = (
                [one[:100] for one in value[:500]]
                if isinstance(value, list)
                else (value or "").replace("\0", "")[:LONGEST]
            )
        if step == "who":
            found["rows"] = str(form.rows)
        self.raw = {**self.raw, step: found}
        self._forms.clear()
        self.__dict__.pop("mode", None)

    def steps_of(self, typed) -> list[str]:
        """The questions whose boxes are among what was typed. The one against machines has nothing to keep."""
        return [
            step
            for step, form in STEPS.items()
            if step != "puzzle" and set(form(None, answers=self).fields) & set(typed)
        ]

    @property
    def says_something(self) -> bool:
        """Whether anything was written or chosen."""
        return any(value for said in self.raw.values() for name, value in said.items() if name != "rows")

    def cleaned(self, step) -> dict:
        """What a question came to, or nothing if it was not answered."""
        if step not in self.raw:
            return {}
        form = self.form(step)
        form.is_valid()
        return form.cleaned_data

    @property
    def excluded(self):
        """Everybody who is left out."""
        said = self.cleaned("exclude")
        if "excluded" in said:
            return said["excluded"]
        return self.offices.left_out([], [], self.cleaned("who").get("who", ()))

    @property
    def left_out(self) -> frozenset[str]:
        return frozenset(one.officer for one in self.excluded if one.officer)

    def first_open(self, passed: bool) -> str:
        """The first question that is not answered well, or the last page."""
        for step in self.steps:
            if step == "puzzle":
                if not passed:
                    return step
            elif step not in self.raw or not self.form(step).is_valid():
                return step
        return CHECK

    def told(self, language) -> Told:
        """The report."""
        get = self.cleaned
        where = get("where")
        return Told(
            what=get("what")["what"],
            title=get("what")["short"],
            who=get("who")["who"],
            agency=get("who")["agency"],
            when=where["when"],
            where=Place(**{part: where[part] for part in ("place", "subdistrict", "district", "province", "postcode")}),
            harm=get("harm")["harm"],
            wish=get("harm")["wish"],
            evidence=get("evidence")["evidence"],
            network_member=get("network")["member"],
            mode=self.mode,
            language=language,
            excluded=self.excluded,
            identity=self.identity if self.mode == "named" else {},
        )

    @property
    def identity(self) -> dict:
        """Who the reporter is, where they chose to say so."""
        return self.cleaned("identity").get("identity", {}) if self.mode in ("confidential", "named") else {}
