"""People who do not exist: any number of them, the same for the same seed, one after the other in constant memory.

Nothing here is meant to reach or name a real person:

- *names* join an everyday given name with an invented family name; no pair comes twice before all are used up;
- *national numbers* pass the checksum, but carry 0000 where the office that issued a number stands (places 2–5).
  Province codes run from 10 to 96, so no office ever issued one;
- *telephones* begin with 060 and have ten digits. Mobile numbers begin with 06, 08 and 09, and the southern
  land lines from 073 on have nine digits (as far as we know; no block is reserved for fiction in Thailand);
- *e-mail addresses* end in ``.example``, which RFC 2606 keeps out of the Internet for good.
"""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from math import isqrt
from random import Random
from typing import NamedTuple

from saiyai.demo.seed import FamilyNameSeed, GivenNameSeed, family_names, given_names

MOST = 10_000_000  # seven free places in a national number and in a telephone number
BORN_FROM, BORN_TO = date(1955, 1, 1), date(2003, 12, 31)
NEW_NUMBERS = date(1984, 1, 1)  # births registered from then on have numbers of category 1, earlier ones 3
DOMAINS = ("office.example", "province.example", "tambon.example", "campus.example", "service.example", "mail.example")

# Each list has 64 places, so that six bits pick one.
MEN = ("นาย",) * 54 + ("ว่าที่ร้อยตรี",) * 3 + ("ดร.",) * 2 + (
    "ร้อยตำรวจเอก", "พันตำรวจโท", "จ่าสิบเอก", "นายแพทย์", "ผศ. ดร.")  # fmt: skip
WOMEN = ("นางสาว",) * 31 + ("นาง",) * 26 + ("ดร.",) * 2 + (
    "ว่าที่ร้อยตรีหญิง", "พันตำรวจโทหญิง", "แพทย์หญิง", "ทันตแพทย์หญิง", "ผศ. ดร.")  # fmt: skip
TITLES = {"m": MEN, "f": WOMEN, "x": MEN[:32] + WOMEN[:16] + WOMEN[-16:]}


class PersonSeed(NamedTuple):
    """An invented adult."""

    title: str
    given: str
    family: str
    given_en: str
    family_en: str
    born_on: date
    national_id: str
    phone: str
    email: str


def check_digit(twelve: str) -> str:
    """The thirteenth digit of a Thai national number."""
    return str((11 - sum(int(digit) * (13 - place) for place, digit in enumerate(twelve)) % 11) % 10)


def shuffled(size: int, rng: Random) -> Callable[[int], int]:
    """A permutation of ``range(size)`` that never holds it in memory: a Feistel network with walked cycles."""
    wide = isqrt(size) + 1
    high = -(-size // wide)
    rounds = [([rng.randrange(high) for _ in range(wide)], [rng.randrange(wide) for _ in range(high)]) for _ in "123"]

    def place(index: int) -> int:
        while True:
            left, right = divmod(index, wide)
            for by_right, by_left in rounds:
                left = (left + by_right[right]) % high
                right = (right + by_left[left]) % wide
            index = left * wide + right
            if index < size:
                return index

    return place


class _Names:
    """All pairs of a given and a family name that fit together, numbered from 0."""

    def __init__(self) -> None:
        def given(origin: str) -> list[GivenNameSeed]:
            return [name for name in given_names() if name.origin == origin]

        def family(origin: str) -> list[FamilyNameSeed]:
            return [name for name in family_names() if name.origin == origin]

        # Malay given names meet both kinds of family name, Thai ones only Thai: as in the southern provinces.
        self.blocks = [
            (given("thai"), family("thai")),
            (given("malay"), family("malay")),
            (given("malay"), family("thai")[::4]),
        ]
        self.total = sum(len(firsts) * len(lasts) for firsts, lasts in self.blocks)

    def pair(self, number: int) -> tuple[GivenNameSeed, FamilyNameSeed]:
        for firsts, lasts in self.blocks:
            size = len(firsts) * len(lasts)
            if number < size:
                return firsts[number // len(lasts)], lasts[number % len(lasts)]
            number -= size
        raise IndexError(number)


def different_names() -> int:
    """How many people have names that no other has; beyond it names repeat, as in life."""
    return _Names().total


def people(n: int, seed: int = 0) -> Iterator[PersonSeed]:
    """``n`` invented people; the first ones are the same however many are asked for."""
    if not 0 <= n <= MOST:
        raise ValueError(f"between 0 and {MOST:,} people can be made, not {n:,}")
    return islice(_everyone(seed), n)


def _everyone(seed: int) -> Iterator[PersonSeed]:
    rng = Random(f"saiyai people {seed}")
    names = _Names()
    name_of, number_of, phone_of = shuffled(names.total, rng), shuffled(MOST, rng), shuffled(MOST, rng)
    first_day, days = BORN_FROM.toordinal(), BORN_TO.toordinal() - BORN_FROM.toordinal() + 1
    for index in range(MOST):
        again, place = divmod(index, names.total)
        first, last = names.pair(name_of(place))
        chance = rng.getrandbits(40)
        born_on = date.fromordinal(first_day + (chance >> 10) % days)
        twelve = f"{1 if born_on >= NEW_NUMBERS else 3}0000{number_of(index):07d}"
        mailbox = f"{first.name_en}.{last.name_en}{again or ''}".lower()
        yield PersonSeed(
            TITLES[first.usual][chance & 63],
            first.name_th,
            last.name_th,
            first.name_en,
            last.name_en,
            born_on,
            twelve + check_digit(twelve),
            f"060{phone_of(index):07d}",
            f"{mailbox}@{DOMAINS[(chance >> 6) % len(DOMAINS)]}",
        )
