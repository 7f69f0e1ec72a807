"""The file: pieces of tables, then the sealed documents, then the manifest that says what must have been there."""

import hashlib
import io
import json
import os
import tarfile
from dataclasses import dataclass, field

FORMAT = 1
MANIFEST = "manifest.json"
PIECE = 4 << 20  # bytes of a table in one member; a table of any length needs no more memory than this
LARGEST = 256 << 20  # bytes of a member that is read into memory: a piece with one very long line


class Damaged(ValueError):
    """What was read is not what was written."""


@dataclass
class Content:
    """What an archive holds: {table: {"columns", "rows", "digest"}} and the same of the files."""

    tables: dict = field(default_factory=dict)
    files: dict = field(default_factory=lambda: {"count": 0, "bytes": 0, "digest": hashlib.sha256().hexdigest()})

    def as_dict(self):
        return {"tables": self.tables, "files": self.files}


class _Out:
    """A stream that cannot go back, as tarfile likes it."""

    def __init__(self, stream):
        self.write, self.tell = stream.write, lambda: 0


class Writer:
    """Puts tables and files into a stream, and at the end the manifest."""

    def __init__(self, stream):
        # Not mode "w|": its stream would write once more when it is thrown away after a failure.
        self.tar = tarfile.TarFile(fileobj=_Out(stream), mode="w", format=tarfile.PAX_FORMAT)
        self.content, self._files = Content(), hashlib.sha256()

    def table(self, label, columns, lines):
        digest, rows, piece, size, number = hashlib.sha256(), 0, [], 0, 0
        for line in lines:
            line = line.encode()
            digest.update(line)
            piece.append(line)
            rows, size = rows + 1, size + len(line)
            if size >= PIECE:
                self._add(f"tables/{label}/{number:06}", b"".join(piece))
                piece, size, number = [], 0, number + 1
        if piece:
            self._add(f"tables/{label}/{number:06}", b"".join(piece))
        self.content.tables[label] = {"columns": columns, "rows": rows, "digest": digest.hexdigest()}

    def file(self, name, path):
        """A file of the disk; one that was taken away meanwhile is left out. Returns whether it was there."""
        try:
            opened = path.open("rb")
        except FileNotFoundError:
            return False
        with opened as file:
            member, passing = tarfile.TarInfo(f"files/{name}"), Passing(file)
            member.size = os.fstat(file.fileno()).st_size
            self.tar.addfile(member, passing)
        self._files.update(_line_of(name, passing))
        about = self.content.files
        about.update(count=about["count"] + 1, bytes=about["bytes"] + member.size, digest=self._files.hexdigest())
        return True

    def finish(self, about):
        self._add(MANIFEST, json.dumps({"format": FORMAT, **about, **self.content.as_dict()}, indent=1).encode())
        self.tar.close()

    def _add(self, name, content):
        member = tarfile.TarInfo(name)
        member.size = len(content)
        self.tar.addfile(member, io.BytesIO(content))


class Passing:
    """A file that is read once, with the digest of what passed."""

    def __init__(self, file):
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size=-1):
        piece = self.file.read(size)
        self.digest.update(piece)
        return piece

    def to_end(self):
        while self.read(PIECE):
            pass


def _line_of(name, passing):
    return f"{name} {passing.digest.hexdigest()}\n".encode()


def read(stream, on_lines=None, on_file=None):
    """Read a stream to its end, hand on what is in it, and return the manifest if all of it was there.

    `on_lines(table, [lines])`, `on_file(name, stream)`. Anything else than what was written is Damaged.
    """
    seen = _Seen(on_lines, on_file)
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                # A sparse file is small on the way and fills the disk or the memory that it is unpacked into.
                if seen.manifest is not None or not member.isreg() or member.issparse():
                    raise Damaged(f"{member.name} does not belong into a backup")
                if member.size > LARGEST and not member.name.startswith("files/"):
                    raise Damaged(f"{member.name} is larger than any that was written")
                seen.take(member.name, tar.extractfile(member))
    except (tarfile.TarError, EOFError, json.JSONDecodeError, UnicodeError, RecursionError) as problem:
        raise Damaged(f"the archive cannot be read: {problem}") from None
    seen.compare()
    return seen.manifest


def _manifest(about):
    """The manifest, if it says what is asked of it."""
    if isinstance(about, dict) and about.get("format") != FORMAT:
        raise Damaged(f"it has format {about.get('format')}; this release reads format {FORMAT}")
    shapes = {"columns": list, "rows": int, "digest": str}
    tables, files = (about.get(name) if isinstance(about, dict) else None for name in ("tables", "files"))
    if not _fits(files, {"count": int, "digest": str}) or not isinstance(tables, dict):
        raise Damaged("its manifest does not say what it holds")
    if not all(_fits(table, shapes) for table in tables.values()):
        raise Damaged("its manifest does not say what it holds")
    return about


def _fits(part, shapes):
    return isinstance(part, dict) and all(isinstance(part.get(name), kind) for name, kind in shapes.items())


class _Seen:
    """What came by while an archive was read."""

    def __init__(self, on_lines, on_file):
        self.on_lines, self.on_file, self.manifest = on_lines, on_file, None
        self.rows, self.digests = {}, {}
        self.count, self.files = 0, hashlib.sha256()

    def take(self, member, stream):
        kind, _, name = member.partition("/")
        if member == MANIFEST:
            self.manifest = _manifest(json.loads(stream.read()))
        elif kind == "tables":
            self._table(name.partition("/")[0], stream.read())
        elif kind == "files":
            self._file(name, Passing(stream))
        else:
            raise Damaged(f"{member} does not belong into a backup")

    def _table(self, label, content):
        lines = content.splitlines()
        self.digests.setdefault(label, hashlib.sha256()).update(content)
        self.rows[label] = self.rows.get(label, 0) + len(lines)
        if self.on_lines:
            self.on_lines(label, lines)

    def _file(self, name, passing):
        if self.on_file:
            self.on_file(name, passing)
        passing.to_end()
        self.files.update(_line_of(name, passing))
        self.count += 1

    def compare(self):
        """Damaged unless all that the manifest names came by, and nothing else."""
        about, empty = self.manifest, hashlib.sha256()
        if about is None:
            raise Damaged("its end is missing")
        for label, table in about["tables"].items():
            digest = self.digests.get(label, empty).hexdigest()
            if (self.rows.get(label, 0), digest) != (table["rows"], table["digest"]):
                raise Damaged(f"table {label} is not as it was written")
        if self.rows.keys() - about["tables"].keys():
            raise Damaged("it holds tables that were not written")
        if (self.count, self.files.hexdigest()) != (about["files"]["count"], about["files"]["digest"]):
            raise Damaged("a document is missing or changed")
