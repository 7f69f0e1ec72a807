"""Telephone numbers as people in Thailand write them: mobile, landline, hotline, with extension or a run of lines.

Source: the numbering plan of the NBTC: 02 + 7 digits, 03 04 05 07 + 7 digits, 06 08 09 + 8 digits, 1xxx and 1xx
hotlines, 1800 freephone; +66 stands for the leading 0.
"""

import re
from dataclasses import dataclass, field

from saiyai.thai.digits import to_arabic
from saiyai.thai.messages import gettext_noop
from saiyai.thai.text import tidy

MESSAGES = {
    "empty": gettext_noop("Please enter a telephone number."),
    "letters": gettext_noop(
        "This is not a telephone number. Please type digits, and the extension after “ต่อ” or “ext.”"
    ),
    "too_short": gettext_noop("The number is too short: %(given)s digits. A mobile number has 10, a landline 9."),
    "too_long": gettext_noop("The number is too long: %(given)s digits. A mobile number has 10, a landline 9."),
    "unknown_prefix": gettext_noop("No Thai number begins with %(prefix)s. Please check the first digits."),
}
_EXTENSION = re.compile(r"^(.*?)\s*(?:ต่อ|ext\.?|extension|#)\s*([0-9][0-9,/ -]*)$", re.IGNORECASE)
_LABEL = re.compile(r"^(?:โทรศัพท์|โทร\.?|สายด่วน|มือถือ|tel\.?|phone|mobile)\s*:?\s*", re.IGNORECASE)
_RUN = re.compile(r"^(.*?[0-9])\s*[-–]\s*([0-9]{1,2})$")
_HOTLINE = re.compile(r"1[0-9]{2,3}")


@dataclass(frozen=True, slots=True)
class PhoneCheck:
    """What is known of a typed number; `normal` is the form to compare by: E.164, or the digits of a hotline."""

    ok: bool
    normal: str = ""
    kind: str = ""  # mobile, landline, hotline, freephone, foreign
    extension: str = ""
    run: str = ""  # "80" of 0 2502 6670-80: the last line of a run of numbers
    code: str = ""
    message: str = ""
    params: dict[str, str] = field(default_factory=dict)


def _wrong(code: str, **params: str) -> PhoneCheck:
    return PhoneCheck(False, code=code, message=MESSAGES[code], params=params)


def _national(digits: str) -> PhoneCheck | tuple[str, str]:
    """(normal form, kind) of digits written inside Thailand, or what is wrong."""
    if _HOTLINE.fullmatch(digits):
        return digits, "hotline"
    if digits.startswith("1800"):
        if len(digits) == 10:
            return digits, "freephone"
        return _wrong("too_short" if len(digits) < 10 else "too_long", given=str(len(digits)))
    if len(digits) < 9:
        return _wrong("too_short", given=str(len(digits)))
    if len(digits) > 10:
        return _wrong("too_long", given=str(len(digits)))
    if not re.match("0[2-9]", digits):
        return _wrong("unknown_prefix", prefix=digits[:2])
    mobile = digits[1] in "689"
    if len(digits) != (10 if mobile else 9):
        return _wrong("too_short" if mobile else "too_long", given=str(len(digits)))
    return "+66" + digits[1:], "mobile" if mobile else "landline"


def _parts(text: str) -> tuple[str, str, str]:
    """The number, its extension, and the end of a run of lines."""
    number = _LABEL.sub("", to_arabic(tidy(text)))
    extension = run = ""
    if found := _EXTENSION.match(number):
        number, extension = found.group(1), re.sub(r"\s", "", found.group(2)).strip(",/-")
    if (found := _RUN.match(number)) and len(re.sub("[^0-9]", "", found.group(1))) in (9, 10):
        number, run = found.groups()
    return number, extension, run


def check_phone(text: str) -> PhoneCheck:
    """Reads a number with spaces, dashes, dots, brackets, Thai digits, +66, an extension or a run of lines."""
    number, extension, run = _parts(text)
    plain = re.sub(r"[\s().‐-―−/-]", "", number)
    if not plain:
        return _wrong("letters" if text.strip() else "empty")
    if not re.fullmatch(r"\+?[0-9]+", plain):
        return _wrong("letters")
    if plain.startswith("00"):
        plain = "+" + plain.lstrip("0") if not plain.startswith("001") else "+" + plain[3:]
    if re.fullmatch("66[2-9][0-9]{7,8}", plain):
        plain = "+" + plain
    if plain.startswith("+66"):
        plain = "0" + plain[3:].lstrip("0")
    if plain.startswith("+"):
        if not 8 <= len(plain) - 1 <= 15:
            return _wrong("too_short" if len(plain) < 9 else "too_long", given=str(len(plain) - 1))
        return PhoneCheck(True, plain, "foreign", extension, run)
    found = _national(plain)
    return found if isinstance(found, PhoneCheck) else PhoneCheck(True, found[0], found[1], extension, run)


def normal_form(text: str) -> str:
    """The form to compare two numbers by, without the extension; empty when the text is no number."""
    return check_phone(text).normal


def format_phone(text: str, language: str = "th") -> str:
    """`081-234-5678`, `02-502-6670 ต่อ 1900`, `043-239-092`, `1206`; what cannot be read comes back unchanged."""
    found = check_phone(text)
    if not found.ok:
        return text
    digits = found.normal
    if digits.startswith("+66"):
        digits = "0" + digits[3:]
        cut = 2 if digits.startswith("02") else 3
        digits = f"{digits[:cut]}-{digits[cut : cut + 3]}-{digits[cut + 3 :]}"
    elif found.kind == "freephone":
        digits = f"{digits[:4]}-{digits[4:7]}-{digits[7:]}"
    run = f"-{found.run}" if found.run else ""
    mark = "ext." if language == "en" else "ต่อ"
    return f"{digits}{run} {mark} {found.extension}" if found.extension else f"{digits}{run}"
