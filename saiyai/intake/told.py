"""What a report says, as both desks read it: the content of its envelope (fields of the form ปปท. 1-02)."""

from dataclasses import asdict, dataclass, field, fields

VERSION = 1
IDENTITY = ("name", "phone", "email", "line", "address", "bank", "relatives", "note")


def _text(value) -> str:
    return value if isinstance(value, str) else ""


def _part(kind, data):
    """A part out of facts of any shape: what is missing is empty, what is unknown is passed over."""
    data = data if isinstance(data, dict) else {}
    return kind(**{one.name: _text(data.get(one.name)) for one in fields(kind)})


@dataclass(frozen=True)
class Accused:
    """Somebody of whom a report tells."""

    name: str = ""
    post: str = ""
    agency: str = ""


@dataclass(frozen=True)
class Where:
    """Where it happened. `province` is the code of the Department of Provincial Administration, or nothing."""

    place: str = ""
    subdistrict: str = ""
    district: str = ""
    province: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class LeftOut:
    """Who must not read the report: an officer by key, or a name or agency as the reporter typed it."""

    name: str = ""
    agency: str = ""
    officer: str = ""


@dataclass(frozen=True)
class Told:
    """A whole report. `identity` only where the reporter chose to be named."""

    what: str = ""
    title: str = ""
    who: tuple[Accused, ...] = ()
    agency: str = ""
    when: str = ""
    where: Where = Where()
    harm: str = ""
    wish: str = ""
    evidence: str = ""
    network_member: str = "unsaid"
    mode: str = "anonymous"
    source: str = "desk"
    language: str = "th"
    excluded: tuple[LeftOut, ...] = ()
    identity: dict = field(default_factory=dict)

    def to_dict(self) -> dict:
        """Facts to seal with `keys.close_data`."""
        data = {"v": VERSION, **asdict(self)}
        data["excluded"] = [{**one, "officer": one["officer"] or None} for one in data["excluded"]]
        if self.mode != "named":
            del data["identity"]
        return data

    @classmethod
    def from_dict(cls, data: dict) -> "Told":
        """Out of what was sealed by this or another release; missing facts are empty."""
        data = data if isinstance(data, dict) else {}
        plain = {
            one.name: data[one.name] for one in fields(cls) if one.type is str and isinstance(data.get(one.name), str)
        }
        return cls(
            **plain,
            who=tuple(_part(Accused, one) for one in _rows(data.get("who"))),
            where=_part(Where, data.get("where")),
            excluded=tuple(_part(LeftOut, one) for one in _rows(data.get("excluded"))),
            identity=identity_of(data.get("identity")),
        )

    @property
    def left_out(self) -> frozenset[str]:
        """The keys of the officers who must not read it."""
        return frozenset(one.officer for one in self.excluded if one.officer)


def identity_of(data) -> dict:
    """Who the reporter is, with the known fields only, and of those only what says something."""
    data = data if isinstance(data, dict) else {}
    return {name: _text(data.get(name)) for name in IDENTITY if _text(data.get(name))}


def _rows(value):
    return value if isinstance(value, list | tuple) else ()
