"""The code of a card: long enough that nobody guesses one, written so that a person can type it."""

import secrets

from saiyai.thai.digits import to_arabic

# No I, L, O, U: what is read as 1 or 0 is taken for it, and no word comes out by chance.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20  # 100 random bits
GROUP = 4
_READ_AS = str.maketrans("OIL", "011")


def new_code() -> str:
    """A fresh code."""
    return "".join(LETTERS[byte % len(LETTERS)] for byte in secrets.token_bytes(LENGTH))  # 256 is eight times 32


def in_groups(code: str) -> str:
    """As it is printed: K7QM 2XRT …"""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """The code that was meant: without spaces and dashes, in capitals. A code of another shape only loses its spaces."""
    bare = "".join(typed.split())
    read = to_arabic(bare).replace("-", "").upper().translate(_READ_AS)
    return read if len(read) == LENGTH and set(read) <= set(LETTERS) else bare
