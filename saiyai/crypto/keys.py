"""Where the keys lie, and one sub-key a purpose.

The master key is 32 random bytes in `master.key` (hex), the pepper of receipts and passphrases 32 in `pepper.key`, the
signing key of the trail an Ed25519 key in `trail.pem`; all in `settings.KEYS_DIR`, readable by the service alone, and never in the database or its backup.
Sub-keys are drawn by HKDF-SHA256 (RFC 5869) with the purpose as `info`, so that a text sealed for one purpose
cannot be opened as another.
"""

import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class KeyMissing(RuntimeError):
    """A key file is not there. The message says which and what to do."""


def _write_once(path: Path, content: bytes) -> None:
    """Create the file with mode 0600; lose the race quietly if another process was first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(whole, path)  # unlike rename, fails when the key exists: a key is never replaced
    except FileExistsError:
        return
    finally:
        whole.unlink()


def create_missing() -> list[Path]:
    """Make the keys that are not there yet; returns what was made."""
    made = []
    if settings.DEMO and not master_path().exists():
        _write_once(demo_mark(), b"made for the demo\n")
    for path, content in (
        (master_path(), lambda: secrets.token_bytes(32).hex().encode()),
        (trail_path(), _new_signing_key),
        (secret_path(), lambda: secrets.token_urlsafe(48).encode()),
        (pepper_path(), lambda: secrets.token_bytes(32).hex().encode()),
    ):
        if not path.exists():
            _write_once(path, content())
            made.append(path)
    return made


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def master_path() -> Path:
    return Path(settings.KEYS_DIR) / "master.key"


def trail_path() -> Path:
    return Path(settings.KEYS_DIR) / "trail.pem"


def secret_path() -> Path:
    return Path(settings.KEYS_DIR) / "web.secret"


def demo_mark() -> Path:
    """Says that the keys beside it were made for a demo. In no backup of the keys."""
    return Path(settings.KEYS_DIR) / ".demo"


def pepper_path() -> Path:
    return Path(settings.KEYS_DIR) / "pepper.key"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise KeyMissing(f"{path} is missing: restore it from your key backup, or run `saiyai doctor`") from None


def _hex(path) -> bytes:
    try:
        key = bytes.fromhex(_read(path).decode().strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise KeyMissing(f"{path} must hold 64 hexadecimal letters")
    return key


@cache
def _master() -> bytes:
    return _hex(master_path())


@cache
def pepper() -> bytes:
    """What goes into every derivation from a receipt, consent code or passphrase. Lost, none of them works any more."""
    return _hex(pepper_path())


def pepper_subkey(purpose: str) -> bytes:
    """32 bytes for this purpose, drawn from the pepper."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(pepper())


@cache
def subkey(purpose: str) -> bytes:
    """32 bytes for this purpose, always the same for the same master key."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(_master())


@cache
def signing_key() -> Ed25519PrivateKey:
    """The Ed25519 key that signs the head of the trail."""
    key = serialization.load_pem_private_key(_read(trail_path()), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyMissing(f"{trail_path()} must hold an Ed25519 key")
    return key


def forget() -> None:
    """Drop what is held in memory, so that changed key files are read again."""
    _master.cache_clear()
    pepper.cache_clear()
    subkey.cache_clear()
    signing_key.cache_clear()
