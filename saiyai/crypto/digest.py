"""One-way digests: keyed, so that a stolen table cannot be searched by trying every number."""

import hashlib
import hmac

from saiyai.crypto import keys


def keyed_digest(text: str, *, purpose: str) -> str:
    """HMAC-SHA256 in hex; "" for "". Equal texts have equal digests within a purpose, and only there."""
    if not text:
        return ""
    return hmac.new(keys.subkey(f"digest:{purpose}"), text.encode(), hashlib.sha256).hexdigest()
