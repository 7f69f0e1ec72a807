"""Local governments for the demo network, named after real places.

Every province has its provincial administrative organisation (a public fact). Below it stand subdistrict governments:
the place is real, the type in front of its name is drawn by lot, so a given one need not exist.
"""

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import NamedTuple

import geothai

BANGKOK = "10"
PROVINCIAL = ("องค์การบริหารส่วนจังหวัด", "Provincial Administrative Organization", "อบจ.")
SUBDISTRICT = (
    ("องค์การบริหารส่วนตำบล", "Subdistrict Administrative Organization", "อบต."),
    ("เทศบาลตำบล", "Subdistrict Municipality", "ทต."),
)


class LocalGovernmentSeed(NamedTuple):
    """A local government; ``parent`` is a key of organizations.csv, ``subdistrict_code`` empty for a province's."""

    key: str
    parent: str
    name_th: str
    name_en: str
    abbr_th: str
    province_code: str
    subdistrict_code: str


def local_governments(n: int, seed: int = 0) -> Iterator[LocalGovernmentSeed]:
    """``n`` local governments: first the 76 provincial ones, then subdistricts, one of each province in turn."""
    return islice(_all(Random(f"saiyai places {seed}")), n)


def _all(rng: Random) -> Iterator[LocalGovernmentSeed]:
    provinces = [province for province in geothai.provinces() if province.code != BANGKOK]
    title_th, title_en, short = PROVINCIAL
    for province in provinces:
        code = province.code
        yield LocalGovernmentSeed(
            f"pao-{code}",
            f"province-{code}",
            f"{title_th}{province.name_th}",
            f"{province.name_en} {title_en}",
            f"{short}{province.name_th}",
            code,
            "",
        )
    waiting = [_subdistricts(province.code, rng) for province in provinces]
    while waiting:
        waiting = [places for places in waiting if places]
        for places in waiting:
            yield places.pop()


def _subdistricts(province_code: str, rng: Random) -> list[LocalGovernmentSeed]:
    made, used = [], set()
    for district in geothai.districts(province_code):
        for place in geothai.subdistricts(district.code):
            title_th, title_en, short = rng.choice(SUBDISTRICT)
            if place.name_th in used:  # the same name stands in several districts of a province
                continue
            used.add(place.name_th)
            made.append(
                LocalGovernmentSeed(
                    f"local-{place.code}",
                    f"province-{province_code}",
                    f"{title_th}{place.name_th}",
                    f"{place.name_en} {title_en}",
                    f"{short}{place.name_th}",
                    province_code,
                    place.code,
                )
            )
    rng.shuffle(made)
    return made
