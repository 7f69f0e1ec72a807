"""Sealed files: refused when frames were moved, exchanged or put in their place; a second library opens them as well."""

import io
import os
import tempfile
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from nacl import bindings

from saiyai.crypto import streams
from saiyai.crypto.unseal import CannotOpen, is_whole, read_stream


def sealed(content, *, step=50_000, like=None):
    """(the sealed bytes, their writer); `like` gives it the key of another."""
    with tempfile.TemporaryFile() as file:
        writer = streams.SealingWriter(file)
        if like:
            writer.key, writer._cipher = like.key, ChaCha20Poly1305(like.key)
        for at in range(0, len(content), step):
            writer.write(content[at : at + step])
        writer.finish()
        file.seek(0)
        return file.read(), writer


@pytest.mark.parametrize("length", [0, 1, 16_384, 65_535, 65_536, 65_537, 131_072, 1_100_000])
def test_libsodium_opens_what_was_sealed(length):
    """Another program that was written by others, with the nonces spelled out here."""
    content = os.urandom(length)
    there, writer = sealed(content)
    frames = [there[at : at + 65_552] for at in range(4, len(there), 65_552)]
    opened = b"".join(
        bindings.crypto_aead_chacha20poly1305_ietf_decrypt(
            frame, b"SYF2", n.to_bytes(11, "big") + (b"\1" if frame is frames[-1] else b"\0"), writer.key
        )
        for n, frame in enumerate(frames)
    )
    assert opened.startswith(content) and not opened[length:].strip(b"\0")
    assert writer.plain_hash == sha256(content).hexdigest() and len(there) == streams.sealed_size(length)


def test_however_a_file_was_cut_into_pieces_it_comes_back():
    content = os.urandom(700_000)
    for step in (5_000, 65_479, 65_536, 65_537, 300_001, 900_000):
        there, writer = sealed(content, step=step)
        assert is_whole(io.BytesIO(there), writer.key, len(content), sha256(content).hexdigest())
        assert b"".join(read_stream(io.BytesIO(there), writer.key, len(content))) == content


def test_the_key_of_a_file_closes_no_other():
    assert len({sealed(b"same")[1].key for _n in range(20)}) == 20


def test_another_version_or_length_is_refused():
    there, writer = sealed(b"x" * 100_000)
    for wrong in (b"", there[:3], b"SYF1" + there[4:], b"SYF3" + there[4:], there[:4]):
        with pytest.raises(CannotOpen):
            list(read_stream(io.BytesIO(wrong), writer.key, writer.length))
    with pytest.raises(CannotOpen, match="shorter"):
        list(read_stream(io.BytesIO(there), writer.key, 200_000))


def test_frames_that_changed_places_or_came_from_elsewhere_are_refused():
    there, writer = sealed(os.urandom(200_000))
    told = (writer.key, writer.length, writer.plain_hash)
    assert is_whole(io.BytesIO(there), *told)
    head, frame = len(streams.MAGIC), streams.FRAME + streams.TAIL
    first, second = there[head : head + frame], there[head + frame : head + 2 * frame]
    rest = there[head + 2 * frame :]
    foreign, _other = sealed(os.urandom(200_000), like=writer)
    for wrong in (
        there[:head] + second + first + rest,
        there[:head] + first + first + rest,
        there[:head] + first + rest,
        there[:head] + foreign[head:],
        there[:head] + foreign[head : head + frame] + second + rest,
    ):
        assert not is_whole(io.BytesIO(wrong), *told)


def test_what_somebody_with_the_key_put_in_its_place_is_refused():
    """An officer who may read has the key of a file; what came in is told by its hash in the sealed list."""
    _there, writer = sealed(b"what came in" * 1000)
    forged, other = sealed(b"what was put" * 1000, like=writer)
    assert b"".join(read_stream(io.BytesIO(forged), writer.key, other.length)) == b"what was put" * 1000
    assert not is_whole(io.BytesIO(forged), writer.key, writer.length, writer.plain_hash)
