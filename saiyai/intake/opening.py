"""What a reporter's own receipt or code opens, while that one request runs. Nothing here can open for anybody else."""

import json

from saiyai.crypto.unseal import CannotOpen, open_envelope, read_stream, unwrap
from saiyai.intake import keys

__all__ = ["CannotOpen", "identity_key", "inner_key", "open_data", "read_upload"]


def inner_key(report, wrap, receipt) -> bytes:
    """The inner key of a report from the wrap to its reporter; raises CannotOpen."""
    info = keys.wrap_place(report.pk, report.generation, wrap.kind)
    return unwrap(wrap.key_sealed, receipt.seed, info=info)


def open_data(sealed, key, *, place) -> dict:
    """The facts that `keys.close_data` sealed; raises CannotOpen."""
    return json.loads(open_envelope(sealed, key, place=place))


def identity_key(report, code) -> bytes:
    """The identity key, by the consent code; raises CannotOpen."""
    return unwrap(report.identity_wrap_sealed, code.seed, info=keys.identity_place(report.pk))


def read_upload(upload) -> bytes:
    """A small file that just came in, as the request that brought it may read it."""
    with upload.sealed_path.open("rb") as file:
        return b"".join(read_stream(file, upload.key, upload.size))
