"""Addresses from old records: abolished, moved and upgraded areas, led to what they are today.

Source: `geothai.abolished` (DOPA). Where the data names no successor, a subdistrict of the same name in a district of
the same name is taken, in whatever province it lies today (districts that became Sa Kaeo, Nong Bua Lam Phu, Amnat
Charoen and Bueng Kan); such a result is marked "inferred". All minor districts (กิ่งอำเภอ) became districts in 2007.
"""

import re
from dataclasses import dataclass

from saiyai.thai.areas import Area, area
from saiyai.thai.digits import to_arabic
from saiyai.thai.text import tidy

_MINOR = re.compile(r"^กิ่ง\s*(?:อำเภอ|อ\.)?\s*")
_SUBDISTRICT = r"(?:ตำบล|แขวง|ต\.)"
_DISTRICT = r"(?:กิ่ง\s*อำเภอ|กิ่ง\s*อ\.|อำเภอ|เขต|อ\.)"
_PROVINCE = r"(?:จังหวัด|จ\.)"
_WHOLE = re.compile(
    rf"(?:.*?(?:^|\s)){_SUBDISTRICT}\s*(?P<subdistrict>\S.*?)"
    rf"(?:\s*(?P<district>{_DISTRICT}\s*\S.*?))?(?:\s*{_PROVINCE}\s*(?P<province>\S.*?))?"
    r"(?:\s+(?P<place>กรุงเทพ\S*|กทม\.?))?(?:\s*(?P<postcode>[0-9]{5}))?\s*"
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an old address is today: one area when it is clear, several when someone must choose, none when unknown.

    `abolished` says that the address as written exists no more. `note` says how it was found: "" as it stands,
    successor, inferred, minor_district, postcode_ignored, unknown.
    """

    areas: tuple[Area, ...]
    abolished: bool = False
    note: str = ""
    was: Area | None = None

    @property
    def area(self) -> Area | None:
        """The one area, when it is clear."""
        return self.areas[0] if len(self.areas) == 1 else None


def _parts(text: str) -> dict[str, str]:
    plain = to_arabic(tidy(text))[:300]
    if found := _WHOLE.fullmatch(plain):
        parts = {key: value or "" for key, value in found.groupdict().items()}
        parts["province"] = parts["province"] or parts.pop("place")
        parts.pop("place", None)
        return parts
    words = plain.split()
    postcode = words.pop() if words and re.fullmatch("[0-9]{5}", words[-1]) else ""
    subdistrict, district, province = (*words[:2], "", "", "")[:2] + (" ".join(words[2:]),)
    return {"subdistrict": subdistrict, "district": district, "province": province, "postcode": postcode}


def _areas(codes: list[str]) -> tuple[Area, ...]:
    return tuple(found for found in map(area, dict.fromkeys(codes)) if found and not found.abolished_on)


def _current(subdistrict: str, district: str, province: str, postcode: str) -> tuple[Area, ...]:
    import geothai

    found = geothai.match(
        subdistrict, district=district or None, province=province or None, postal_code=postcode or None
    )
    return _areas([address.subdistrict.code for address in found])


def _moved(was: Area) -> tuple[Area, ...]:
    """Areas of the same subdistrict and district name anywhere: the province was divided."""
    return tuple(
        found
        for found in _current(was.subdistrict_th, "", "", "")
        if _MINOR.sub("", was.district_th) in (found.district_th, found.district_th.removeprefix("เมือง"))
    )


def _former(subdistrict: str, district: str, province: str) -> Imported | None:
    from geothai import abolished

    old = abolished.match_abolished(subdistrict, district=district or None, province=province or None)
    former = [found for found in (area(record.code) for record in old) if found]
    if district and not any(_same_district(was, district) for was in former):
        return None
    former = [was for was in former if not district or _same_district(was, district)]
    if not former:
        return None
    was = former[0] if len(former) == 1 else None
    if successors := _areas([code for found in former for code in found.successors]):
        return Imported(successors, True, "successor", was)
    moved = tuple(dict.fromkeys(found for old_area in former for found in _moved(old_area)))
    return Imported(moved, True, "inferred" if moved else "unknown", was)


def _same_district(was: Area, typed: str) -> bool:
    bare = re.sub(rf"^{_DISTRICT}\s*", "", typed).replace(" ", "")
    name = _MINOR.sub("", was.district_th)
    return bare in (name, was.district_en.lower()) or (bare == "เมือง" and was.district_code.endswith("01"))


def import_area(
    text: str = "", *, subdistrict: str = "", district: str = "", province: str = "", postcode: str = ""
) -> Imported:
    """Reads an address of any age, as one text or in parts, and says which area of today it is.

    `import_area("ต.บางนา เขตบางนา กทม")` gives the two subdistricts it was divided into, marked abolished.
    """
    if text:
        return import_area(**_parts(text))
    subdistrict, district, province = tidy(subdistrict), tidy(district), tidy(province).rstrip("ฯ")
    minor = bool(_MINOR.match(district))
    bare = _MINOR.sub("", district)
    if found := _current(subdistrict, bare, province, to_arabic(postcode.strip())):
        return Imported(found, minor, "minor_district" if minor else "")
    if postcode and (found := _current(subdistrict, bare, province, "")):
        return Imported(found, minor, "minor_district" if minor else "postcode_ignored")
    if former := _former(subdistrict, bare, province):
        return former
    if minor and (found := _current(subdistrict, bare, "", "")):
        return Imported(found, True, "inferred")
    return Imported((), False, "unknown")
