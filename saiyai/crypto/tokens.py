"""Random tokens for private links. The table holds their digest only: a stolen copy opens none of them.

The code of a card is no such secret (membership/rules/cards.py): it is printed, shown to whoever asks, and opens only
what the holder agreed to show; and it is kept in clear, because a card is printed again with the same code.
"""

import hashlib
import secrets


def new_token() -> str:
    """192 random bits, safe in an address."""
    return secrets.token_urlsafe(24)


def token_digest(token: str) -> str:
    """SHA-256 in hex: the token is random, so a plain digest tells nothing of it."""
    return hashlib.sha256(token.encode()).hexdigest()
