"""What is written is read again, and nothing else is taken for it."""

import io
import json
import tarfile
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from saiyai.audit.models import Event
from saiyai.backup import archive, leaving, queries, returning, rows
from saiyai.crypto import age
from saiyai.directory.models import Person
from saiyai.intake.models import IdentityGrant
from saiyai.notify.models import Letter

SECRET, PUBLIC = age.new_pair()
IDENTITIES, RECIPIENTS = age.read_identities(SECRET), age.read_recipients([PUBLIC])
TABLES = st.dictionaries(
    st.sampled_from(["audit.event", "directory.person", "jobs.job"]),
    st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=20).map(json.dumps), max_size=6),
    max_size=3,
)


def written(tables, files=(), recipients=RECIPIENTS, folder=None):
    """An archive in memory; `files` are paths."""
    file = io.BytesIO()
    with age.closing(file, recipients) as stream:
        writer = archive.Writer(stream)
        for label, lines in tables.items():
            writer.table(label, ["value"], [f"{line}\n" for line in lines])
        for path in files:
            writer.file(path.name, path)
        writer.finish({"made_on": "2026-11-23"})
    return file.getvalue()


def read(content, identities=IDENTITIES):
    tables, files = {}, {}
    with age.opening(io.BytesIO(content), identities) as stream:
        manifest = archive.read(
            stream,
            lambda label, lines: tables.setdefault(label, []).extend(line.decode() for line in lines),
            lambda name, file: files.update({name: file.read()}),
        )
    return manifest, tables, files


@given(tables=TABLES)
def test_tables_come_back(tables):
    manifest, found, _ = read(written(tables))
    assert found == {label: lines for label, lines in tables.items() if lines}
    assert {label: table["rows"] for label, table in manifest["tables"].items()} == {
        label: len(lines) for label, lines in tables.items()
    }


def test_files_come_back(tmp_path):
    for name, content in (("ก.pdf", b"\0\1" * 70_000), ("empty", b"")):
        (tmp_path / name).write_bytes(content)
    manifest, _, files = read(written({}, sorted(tmp_path.iterdir())))
    assert files == {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert manifest["files"]["count"] == 2


def test_a_long_table_is_cut_into_pieces(monkeypatch):
    monkeypatch.setattr(archive, "PIECE", 50)
    lines = [json.dumps("เขื่อน" * 3, ensure_ascii=False)] * 40
    assert read(written({"jobs.job": lines}))[1] == {"jobs.job": lines}


@given(share=st.floats(0, 1, exclude_max=True), cut=st.booleans())
def test_a_file_that_is_cut_or_changed_anywhere_is_refused(share, cut):
    whole = written({"jobs.job": ['"a"', '"b"']})
    at = int(share * len(whole))
    changed = whole[:at] if cut else whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    with pytest.raises((age.NotOpened, archive.Damaged)):
        read(changed)


def test_another_key_opens_nothing():
    with pytest.raises(age.NotOpened):
        read(written({}), age.read_identities(age.new_pair()[0]))


def rewritten(change):
    """An archive that is well closed, but whose members were changed before."""
    with age.opening(io.BytesIO(written({"jobs.job": ['"a"', '"b"']})), IDENTITIES) as stream:
        plain = stream.read()
    out, file = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(plain)) as old, tarfile.open(fileobj=out, mode="w") as new:
        for member in change([(one.name, old.extractfile(one).read()) for one in old]):
            about = tarfile.TarInfo(member[0])
            about.size = len(member[1])
            new.addfile(about, io.BytesIO(member[1]))
    with age.closing(file, RECIPIENTS) as stream:
        stream.write(out.getvalue())
    return file.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda members: members[1:],
        lambda members: members[:-1],
        lambda members: [(members[0][0], b'"a"\n'), *members[1:]],
        lambda members: [*members, ("files/late", b"")],
        lambda members: [("files/more", b"x"), *members],
        lambda members: [("tables/audit.event/000000", b"[]\n"), *members],
        lambda members: [("other/thing", b""), *members],
        lambda members: [members[0], (archive.MANIFEST, members[1][1].replace(b'"format": 1', b'"format": 9'))],
        lambda members: [members[0], (archive.MANIFEST, b"{")],
        lambda members: [members[0], (archive.MANIFEST, b"[]")],
        lambda members: [members[0], (archive.MANIFEST, b"\xff\xfe\xfd")],
        lambda members: [members[0], (archive.MANIFEST, b"[" * 100_000)],
        lambda members: [members[0], (archive.MANIFEST, b'{"format": 1}')],
        lambda members: [members[0], (archive.MANIFEST, b'{"format": 1, "tables": [], "files": {}}')],
        lambda members: [members[0], (archive.MANIFEST, members[1][1].replace(b'"rows": 2', b'"rows": "2"'))],
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(change):
    with pytest.raises(archive.Damaged):
        read(rewritten(change))


def test_unchanged_members_are_taken():
    assert read(rewritten(list))[1] == {"jobs.job": ['"a"', '"b"']}


@pytest.mark.parametrize("names", [returning.DOCUMENT, returning.KEY])
@pytest.mark.parametrize(
    "name",
    ["../out", "/etc/out", "a/../../out", "private/../../out", "keys/../../out", "keys/.profile", "keys/in/deeper",
     "private", "keys", "private/", "checkpoints.log/in", "other"],
)  # fmt: skip
def test_a_document_cannot_leave_its_folder(tmp_path, names, name):
    (tmp_path / "in").mkdir()
    with pytest.raises((archive.Damaged, OSError)):
        returning._place_in(tmp_path / "in", names)(name, io.BytesIO(b"x"))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_documents_and_keys_find_their_places(tmp_path):
    place = returning._place_in(tmp_path, returning.DOCUMENT)
    for name in ("private/documents/ก.bin", "checkpoints.log"):
        place(name, io.BytesIO(b"x"))
    returning._place_in(tmp_path, returning.KEY)("keys/master.key", io.BytesIO(b"x"))
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 3
    with pytest.raises(archive.Damaged):
        place("keys/master.key", io.BytesIO(b"x"))


def special(kind, **more):
    """An archive with one member that no backup has."""
    out, file = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
        about = tarfile.TarInfo("files/private/x")
        about.type, about.size = kind, 0
        for name, value in more.items():
            setattr(about, name, value)
        tar.addfile(about, io.BytesIO(b""))
    with age.closing(file, RECIPIENTS) as stream:
        stream.write(out.getvalue())
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "more"),
    [(tarfile.SYMTYPE, {"linkname": "/etc/passwd"}), (tarfile.LNKTYPE, {"linkname": "files/private/y"}),
     (tarfile.DIRTYPE, {}), (tarfile.FIFOTYPE, {}), (tarfile.CHRTYPE, {}), (tarfile.CONTTYPE, {})],
)  # fmt: skip
def test_only_plain_files_are_taken(kind, more):
    with pytest.raises(archive.Damaged):
        read(special(kind, **more))


def test_a_file_that_grows_while_it_is_unpacked_is_not_taken():
    """A sparse file: a few bytes on the way, a terabyte on the disk."""
    out, file = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        about = tarfile.TarInfo("files/private/x")
        about.pax_headers = {"GNU.sparse.map": "0,0", "GNU.sparse.size": str(1 << 40), "GNU.sparse.numblocks": "1"}
        tar.addfile(about, io.BytesIO(b""))
    with age.closing(file, RECIPIENTS) as stream:
        stream.write(out.getvalue())
    with pytest.raises(archive.Damaged, match="does not belong"):
        read(file.getvalue())


def test_a_piece_of_a_table_that_no_backup_has_is_not_read_into_memory(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST", 3)
    with pytest.raises(archive.Damaged, match="larger"):
        read(written({"jobs.job": ['"a"']}))


def test_a_backup_of_the_keys_is_no_backup_of_the_data(tmp_path, settings, monkeypatch):
    path, settings.VAR = tmp_path / "keys.age", tmp_path / "var"
    leaving.make_of_keys(path, RECIPIENTS)
    monkeypatch.setattr(queries, "has_tables", lambda: False)
    monkeypatch.setattr(returning, "documents", lambda: [])
    monkeypatch.setattr(returning.published, "path", lambda: tmp_path / "none")
    with pytest.raises(returning.NotRestored, match="--keys"):
        returning.restore(path, IDENTITIES)


# ---------------------------------------------------------------- rows


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Event, {"seq": 3, "at": datetime(2026, 2, 28, 23, 59, 59, 999_999, UTC), "facts": {"ก": [1, None, "\u2028"]}}),
        (Letter, {"pk": UUID(int=7), "attachment_sealed": bytes(range(256)), "attempts": 3, "sent_at": None}),
        (Person, {"given_name": 'สม"หญิง\n\\', "listed": True, "deceased_on": date(2024, 2, 29)}),
    ],
)
def test_every_kind_of_value_comes_back(model, values):
    before = model(**values)
    names = rows.columns(model)
    line = json.dumps([rows._plain(getattr(before, name)) for name in names]).encode()
    after = rows.row(model, names, line)
    for name in names:
        assert getattr(after, name) == getattr(before, name), name


def test_plain_values():
    assert rows._plain(Decimal("1.10")) == "1.10"
    assert rows._plain(memoryview(b"\xff")) == "/w=="


def test_every_table_is_kept_but_those_that_say_why_not():
    kept = {model._meta.label_lower for model in rows.tables(apps)}
    every = {model._meta.label_lower for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    assert every - kept == rows.LEFT_OUT & every
    assert {"audit.event", "accounts.user", "mfa.authenticator", "membership.application"} <= kept


# ---------------------------------------------------------------- keys and refusals


@pytest.mark.parametrize("text", ["", "age1", "AGE-SECRET-KEY-1", "age1" + "q" * 58, "ssh-ed25519 AAAA"])
def test_a_wrong_public_key_is_named(text):
    with pytest.raises(ValueError, match="not a public key"):
        age.read_recipients([text])


@pytest.mark.parametrize("text", ["", "# only a comment", "age1 a public key", "AGE-SECRET-KEY-1QQQ"])
def test_a_file_without_a_secret_key_is_refused(text):
    with pytest.raises(ValueError, match="no secret key"):
        age.read_identities(text)


def test_a_database_in_use_is_never_written_over(db, tmp_path):
    path = tmp_path / "data.age"
    path.write_bytes(written({}))
    with pytest.raises(returning.NotRestored, match="in use"):
        returning.restore(path, IDENTITIES)


def test_keys_go_apart_and_never_replace_others(tmp_path, settings):
    path, settings.KEYS_DIR = tmp_path / "keys.age", settings.KEYS_DIR
    assert leaving.make_of_keys(path, RECIPIENTS) == 4
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(returning.NotRestored, match="never replaced"):
        returning.restore_keys(path, IDENTITIES)
    before, own = queries.fingerprint(), settings.KEYS_DIR
    settings.KEYS_DIR = tmp_path / "keys"
    assert returning.restore_keys(path, IDENTITIES) == ["master.key", "pepper.key", "trail.pem", "web.secret"]
    assert queries.fingerprint() == before
    assert {one.read_bytes() for one in own.iterdir()} == {one.read_bytes() for one in settings.KEYS_DIR.iterdir()}


def test_a_backup_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(leaving.queries, "fingerprint", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        leaving.make_of_keys(tmp_path / "keys.age", RECIPIENTS)
    assert not list(tmp_path.iterdir())


def test_a_row_has_the_same_line_whatever_order_a_database_gives_to_the_names_in_a_json_value():
    class Rows:
        def __init__(self, value):
            self.value = value

        def order_by(self, _):
            return self

        def values_list(self, *names):
            self.width = len(names)
            return self

        def iterator(self, _):
            return iter([[self.value] * self.width])

    one, other = Rows([{"officer": 1, "name": "x"}]), Rows([{"name": "x", "officer": 1}])
    assert list(rows.lines(Person, one)) == list(rows.lines(Person, other))


def test_what_is_left_out_exists_and_nothing_that_stays_needs_it():
    """Else a backup is made without complaint, and cannot be brought back: no row may point to one that is not there."""
    assert not rows.LEFT_OUT - {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    leaning = [
        f"{model._meta.label_lower}.{field.name}"
        for model in rows.tables(apps)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model._meta.label_lower in rows.LEFT_OUT
    ]
    assert leaning == ["auth.group_permissions.permission"], "only groups of Django, which this house never makes"


def test_a_permission_to_see_a_name_is_in_no_backup_and_comes_back_from_none():
    """Its reporter may have taken it back since."""
    assert IdentityGrant not in rows.tables(apps)
    assert returning._Loader(apps, {"tables": {}})("intake.identitygrant", ['["x"]']) is None


def test_a_backup_of_before_an_unlocked_vault_was_left_out_comes_back():
    """Its lines are passed over; a table that nobody knows still stops it."""
    loader = returning._Loader(apps, {"tables": {}})
    assert loader("accounts.unlock", ['["x"]']) is None
    with pytest.raises(archive.Damaged):
        loader("accounts.nothing", ['["x"]'])
