"""Random tokens for private links and cards. The table holds their digest only."""

import hashlib
import secrets


def new_token() -> str:
    """192 random bits, safe in an address."""
    return secrets.token_urlsafe(24)


def token_digest(token: str) -> str:
    """SHA-256 in hex: the token is random, so a plain digest tells nothing of it."""
    return hashlib.sha256(token.encode()).hexdigest()
