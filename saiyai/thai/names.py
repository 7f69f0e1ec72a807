"""Names of people: titles as suggestions, spacing as Thai writes it, and what is wrong with a typed name.

A title is free text. Whatever is suggested here may be refused by the person whose name it is: นายก may be a post, and
a name may begin like a title. Nothing infers gender. A name may be one word; a monk's ฉายา stands where a family name
would. Sources: the Royal Institute's rules of spacing and its list of abbreviations of ranks.
"""

import re
import unicodedata
from dataclasses import dataclass

from saiyai.thai.messages import gettext_noop
from saiyai.thai.text import tidy
from saiyai.thai.titles import ABBREVIATIONS, ATTACHABLE, CIVIL_STYLES, FULL_TITLES, RANKS, TITLES

__all__ = ["LIMIT", "MESSAGES", "TITLES", "Name", "clean", "full_name", "problems", "split", "split_title"]

LIMIT = 120  # letters in one part of a name; the longest registered Thai names stay well below
MESSAGES = {
    "empty": gettext_noop("Please enter the name."),
    "too_long": gettext_noop("This is too long for a name. Please use at most %(limit)s letters."),
    "control": gettext_noop("The name holds invisible characters. They may come from copying; please type it again."),
    "digits": gettext_noop("A name has no digits. Please check it."),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its three parts; title and family may be empty."""

    title: str
    given: str
    family: str = ""

    @property
    def full(self) -> str:
        """The whole name, spaced as Thai writes it."""
        return full_name(self.title, self.given, self.family)


def clean(text: str) -> str:
    """A typed name in one spelling: invisible characters out, single spaces, NFC, Thai marks in order."""
    return tidy(text)


def problems(text: str, limit: int = LIMIT) -> list[str]:
    """Codes of what is wrong with one typed part of a name; look them up in MESSAGES."""
    found = []
    if not clean(text):
        found.append("empty")
    if len(clean(text)) > limit:
        found.append("too_long")
    if any(unicodedata.category(char) in ("Cc", "Cs", "Co") for char in text.strip()):
        found.append("control")
    if any(char.isdigit() for char in text):
        found.append("digits")
    return found


def _pattern_of(short: str) -> str:
    parts = [part for part in short.split(".") if part]
    if len(parts) == 1 and not short.endswith("."):
        return re.escape(short)
    body = r"\.\s?".join(re.escape(part).replace(r"\ ", r"\s?") for part in parts)
    return rf"{body}(?:\.|(?=\s))"


_DEPENDENT = "ะ-ฺ็-๎"  # nothing that a word of its own could begin with
_SHORT = re.compile("|".join(f"(?P<s{n}>{_pattern_of(short)})" for n, short in enumerate(ABBREVIATIONS)), re.IGNORECASE)
_FULL = re.compile("|".join(re.escape(title) for title in FULL_TITLES), re.IGNORECASE)
_RANK_SUFFIX = re.compile(r"\s?(?:\(พิเศษ\)|หญิง(?=\s)|หญิง(?=[ก-ฮเ-ไ]{2}))")
_POSTS = re.compile(r"ก(?:รัฐมนตรี|เทศมนตรี|เมือง|องค์การ|สมาคม|สภา|อบจ|อบต|\s|$)")  # นายก…, a post and no title


def _with_suffix(title: str, rest: str, strip: bool = True) -> tuple[str, str]:
    if title in RANKS and (suffix := _RANK_SUFFIX.match(rest)):
        title, rest = title + suffix.group().strip(), rest[suffix.end() :]
    return title, rest.strip() if strip else rest


def _next_title(text: str, first: bool) -> tuple[str, str]:
    """One title at the start of the text in its proper form, and what follows; ("", text) when there is none."""
    if found := _SHORT.match(text):
        title = ABBREVIATIONS[int((found.lastgroup or "s0")[1:])]
        rest = text[found.end() :]
        return _with_suffix(title, rest)
    if found := _FULL.match(text):
        title, rest = _with_suffix(found.group(), text[found.end() :], strip=False)
        spaced = rest[:1].isspace()
        word = rest.split()[0] if rest.split() else ""
        stands = spaced or (first and len(word) > 1 and (title in ATTACHABLE or title not in FULL_TITLES))
        if stands and not re.match(f"[{_DEPENDENT}]", word) and not (title == "นาย" and _POSTS.match(rest)):
            return title, rest.strip()
    return "", text


def split_title(text: str) -> tuple[str, str]:
    """A suggestion: the titles a name begins with, and the rest. Stacked titles come back with a space between.

    `พ.ต.ท. ดร.สมชาย ใจดี` gives `("พ.ต.ท. ดร.", "สมชาย ใจดี")`; a name that is nothing but titles is left whole.
    """
    whole = clean(text)
    titles: list[str] = []
    rest = whole
    while len(titles) < 5:
        title, after = _next_title(rest, first=not titles or titles[-1] == "ว่าที่")
        if not title or not after:
            break
        if titles and titles[-1] in CIVIL_STYLES and "." not in title:
            break  # someone called พลเอก: after นาย only abbreviations are titles
        titles.append(title)
        rest = after
    return " ".join(titles), rest


def split(text: str) -> Name:
    """A suggestion of title, given name and family name: the first word is given, all others family (ณ อยุธยา)."""
    title, rest = split_title(text)
    given, _, family = rest.partition(" ")
    return Name(title, given, family)


def full_name(title: str, given: str, family: str = "") -> str:
    """The whole name: a Thai title stands directly before the name (นายสมชาย ใจดี), a Latin one with a space."""
    title, name = clean(title), clean(f"{given} {family}")
    thai = "ก" <= title[-1:] <= "๛" or (title[-1:] in ".)" and any("ก" <= char <= "๛" for char in title))
    direct = thai and "ก" <= name[:1] <= "๛" and not title.endswith((".หญิง", ")"))
    joint = "" if direct else " "
    return f"{title}{joint}{name}".strip()
