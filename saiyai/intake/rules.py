"""Who must not read a report, and to which office it should go."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from saiyai.intake.told import LeftOut
from saiyai.thai.names import split_title
from saiyai.thai.search import fold, sound_key
from saiyai.thai.text import tidy

SHORTEST = 3  # letters of a word that may fit inside another word
OURS = 4096  # names of our own officers and offices that are remembered as they are compared


def _close(text: str) -> str:
    return fold(text).replace(" ", "")


def _bare(name: str) -> str:
    """A typed name without the titles before it."""
    return split_title(tidy(name))[1]


@lru_cache(OURS)
def _officer(name: str) -> tuple[str, tuple[str, ...]]:
    """A name of ours as it is written and as it sounds. Only ours: nothing that was typed is ever remembered."""
    bare = _bare(name)
    return _close(bare), tuple(sound_key(bare).split())


_agency = lru_cache(OURS)(_close)  # only ours


class Typed:
    """A line that somebody typed, brought into the forms in which it is compared: once, however many it is compared with."""

    def __init__(self, line: str):
        self._line = line

    @cached_property
    def close(self) -> str:
        return _close(self._line)

    @cached_property
    def words(self) -> list[str]:
        """Of a name, without its titles; none where it is too short to mean anybody."""
        words = fold(_bare(self._line)).split()
        return words if len("".join(words)) >= SHORTEST else []

    @cached_property
    def sounds(self) -> tuple[str, ...]:
        return tuple(sound_key(_bare(self._line)).split())


def _typed(line: str | Typed) -> Typed:
    return line if isinstance(line, Typed) else Typed(line)


def same_person(typed: str | Typed, name: str) -> bool:
    """Whether a typed name may be this officer of ours: every word of it is in the name, as written or as it sounds."""
    typed = _typed(typed)
    if not typed.words:
        return False
    written, sounds = _officer(name)
    return all(word in written for word in typed.words) or typed.sounds == sounds


def same_agency(typed: str | Typed, agency: str) -> bool:
    """Whether a typed agency may be this one of ours: one of the two names lies inside the other."""
    typed, agency = _typed(typed).close, _agency(agency)
    return min(len(typed), len(agency)) > SHORTEST and (typed in agency or agency in typed)


def fits(line: str | Typed, reader, desk_name: str = "") -> bool:
    """Whether somebody may have meant this reader by a name or an agency."""
    return same_person(line, reader.name) or any(
        same_agency(line, agency) for agency in (reader.agency, desk_name) if agency
    )


@dataclass(frozen=True)
class Offices:
    """Where reports can go, as it stands while this request runs."""

    desks: tuple
    readers: tuple

    def named(self, code):
        """The desk of this code."""
        return next((desk for desk in self.desks if desk.code == code), None)

    @property
    def central(self):
        """The central desk, or else any."""
        return next((desk for desk in self.desks if desk.is_central), self.desks[0] if self.desks else None)

    def readers_of(self, code, left_out=frozenset()):
        """Who would read a report at this desk."""
        return [one for one in self.readers if one.desk == code and str(one.officer) not in left_out]

    def has_readers(self, left_out=frozenset()) -> bool:
        """Whether anybody at all could read it."""
        return any(str(one.officer) not in left_out for one in self.readers)

    def meant_by(self, lines, who=()):
        """The officers whom typed names and agencies, or the people that are told of, may mean."""
        found = {}
        lines, names = [Typed(line) for line in lines], [Typed(one.name) for one in who if one.name]
        for reader in self.readers:
            desk = self.named(reader.desk)
            if any(fits(line, reader, desk.name_th if desk else "") for line in lines) or any(
                same_person(name, reader.name) for name in names
            ):
                found[str(reader.officer)] = reader
        return list(found.values())

    def left_out(self, ticked, lines, who=()) -> tuple[LeftOut, ...]:
        """Everybody who must not read it: ticked, meant by what was typed, and what was typed itself."""
        readers = {str(one.officer): one for one in self.readers if str(one.officer) in ticked}
        readers |= {str(one.officer): one for one in self.meant_by(lines, who)}
        known = [LeftOut(one.name, one.agency, officer) for officer, one in readers.items()]
        known += [LeftOut(officer=officer) for officer in ticked if officer not in readers]  # off duty since
        return (*known, *(LeftOut(name=line) for line in lines))

    def is_meant(self, agencies) -> bool:
        """Whether a report is about one of our own offices."""
        return any(
            same_agency(agency, name)
            for agency in map(Typed, filter(None, agencies))
            for desk in self.desks
            for name in (desk.name_th, desk.name_en)
        )

    def suggested(self, province, agencies, left_out=frozenset()):
        """The desk to offer first: by place; the central one when an office of ours is meant or nobody else is left."""
        local = next((desk for desk in self.desks if province and province in desk.provinces), None)
        first = self.central if self.is_meant(agencies) else local or self.central
        ways = [first, self.central, *self.desks]
        return next((desk for desk in ways if desk and self.readers_of(desk.code, left_out)), None)


def trustee_is_named(recovery, told) -> bool:
    """Whether somebody who could help to bring the recovery key back is left out of this report, or told of in it."""
    names = [Typed(one.name) for one in (*told.excluded, *told.who) if one.name]
    typed = [Typed(line) for one in told.excluded if not one.officer for line in (one.name, one.agency) if line]
    return any(
        str(trustee.get("officer")) in told.left_out
        or any(same_person(name, trustee.get("name", "")) for name in names)
        or any(same_agency(line, trustee.get("agency", "")) for line in typed)
        for trustee in recovery.trustees
    )
