"""A real site is backed up while it is written to, and comes back elsewhere, on either database."""

import json
import os
import secrets
import subprocess
import sys
import threading

import psycopg
import pytest
from django.conf import settings

pytestmark = pytest.mark.elsewhere
POSTGRESQL = os.environ.get("SAIYAI_DATABASE", "")
WAYS = [("sqlite", "sqlite"), ("sqlite", "postgresql"), ("postgresql", "sqlite"), ("postgresql", "postgresql")]


class Site:
    """A folder, keys and a database of its own, used by the command line as an operator would."""

    def __init__(self, folder, vendor, ring=None):
        self.ring = ring or vendor  # a site that is brought back has the keyring of the one it comes from
        self.folder = folder / secrets.token_hex(4)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SAIYAI_", "DJANGO_"))},
            "SAIYAI_VAR": str(self.folder),
            "SAIYAI_DATABASE": self._database() if vendor == "postgresql" else "",
            "SAIYAI_DEMO": "1",
            "SAIYAI_KEYRING": str(folder / "ring" / f"{self.ring}.sqlite3"),  # is in no backup, and outlives the sites
            "PYTHONPATH": str(settings.ROOT),
        }

    def _database(self):
        if not POSTGRESQL:
            pytest.skip("SAIYAI_DATABASE names no PostgreSQL")
        name = f"saiyai_{secrets.token_hex(4)}"
        with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return POSTGRESQL.rpartition("/")[0] + "/" + name

    def run(self, *words, fails=False):
        words = [sys.executable, "-m", "saiyai", *map(str, words)]
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, timeout=120)
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stderr if fails else done.stdout

    def ask(self, code):
        """What a piece of Python prints inside this site, as JSON."""
        head = "import django, json; django.setup(); from saiyai import logs; logs.set_up('ERROR')\n"
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": "saiyai.settings"}
        done = subprocess.run(
            [sys.executable, "-c", head + code], env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "null")


DIGESTS = """
import hashlib
from django.apps import apps
from saiyai.backup import rows
found = {}
for model in rows.tables(apps):
    lines = list(rows.lines(model, model._base_manager.all()))
    found[model._meta.label_lower] = [len(lines), hashlib.sha256("".join(lines).encode()).hexdigest()]
print(json.dumps(found))
"""
# What a restore itself changes: a line in the trail, letters that are held, jobs that nobody is at.
CHANGED = {"audit.event", "audit.head", "notify.letter", "jobs.job"}
WRITE = """
import os
__name__ = "saiyai.test"
from saiyai.audit import trail
from saiyai.policy.action import action
from saiyai.policy.actors import SYSTEM

@action
def write(*, by):
    trail.record("test.written", ("test", "1"), by=by)

while not os.path.exists(STOP):
    write(by=SYSTEM)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sites")


@pytest.fixture(scope="module")
def pair(folder):
    site = Site(folder, "sqlite")
    return folder / "identity", site.run("pair", folder / "identity").strip()


_SITES = {}


def filled(folder, vendor):
    """A small demo site on this database, made once."""
    if vendor not in _SITES:
        _SITES[vendor] = Site(folder, vendor)
        _SITES[vendor].run("demo", "--people", 15, "--applications", 10)
        _SITES[vendor].reports = _SITES[vendor].ask(TELL)
    return _SITES[vendor]


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_there_and_back(folder, pair, source, target):
    identity, public = pair
    old, new = filled(folder, source), Site(folder, target, source)
    data, keys = folder / f"{source}-{target}.age", folder / f"{source}-{target}-keys.age"
    before = old.ask(DIGESTS)
    assert before["intake.report"][0] > 2 and before["intake.blob"][0] > 2  # these two beside those of the demo
    told = json.loads(old.run("backup", data, "--to", public, "--json"))
    old.run("backup", keys, "--keys", "--to", public)
    old.ask(f"from saiyai.crypto import keyring; keyring.destroy('report|{old.reports['gone']}|0')")
    assert told["rows"] == sum(count for count, _ in before.values()) and told["documents"] > 0
    assert b"SQLite" not in data.read_bytes() and data.stat().st_mode & 0o077 == 0

    assert "NOW RESTORE THE KEYS" in Site(folder, target, source).run("restore", data, "--identity", identity)
    new.run("restore", keys, "--keys", "--identity", identity)
    assert "The trail is whole" in new.run("restore", data, "--identity", identity)
    after = new.ask(DIGESTS)
    assert {label: table for label, table in after.items() if label not in CHANGED} == {
        label: table for label, table in before.items() if label not in CHANGED
    }
    assert after["audit.event"][0] == before["audit.event"][0] + 1
    assert {label: after[label][0] for label in CHANGED - {"audit.event"}} == {
        label: before[label][0] for label in CHANGED - {"audit.event"}
    }
    assert "The trail is whole" in new.run("audit", "verify")
    assert new.ask(OPENS) == [True, 0]
    assert new.ask(READ.replace("REPORTS", repr(old.reports))) == [
        "deleted after the backup",
        "เรื่องที่ยังอยู่",
        "แฟ้มที่ผนึกแล้ว",
    ]
    for place in new.folder.rglob("*"):
        assert not place.is_file() or "เรื่องที่ยังอยู่".encode() not in place.read_bytes()
    assert "in use" in new.run("restore", data, "--identity", identity, fails=True)


# Two reports and a sealed file of each, as the front desk makes them, for an officer whose key is kept here.
TELL = """
from saiyai.crypto import hybrid, keyring
from saiyai.crypto.envelopes import Sealed, new_key
from saiyai.intake import keys, uploads
from saiyai.intake.models import Blob, Report, Wrap
from saiyai.policy.fields import new_random_id
from saiyai.crypto.streams import SealingWriter
import os, secrets
seed, told = hybrid.new_seed(), {}
for name in ("gone", "kept"):
    pk, inner = new_random_id(), new_key()
    keyring.put({keys.report_ring(pk, 0): new_key(), keys.identity_ring(pk): new_key()})
    key = keys.data_key(pk, 0, inner)
    body = keys.close_data({"title": "เรื่องที่ยังอยู่"}, key, place=keys.text_place("intake.Report", "body", pk, pk, 0))
    report = Report(pk=pk, lookup=secrets.token_bytes(32), desk="HQ", reporter_key=b"r", claim_key=b"c", identity_key=b"i")
    report.body_sealed, report.identity_sealed, report.identity_wrap_sealed = body, Sealed(b"i"), Sealed(b"w")
    report.save(force_insert=True)
    wrapped = keys.wrap_inner(inner, hybrid.public_bytes(seed), report=pk, generation=0, kind="OFFICER", reader="o", epoch=1)
    Wrap.objects.create(report=report, kind="OFFICER", reader="o", epoch=1, key_sealed=wrapped)
    path = uploads.blob_path(secrets.token_hex(16))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        writer = SealingWriter(file)
        writer.write("แฟ้มที่ผนึกแล้ว".encode())
        writer.finish()
    blob = Blob(pk=new_random_id(), report=report, name=path.name)
    blob.label_sealed = keys.close_data({"key": writer.key.hex()}, key, place=keys.text_place("intake.Blob", "label", pk, blob.pk, 0))
    blob.save(force_insert=True)
    told[name], told["length"] = pk, writer.length
print(json.dumps(told | {"seed": seed.hex()}))
"""
# What that officer still reads on another machine.
READ = """
from saiyai.crypto import keyring
from saiyai.crypto.unseal import open_envelope, read_stream, unwrap
from saiyai.intake import keys, opening, uploads
from saiyai.intake.models import Report
told, found = REPORTS, []
for name in ("gone", "kept"):
    report = Report.objects.get(pk=told[name])
    wrap, pk = report.wraps.get(), report.pk
    inner = unwrap(wrap.key_sealed, bytes.fromhex(told["seed"]), info=keys.wrap_place(pk, 0, "OFFICER", "o", 1))
    try:
        key = keys.data_key(pk, 0, inner)
    except keyring.Destroyed:
        found.append("deleted after the backup")
        continue
    found.append(opening.open_data(report.body_sealed, key, place=keys.text_place("intake.Report", "body", pk, pk, 0))["title"])
    blob = report.blobs.get()
    label = opening.open_data(blob.label_sealed, key, place=keys.text_place("intake.Blob", "label", pk, blob.pk, 0))
    with uploads.blob_path(blob.name).open("rb") as file:
        found.append(b"".join(read_stream(file, bytes.fromhex(label["key"]), told["length"])).decode())
print(json.dumps(found))
"""
# Sealed documents open, the search index is whole, and nothing waits to be sent.
OPENS = """
from saiyai.crypto.unseal import unseal_bytes
from saiyai.directory.models import Person, SearchEntry
from saiyai.directory.queries import find
from saiyai.notify.models import Letter
from saiyai.policy.actors import SYSTEM
someone = Person.objects.order_by("pk").first()
found = [entry.object_id for entry in find(f"{someone.given_name} {someone.family_name}", SYSTEM).entries]
print(json.dumps([someone.pk in found, Letter.objects.filter(status="WAITING").count()]))
"""


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_a_backup_shows_one_moment_while_others_write(folder, pair, vendor):
    identity, public = pair
    site, new, stop = filled(folder, vendor), Site(folder, "sqlite", vendor), folder / f"stop-{vendor}"
    writer = threading.Thread(target=lambda: site.ask(WRITE.replace("STOP", repr(str(stop)))))
    writer.start()
    try:
        site.run("backup", folder / f"{vendor}-busy.age", "--to", public)
        site.run("backup", folder / f"{vendor}-busy.age", "--to", public)
    finally:
        stop.touch()
        writer.join()
    site.run("backup", folder / f"{vendor}-keys.age", "--keys", "--to", public)
    new.run("restore", folder / f"{vendor}-keys.age", "--keys", "--identity", identity)
    assert "The trail is whole" in new.run("restore", folder / f"{vendor}-busy.age", "--identity", identity)


def test_a_wrong_or_broken_file_changes_nothing(folder, pair):
    identity, public = pair
    site = filled(folder, "sqlite")
    data = folder / "broken.age"
    site.run("backup", data, "--to", public)
    assert "is whole" in site.run("restore", data, "--check", "--identity", identity)
    data.write_bytes(data.read_bytes()[: data.stat().st_size // 2])
    new = Site(folder, "sqlite")
    assert "Nothing was changed" in new.run("restore", data, "--identity", identity, fails=True)
    site.run("pair", folder / "other")
    assert "Nothing was changed" in new.run("restore", data, "--identity", folder / "other", fails=True)
    assert "No such file" in new.run("restore", folder / "none.age", "--identity", identity, fails=True)
    assert not new.folder.exists() or not [path for path in new.folder.rglob("*") if path.stat().st_size > 0]
    assert "public key" in site.run("backup", data, "--to", "age1x", fails=True)
    assert "name a public key" in site.run("backup", data, fails=True)
    assert "exists already" in site.run("pair", identity, fails=True)


def test_other_keys_are_seen_before_anything_is_written(folder, pair):
    identity, public = pair
    site, new = filled(folder, "sqlite"), Site(folder, "sqlite")
    site.run("backup", folder / "k.age", "--to", public)
    new.ask("from saiyai.crypto import keys; keys.create_missing()")
    assert "not those of this backup" in new.run("restore", folder / "k.age", "--identity", identity, fails=True)
