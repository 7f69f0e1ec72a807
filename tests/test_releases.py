"""What releases before this one wrote is brought up to this one, on either database (tests/releases/make.py)."""

import json
import lzma
import tarfile
from pathlib import Path

import pytest

from saiyai.backup.archive import MANIFEST
from saiyai.backup.tests.test_journey import Site
from saiyai.crypto import age

pytestmark = pytest.mark.elsewhere
RELEASES = sorted(path for path in (Path(__file__).parent / "releases").iterdir() if (path / "site.tar.xz").exists())
# What coming back and migrating themselves change: a line of the trail; jobs that the schedule no longer knows.
MORE = {"audit.event"}
COUNTS = """
from django.apps import apps
print(json.dumps({model._meta.label_lower: model._base_manager.count() for model in apps.get_models(include_auto_created=True)}))
"""
# A member and an officer go to their main pages; what was sealed opens; the law is there; nothing waits to be migrated.
WORKS = """
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from saiyai.accounts.models import Grant
from saiyai.directory.models import Person, SearchEntry
from saiyai.law.models import Provision
from saiyai.membership import actions
from saiyai.membership.models import Application
from saiyai.policy.actors import SYSTEM

settings.ALLOWED_HOSTS = ["testserver"]

def asks(role, *names):
    user = Grant.objects.filter(role=role, status="CONFIRMED").order_by("pk").first().user
    client = Client()
    client.force_login(user)
    return {name: client.get(reverse(name), follow=True).status_code for name in names}

sealed = Application.objects.exclude(id_sealed="").order_by("pk").first()
document = next(file for one in Application.objects.all() for file in one.documents.all())
print(json.dumps({
    "member": asks("member", "home", "membership:my_membership", "directory:people", "rights:my_data", "networks:networks"),
    "officer": asks("membership_officer", "home", "membership:queue", "membership:members", "rights:erasures"),
    "number": len(actions.open_identity(sealed, by=SYSTEM, reason="test")) if sealed else 13,
    "document": len(actions.open_document(document, by=SYSTEM, reason="test")) > 100,
    "law": Provision.objects.count() > 30,
    "index": SearchEntry.objects.filter(kind="PERSON").count() == Person.objects.count(),
    "open": call_command("migrate", check=True, verbosity=0) is None,
}))
"""


def packed(folder, name):
    return lzma.decompress((folder / f"{name}.tar.xz").read_bytes())


def manifest_of(folder):
    with tarfile.open(folder / "site.tar.xz", "r:xz") as archive:
        return json.load(archive.extractfile(MANIFEST))


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """The archives of each release, closed to a key of this run as an operator has them."""
    folder = tmp_path_factory.mktemp("releases")
    secret, public = age.new_pair()
    (folder / "identity").write_text(secret)
    for release in RELEASES:
        for name in ("site", "keys"):
            target = folder / f"{release.name}-{name}.age"
            with open(target, "wb") as file, age.closing(file, age.read_recipients([public])) as stream:
                stream.write(packed(release, name))
    return folder


def test_there_is_a_release_to_come_from():
    assert RELEASES


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_what_a_release_wrote_is_brought_up_to_this_one(tmp_path, closed, release, vendor):
    site, identity = Site(tmp_path, vendor), closed / "identity"
    site.run("restore", closed / f"{release.name}-keys.age", "--keys", "--identity", identity)
    told = site.run("restore", closed / f"{release.name}-site.age", "--identity", identity)
    assert "The trail is whole" in told
    site.run("migrate")
    site.run("static")
    counts = site.ask(COUNTS)
    before = {label: table["rows"] for label, table in manifest_of(release)["tables"].items()}
    assert set(before) - set(counts) == set(), "a table is gone, and with it what stood there"
    assert {label: counts[label] for label, rows in before.items() if counts[label] < rows} == {}
    changed = {label for label, rows in before.items() if counts[label] != rows}
    assert changed <= MORE | GROWN, changed
    works = site.ask(WORKS)
    assert {status for part in ("member", "officer") for status in works[part].values()} == {200}, works
    assert works["number"] == 13 and all(works[name] for name in ("document", "law", "index", "open"))
    assert "The trail is whole" in site.run("audit", "verify")


# Tables of those days that a migration fills further: none yet.
GROWN: set = set()
