"""Files that are closed to, or opened with, age keys. Streams take constant memory: age works beside us, behind a pipe."""

import os
import threading
from contextlib import contextmanager
from hashlib import sha256

import pyrage
from pyrage import x25519


class NotOpened(ValueError):
    """The file cannot be opened: another key, a damaged or a cut file."""


def read_recipients(texts):
    """Public keys, `age1…`; a wrong one is a ValueError that names it."""
    found = []
    for text in texts:
        try:
            found.append(x25519.Recipient.from_str(text.strip()))
        except pyrage.RecipientError:
            raise ValueError(f"{text!r} is not a public key of age (age1…)") from None
    return found


def read_identities(text):
    """The secret keys in a file that `saiyai pair` or `age-keygen` wrote; comments begin with #."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        found = [x25519.Identity.from_str(line) for line in lines]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise ValueError("there is no secret key of age (AGE-SECRET-KEY-…) in this file")
    return found


def usable(text):
    """A public key as age writes it, from however it was pasted; ValueError where nothing can be sealed to it."""
    try:
        found = x25519.Recipient.from_str("".join(text.split()).lower())
        pyrage.encrypt(b"", [found])
    except pyrage.RecipientError:
        raise ValueError("this is not a public key of age (age1…)") from None
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":  # what age says to a point that keeps no secret
            raise
        raise ValueError("nothing can be sealed to this key") from None
    return str(found)


def is_secret(text):
    """Whether this is what must never be sent to anybody."""
    return "AGE-SECRET-KEY-" in text.upper()


def fingerprint(public):
    """Twenty letters to read aloud. The receiver finds the same by `printf %s age1… | sha256sum`."""
    digest = sha256(public.encode()).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, 20, 4))


def sealed_to(content, public):
    """A whole file, closed to one public key."""
    return pyrage.encrypt(content, read_recipients([public]))


def new_pair():
    """A new key pair: (what goes into the file of the secret key, the public key)."""
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    return f"# public key: {public}\n{identity}\n", public


@contextmanager
def closing(file, recipients):
    """A stream to write into; what is written arrives in `file`, closed to the recipients."""
    read, write = os.pipe()
    inlet, outlet = os.fdopen(read, "rb"), os.fdopen(write, "wb")
    worker = _Worker(lambda: pyrage.encrypt_io(inlet, file, recipients), [inlet])
    try:
        with outlet:
            yield outlet
    finally:
        worker.finish()


@contextmanager
def opening(file, identities):
    """A stream to read what `file` holds. What was read counts only once the block has ended without NotOpened."""
    read, write = os.pipe()
    inlet, outlet = os.fdopen(read, "rb"), os.fdopen(write, "wb")
    worker = _Worker(lambda: pyrage.decrypt_io(file, outlet, identities), [outlet])
    try:
        with inlet:
            yield inlet
            while inlet.read(1 << 20):  # to the very end: only there age can say that nothing was cut off
                pass
    finally:
        worker.finish()


class _Worker(threading.Thread):
    def __init__(self, work, ends):
        super().__init__(daemon=True)
        self.work, self.ends, self.problem = work, ends, None
        self.start()

    def run(self):
        try:
            self.work()
        except BaseException as problem:  # told to who waits
            self.problem = problem
        finally:
            for end in self.ends:
                try:
                    end.close()
                except BrokenPipeError:
                    pass

    def finish(self):
        self.join()
        # In the middle of a stream age says OSError without a number; the disk's own errors have one.
        of_age = isinstance(self.problem, OSError) and self.problem.errno is None
        if of_age or isinstance(self.problem, pyrage.DecryptError | pyrage.EncryptError):
            raise NotOpened(f"it cannot be opened with this key, or is damaged ({self.problem})") from None
        if self.problem is not None and not isinstance(self.problem, BrokenPipeError):
            raise self.problem
