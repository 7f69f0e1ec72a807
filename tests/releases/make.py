"""Keep the example site of a release, so that later releases are tried on what it wrote.

With the code of that release:

    saiyai demo --people 30 --applications 4
    saiyai pair identity; saiyai backup site.age --to age1…; saiyai backup keys.age --keys --to age1…

and then here: `python -m tests.releases.make NAME site.age keys.age identity`. The two archives are kept unencrypted: the
site is invented, and its keys open nothing else. Encrypted they would not shrink.
"""

import lzma
import sys
from pathlib import Path

from saiyai.crypto import age

HERE = Path(__file__).parent


def plain(path, identity):
    """What an encrypted file holds."""
    with open(path, "rb") as file, age.opening(file, age.read_identities(Path(identity).read_text())) as stream:
        return stream.read()


def main(name, site, keys, identity):
    folder = HERE / name
    folder.mkdir(parents=True, exist_ok=True)
    for kept, path in (("site", site), ("keys", keys)):
        packed = lzma.compress(plain(path, identity), preset=9 | lzma.PRESET_EXTREME)
        (folder / f"{kept}.tar.xz").write_bytes(packed)


if __name__ == "__main__":
    main(*sys.argv[1:])
