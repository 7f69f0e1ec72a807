"""The 13 digits of a person and of a juristic person: checking, explaining, formatting, hiding.

Source: the check digit is (11 - sum(digit[i] * (13 - i), i = 0..11) mod 11) mod 10, as the Department of Provincial
Administration and the Department of Business Development use it; the third digit weighs 11, so a slip there is not
seen. A juristic person's number begins with 0. A person's begins with 1 to 8 by the kind of registration; another
first digit is unusual, so it warns and does not block.
"""

import re
from dataclasses import dataclass, field

from saiyai.thai.digits import to_arabic
from saiyai.thai.messages import gettext_noop
from saiyai.thai.text import tidy

LENGTH = 13
MESSAGES = {
    "empty": gettext_noop("Please enter the 13 digits."),
    "letters": gettext_noop("Only digits belong here, with spaces or dashes between them if you like."),
    "wrong_length": gettext_noop("The number has 13 digits; you typed %(given)s. Please check it against the card."),
    "wrong_check_digit": gettext_noop(
        "The last digit does not fit the twelve before it, so one digit is wrong or two have changed places."
        " Please check the number against the card."
    ),
    "not_juristic": gettext_noop(
        "The number of a juristic person begins with 0. This looks like the number of a natural person."
    ),
    "unusual_first_digit": gettext_noop(
        "A personal number seldom begins with %(digit)s. Please check the first digit."
    ),
}


@dataclass(frozen=True, slots=True)
class IdCheck:
    """What is known of a typed number: `code` and `message` when it is wrong, `warning` when it is only unusual."""

    ok: bool
    digits: str
    code: str = ""
    message: str = ""
    params: dict[str, str] = field(default_factory=dict)
    expected_check_digit: str = ""  # for officers' tools; telling it to the person typing would invite made-up numbers
    warning: str = ""


def check_digit(twelve: str) -> str:
    """The thirteenth digit that belongs to twelve."""
    total = sum(int(digit) * (LENGTH - index) for index, digit in enumerate(twelve[:12]))
    return str((11 - total % 11) % 10)


def _wrong(code: str, digits: str, expected: str = "", **params: str) -> IdCheck:
    return IdCheck(False, digits, code, MESSAGES[code], params, expected)


def _check(text: str) -> IdCheck:
    digits = re.sub(r"[\s.‐-―−-]", "", to_arabic(tidy(text)))
    if not digits:
        return _wrong("empty", "")
    if not re.fullmatch("[0-9]+", digits):
        return _wrong("letters", "")
    if len(digits) != LENGTH:
        return _wrong("wrong_length", digits, given=str(len(digits)))
    expected = check_digit(digits)
    if digits[-1] != expected:
        return _wrong("wrong_check_digit", digits, expected)
    return IdCheck(True, digits, expected_check_digit=expected)


def check_national_id(text: str) -> IdCheck:
    """Checks a personal number typed with or without spaces and dashes, in Arabic or Thai digits."""
    result = _check(text)
    if result.ok and result.digits[0] in "09":
        params = {"digit": result.digits[0]}
        warning = MESSAGES["unusual_first_digit"]
        return IdCheck(True, result.digits, params=params, expected_check_digit=result.digits[-1], warning=warning)
    return result


def check_juristic_id(text: str) -> IdCheck:
    """Checks the number of a juristic person: the same sum, and it begins with 0."""
    result = _check(text)
    if result.ok and result.digits[0] != "0":
        return _wrong("not_juristic", result.digits, result.expected_check_digit)
    return result


def _grouped(text: str, sizes: tuple[int, ...]) -> str:
    digits = to_arabic(re.sub(r"[\s-]", "", text))
    if len(digits) != LENGTH:
        return text
    ends = [sum(sizes[: n + 1]) for n in range(len(sizes))]
    return "-".join(digits[end - size : end] for end, size in zip(ends, sizes, strict=True))


def format_national_id(digits: str) -> str:
    """`1-1017-00203-45-0`; anything but 13 characters comes back as it is."""
    return _grouped(digits, (1, 4, 5, 2, 1))


def format_juristic_id(digits: str) -> str:
    """`0-10-5-536-11201-4`, the grouping on certificates of registration."""
    return _grouped(digits, (1, 2, 1, 3, 5, 1))


def mask_national_id(digits: str) -> str:
    """`x-xxxx-xxxxx-45-0`: the last three digits, enough to tell two people of one name apart."""
    plain = to_arabic(re.sub(r"[\s-]", "", digits))
    return format_national_id("x" * 10 + plain[-3:]) if len(plain) == LENGTH else "x" * len(plain)
