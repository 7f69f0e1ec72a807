"""Codes that a person carries: digits, in groups of four, with a check digit at the end.

24 random digits are 79.7 bits (receipts), 20 are 66.4 (consent codes). The check digit is Damm's (2004): it finds every
single wrong digit and every two neighbours that changed places, so that a page can say "a digit is mistyped" without
asking any table.
"""

import secrets
import unicodedata

RECEIPT, CONSENT, DRAFT = 24, 20, 12  # random digits; one check digit follows
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
BETWEEN = {"Zs", "Zl", "Zp", "Pd", "Cf", "Cc"}  # spaces, dashes, and what nobody sees: it comes along where one copies
_TABLE = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


class Mistyped(ValueError):
    """Not such a code. `why` is "letters", "short", "long" or "digit"."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


def check_digit(digits: str) -> str:
    """Damm's check digit of a row of digits."""
    interim = 0
    for digit in digits:
        interim = int(_TABLE[interim][int(digit)])
    return str(interim)


def new_code(length: int) -> str:
    """`length` random digits and their check digit."""
    digits = "".join(secrets.choice("0123456789") for _ in range(length))
    return digits + check_digit(digits)


def read(typed: str, length: int) -> str:
    """The code that somebody typed, with spaces, dashes or Thai digits or without; raises Mistyped."""
    digits = "".join(one for one in typed[:200] if one not in ".\u2212" and unicodedata.category(one) not in BETWEEN)
    digits = digits.translate(THAI_DIGITS)
    if digits and not (digits.isascii() and digits.isdigit()):
        raise Mistyped("letters")
    if len(digits) != length + 1:
        raise Mistyped("short" if len(digits) <= length else "long")
    if check_digit(digits[:-1]) != digits[-1]:
        raise Mistyped("digit")
    return digits


def shown(code: str) -> str:
    """In groups of four, the check digit by itself."""
    body, check = code[:-1], code[-1]
    return " ".join([*(body[at : at + 4] for at in range(0, len(body), 4)), check])
