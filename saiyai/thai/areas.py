"""Provinces, districts and subdistricts by the codes of the Department of Provincial Administration (DOPA).

Source: the package `geothai` (data GeoThai/data, CC-BY-4.0, Pongsakorn Thipayanate; DOPA, Thailand Post): 77 provinces,
928 districts, 7,436 subdistricts, 976 postcodes, 1,583 abolished areas. Store codes, never names.

Nothing is read before the first question: importing loads no data, the first list costs about 0.06 s and 10 MB
(measured on two slow cores).
"""

import re
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

from saiyai.thai.collation import sort_key
from saiyai.thai.digits import to_arabic
from saiyai.thai.messages import gettext_noop

BANGKOK = "10"

MESSAGES = {
    "unknown_province": gettext_noop("There is no such province."),
    "unknown_district": gettext_noop("There is no such district."),
    "unknown_subdistrict": gettext_noop("There is no such subdistrict today. It may have been renamed or divided."),
    "district_not_in_province": gettext_noop("This district does not lie in the province you chose."),
    "subdistrict_not_in_district": gettext_noop("This subdistrict does not lie in the district you chose."),
    "bad_postcode": gettext_noop("A postcode has five digits."),
    "postcode_mismatch": gettext_noop("This postcode is not used in the subdistrict you chose."),
}


class Row(NamedTuple):
    """One entry of a list to choose from."""

    code: str
    name_th: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Area:
    """A subdistrict with its district and province; `abolished_on` is set when it is no more (ISO date, by DOPA)."""

    subdistrict_code: str
    district_code: str
    province_code: str
    subdistrict_th: str
    subdistrict_en: str
    district_th: str
    district_en: str
    province_th: str
    province_en: str
    postcodes: tuple[str, ...] = ()
    abolished_on: str = ""
    successors: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The six digits to store."""
        return self.subdistrict_code


@cache
def geo() -> ModuleType:
    """The data package, loaded when first asked."""
    import geothai  # only here, so that starting up costs nothing

    return geothai


@cache
def _abolished() -> dict[str, Any]:
    from geothai import abolished

    return {area.code: area for area in abolished.abolished_areas()}


def district_name(name: str, province_code: str) -> str:
    """The bare name: the data writes เขต before those of Bangkok only."""
    return name.removeprefix("เขต") if province_code == BANGKOK else name


def _sorted(rows: list[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: sort_key(row.name_th)))


@cache
def provinces() -> tuple[Row, ...]:
    """All 77 as (code, Thai, English), in Thai dictionary order."""
    return _sorted([Row(p.code, p.name_th, p.name_en) for p in geo().provinces()])


@cache
def districts(province_code: str) -> tuple[Row, ...]:
    """The districts of a province in Thai dictionary order; empty for an unknown code."""
    found = geo().districts(province_code)
    return _sorted([Row(d.code, district_name(d.name_th, province_code), d.name_en) for d in found])


@cache
def subdistricts(district_code: str) -> tuple[Row, ...]:
    """The subdistricts of a district in Thai dictionary order; empty for an unknown code."""
    return _sorted([Row(s.code, s.name_th, s.name_en) for s in geo().subdistricts(district_code)])


def postcodes(subdistrict_code: str) -> tuple[str, ...]:
    """The postcodes in use in a subdistrict."""
    found = geo().subdistrict(subdistrict_code)
    return tuple(found.postal_codes) if found else ()


def area(code: str) -> Area | None:
    """The subdistrict of a six-digit code, also when it was abolished since; None when it never was."""
    found = geo().address(code)
    if found:
        s, d, p = found.subdistrict, found.district, found.province
        name = district_name(d.name_th, p.code)
        return Area(
            s.code, d.code, p.code, s.name_th, s.name_en, name, d.name_en, p.name_th, p.name_en, tuple(s.postal_codes)
        )
    old = _abolished().get(code) if len(code) == 6 else None
    if old is None:
        return None
    p = geo().province(code[:2])
    d = geo().district(code[:4]) or _abolished().get(code[:4])
    names = (district_name(d.name_th, code[:2]), d.name_en or "") if d else ("", "")
    parents = (p.name_th, p.name_en) if p else ("", "")
    return Area(
        subdistrict_code=code,
        district_code=code[:4],
        province_code=code[:2],
        subdistrict_th=old.name_th,
        subdistrict_en=old.name_en or "",
        district_th=names[0],
        district_en=names[1],
        province_th=parents[0],
        province_en=parents[1],
        abolished_on=old.abolished_on,
        successors=tuple(old.successors),
    )


def label(code: str, language: str = "th") -> str:
    """How an area of two, four or six digits is written: `ต.ในเมือง อ.เมืองขอนแก่น จ.ขอนแก่น`; empty when unknown."""
    province = geo().province(code[:2])
    if province is None:
        return ""
    levels = [(province.name_th, province.name_en)]
    if len(code) == 4:
        district = geo().district(code) or _abolished().get(code)
        if district is None:
            return ""
        levels.insert(0, (district_name(district.name_th, code[:2]), district.name_en or ""))
    elif len(code) != 2:
        found = area(code)
        if found is None:
            return ""
        levels = [(found.subdistrict_th, found.subdistrict_en), (found.district_th, found.district_en), *levels]
    if language == "en":
        return ", ".join(english for _, english in levels if english)
    marks = ("แขวง", "เขต", "") if code[:2] == BANGKOK else ("ต.", "อ.", "จ.")
    return " ".join(mark + thai for mark, (thai, _) in zip(marks[-len(levels) :], levels, strict=True) if thai)


def consistent(province: str = "", district: str = "", subdistrict: str = "", postcode: str = "") -> str:
    """Why four chosen codes do not fit together, as a code of MESSAGES; empty when they do. Blanks are not judged."""
    data = geo()
    if province and not data.province(province):
        return "unknown_province"
    if district and not data.district(district):
        return "unknown_district"
    if subdistrict and not data.subdistrict(subdistrict):
        return "unknown_subdistrict"
    if district and province and district[:2] != province:
        return "district_not_in_province"
    if subdistrict and (
        subdistrict[:4] != (district or subdistrict[:4]) or subdistrict[:2] != (province or subdistrict[:2])
    ):
        return "subdistrict_not_in_district"
    if postcode:
        typed = to_arabic(postcode.strip())
        if not re.fullmatch("[0-9]{5}", typed):
            return "bad_postcode"
        return "" if _postcode_fits(typed, province, district, subdistrict) else "postcode_mismatch"
    return ""


def _postcode_fits(typed: str, province: str, district: str, subdistrict: str) -> bool:
    within = subdistrict or district or province
    return any(s.code.startswith(within) for s in geo().by_postal_code(typed))
