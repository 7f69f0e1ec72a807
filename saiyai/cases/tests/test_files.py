"""Files reach officers as safe copies; originals take a reason and two people; what was changed is not opened."""

import shutil

import pytest

from saiyai.audit.models import Event
from saiyai.cases import actions
from saiyai.cases.models import Proposal, SafeCopy
from saiyai.cases.tests import world
from saiyai.cases.tests.conftest import opened
from saiyai.cases.tests.test_ending import CANARY, add_file, at_once, both  # noqa: F401  (a fixture among them)
from saiyai.documents import box
from saiyai.documents.tests.test_cleaning import picture
from saiyai.intake.uploads import blob_path
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def boxed(monkeypatch):
    """Cleaning without the box, which has tests of its own."""
    from saiyai.documents import cleaning

    def clean(content):
        try:
            return cleaning.clean(content)
        except cleaning.Unsure as problem:
            raise box.NotClean(str(problem)) from None

    monkeypatch.setattr(box, "clean", clean)


def test_a_safe_copy_is_made_once_and_told_to_the_reporter(desk, boxed):
    filed = world.file_report()
    blob = add_file(filed, picture())
    first, _second = both(desk, filed)
    row = actions.make_safe_copy(first, blob, by=desk.first)
    name, pieces = actions.open_safe_copy(first, row, by=desk.first)
    content = b"".join(pieces)
    assert name == "evidence-01.jpg" and content.startswith(b"\xff\xd8") and b"CANARY" not in content
    assert "file_opened" in {one["verb"] for one in filed.seen()}
    assert b"\xff\xd8" not in blob_path(row.name).read_bytes()[:64]


def test_a_missing_box_is_no_verdict_on_a_file(desk, monkeypatch):
    filed = world.file_report()
    blob = add_file(filed, b"words")
    first, _second = both(desk, filed)
    with monkeypatch.context() as patched:
        patched.setattr(box, "command", lambda module: (_ for _ in ()).throw(box.NoBox("no")))
        with pytest.raises(Refused):
            actions.make_safe_copy(first, blob, by=desk.first)
    assert not SafeCopy.objects.exists()
    monkeypatch.setattr(box, "clean", lambda content: (content, "txt"))
    assert actions.make_safe_copy(first, blob, by=desk.first).status == SafeCopy.Status.READY


def test_in_doubt_there_is_no_copy_and_never_the_original_instead(desk, boxed):
    filed = world.file_report()
    blob = add_file(filed, b"MZ\x90\x00 program")
    first, _second = both(desk, filed)
    row = actions.make_safe_copy(first, blob, by=desk.first)
    assert row.status == SafeCopy.Status.NONE and not row.name
    with pytest.raises(Refused):
        actions.open_safe_copy(first, row, by=desk.first)


def test_an_original_opens_once_for_who_asked_after_another_agreed(desk):
    filed = world.file_report()
    blob = add_file(filed)
    first, second = both(desk, filed)
    with pytest.raises(Refused):
        actions.open_original(first, blob, by=desk.first)
    row = actions.propose(first, Proposal.Kind.ORIGINAL, "ต้องดูลายเซ็น", about=blob.pk, by=desk.first)
    with pytest.raises(Refused):
        actions.open_original(first, blob, by=desk.first)
    actions.confirm(second, row, by=desk.second)
    with pytest.raises(Refused):
        actions.open_original(second, blob, by=desk.second)
    name, pieces = actions.open_original(first, blob, by=desk.first)
    assert name == "original-01.bin" and b"".join(pieces) == CANARY
    with pytest.raises(Refused):
        actions.open_original(first, blob, by=desk.first)
    assert "original_opened" in {one["verb"] for one in filed.seen()}
    assert Event.objects.filter(verb="case.original_opened").count() == 1


@pytest.mark.parametrize("harm", ["flip", "cut", "gone", "swapped"])
def test_a_file_that_was_changed_is_not_opened(desk, harm):
    filed = world.file_report()
    blob = add_file(filed)
    first, second = both(desk, filed)
    path = blob_path(blob.name)
    content = bytearray(path.read_bytes())
    if harm == "gone":
        path.unlink()
    else:
        content[100] ^= 1
        path.write_bytes({"flip": bytes(content), "cut": bytes(content[:-10]), "swapped": b"SYF1" + bytes(500)}[harm])
    row = actions.propose(first, Proposal.Kind.ORIGINAL, "ดู", about=blob.pk, by=desk.first)
    actions.confirm(second, row, by=desk.second)
    with pytest.raises(Refused):
        actions.open_original(first, blob, by=desk.first)
    assert Proposal.objects.get().status == Proposal.Status.CONFIRMED


def test_a_file_of_another_case_is_not_there(desk, client, monkeypatch):
    from django.urls import reverse

    from saiyai.accounts.vault import session

    one, other = world.file_report(), world.file_report()
    blob = add_file(other)
    case, _other = world.published(one, other)
    monkeypatch.setattr(session, "current", lambda request: desk.first_vault)
    client.force_login(desk.first)
    assert client.post(reverse("cases:safe_copy", args=[case.ref, blob.pk])).status_code == 404
    assert client.post(reverse("cases:original", args=[case.ref, blob.pk])).status_code == 404


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed here")
def test_the_whole_way_with_the_box(desk):
    filed = world.file_report()
    blob = add_file(filed, picture())
    (case,) = world.published(filed)
    first = opened(case, desk.first, desk.first_vault)
    assert actions.make_safe_copy(first, blob, by=desk.first).status == SafeCopy.Status.READY
