"""A start that must not be is refused, with what to do; and only what is named is allowed."""

import contextlib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from saiyai.audit import trail
from saiyai.cli import starting
from saiyai.crypto import keys
from saiyai.home import health, safety
from saiyai.policy.action import action
from saiyai.policy.actors import SYSTEM

pytestmark = pytest.mark.django_db(databases="__all__")


@action
def open_demo(*, by):
    trail.record("user.demo_opened", ("accounts.user", "1"), by=by)


@pytest.fixture
def safe(settings, db, tmp_path, monkeypatch):
    """A real site without a fault, as far as these settings tell."""
    settings.TESTING, settings.DEMO, settings.REQUIRE_SECOND_FACTOR = False, False, True
    settings.SITE_URL, settings.SECRET_KEY = "https://saiyai.example", "s" * 64
    settings.ALLOW_UNSAFE = []
    # The tests may run as superuser of a PostgreSQL of their own: asked by a test that names it.
    monkeypatch.setattr(safety, "LOOKS", tuple(look for look in safety.LOOKS if look is not safety.database))
    return settings


def names():
    return {danger.name for danger in safety.dangers()}


def test_a_site_without_a_fault_starts(safe, capsys):
    assert safety.dangers() == [] and starting.is_safe("web")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("setting", "value", "name"),
    [
        ("SITE_URL", "http://saiyai.example", "address"),
        ("SITE_URL", "http://10.0.0.5:8000", "address"),
        ("DEBUG", True, "debug"),
        ("TESTING", True, "testing"),
        ("SECRET_KEY", "short", "secret"),
        ("REQUIRE_SECOND_FACTOR", False, "second-factor"),
        ("TIME_ZONE", "UTC", "clock"),
        ("EMAIL_HOST", "mail.example", "mail-tls"),
        ("EMAIL_HOST", "10.0.0.7", "mail-tls"),
        ("METRICS_TOKEN", "m" * 19, "metrics"),
    ],
)
def test_each_wrong_setting_is_refused_and_may_be_allowed_by_its_name(safe, capsys, setting, value, name):
    setattr(safe, setting, value)
    assert names() == {name} and not starting.is_safe("web")
    assert f"[{name}]" in capsys.readouterr().err
    safe.ALLOW_UNSAFE = ["another"]
    assert not starting.is_safe("web")
    safe.ALLOW_UNSAFE = [name]
    assert starting.is_safe("web")
    assert "SAIYAI_ALLOW_UNSAFE" in capsys.readouterr().err


def test_letters_go_in_clear_to_this_machine_only(safe):
    for host in ("localhost", "127.0.0.1", "::1"):
        safe.EMAIL_HOST = host
        assert names() == set()
    safe.EMAIL_HOST, safe.EMAIL_USE_TLS = "mail.example", True
    assert names() == set()


def test_messages_for_line_go_in_clear_to_nobody(safe):
    safe.LINE_API = "http://line.example"
    assert names() == set()  # LINE is off
    safe.LINE_TOKEN = "t" * 40
    assert names() == {"line-tls"}
    safe.LINE_API = "http://localhost:9000"
    assert names() == set()


def test_a_long_token_of_the_metrics_and_none(safe):
    for token in ("m" * 20, ""):
        safe.METRICS_TOKEN = token
        assert names() == set()


@pytest.mark.parametrize("address", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:8000"])
def test_plain_http_on_this_machine_is_no_danger(safe, address):
    safe.SITE_URL = address
    assert names() == set()


def test_keys_that_others_can_read(safe, tmp_path, monkeypatch):
    safe.KEYS_DIR = tmp_path / "keys"
    keys.create_missing()
    assert names() == set()
    keys.master_path().chmod(0o640)
    assert names() == {"keys"}
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "keys"))  # systemd guards these itself
    assert names() == set()


def test_a_demo_over_real_data_and_a_real_site_over_the_demo(safe, django_user_model):
    safe.DEMO = True
    assert names() == {"real-keys"}  # those of the tests were not made for a demo
    keys.demo_mark().touch(mode=0o600)
    assert names() == set()
    keys.demo_mark().unlink()
    django_user_model.objects.create(email="napa@saiyai.example", display_name="นภา")
    assert names() == {"demo", "real-keys"}
    open_demo(by=SYSTEM)
    assert names() == set()
    safe.DEMO = False
    assert names() == {"demo-people"}


def test_a_provider_outside_with_a_fault_and_a_file_that_others_read(safe, tmp_path):
    file = tmp_path / "outside.toml"
    file.write_text("")
    file.chmod(0o600)
    safe.OUTSIDE_FILE = str(file)
    sound = {"issuer": "https://id.example", "client_id": "saiyai", "client_secret": "s" * 40}
    safe.OUTSIDE = {"agency": sound}
    assert names() == set()
    file.chmod(0o640)
    assert names() == {"outside"}
    file.chmod(0o600)
    for fault in ({"issuer": "http://localhost:9000"}, {"client_secret": ""}, {"client_id": "*"}):
        safe.OUTSIDE = {"agency": sound | fault}
        assert names() == {"outside"} and not starting.is_safe("web")


def test_a_clock_that_is_wrong(safe, monkeypatch):
    open_demo(by=SYSTEM)
    safe.DEMO = True
    now = timezone.now()
    monkeypatch.setattr(safety.timezone, "now", lambda: now - timedelta(hours=1))
    assert names() == {"clock"}


def test_a_clock_before_this_source_was_written(safe, monkeypatch):
    monkeypatch.setattr(safety.timezone, "now", lambda: safety.WRITTEN - timedelta(days=1))
    assert [danger.name for danger in safety.clock()] == ["clock"]


def test_sqlite_on_a_network_disk(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n/dev/b {tmp_path}/own xfs rw 0 0\n")
    assert safety.kind_of_disk("/etc/x", mounts) == "ext4"
    assert safety.kind_of_disk(tmp_path / "saiyai.sqlite3", mounts) == "nfs4"
    assert safety.kind_of_disk(tmp_path / "own" / "saiyai.sqlite3", mounts) == "xfs"
    assert safety.kind_of_disk("/x", tmp_path / "none") == ""


@pytest.mark.parametrize(("kind", "found"), [("nfs4", {"sqlite-shared"}), ("ext4", set()), ("", set())])
def test_sqlite_is_refused_on_the_disk_of_another_machine(safe, monkeypatch, kind, found):
    monkeypatch.setattr(safety, "connection", SimpleNamespace(vendor="sqlite"))
    monkeypatch.setattr(safety, "kind_of_disk", lambda path: kind)
    assert {danger.name for danger in safety.one_file_for_many()} == found
    monkeypatch.setattr(safety, "connection", SimpleNamespace(vendor="postgresql"))
    assert list(safety.one_file_for_many()) == []


@pytest.mark.parametrize(
    ("host", "mode", "found"),
    [
        ("db.example", "", {"database-tls"}),
        ("db.example", "prefer", {"database-tls"}),
        ("db.example", "verify-full", set()),
        ("127.0.0.1", "", set()),
        ("/run/postgresql", "", set()),
    ],
)
def test_the_way_to_a_database_elsewhere_is_closed(safe, monkeypatch, host, mode, found):
    monkeypatch.setattr(safety, "connection", SimpleNamespace(vendor="postgresql"))
    # In place: Django warns of a test that puts another DATABASES before the connections it has made.
    monkeypatch.setitem(safe.DATABASES["default"], "HOST", host)
    monkeypatch.setitem(safe.DATABASES["default"], "OPTIONS", {"sslmode": mode})
    assert {danger.name for danger in safety.way_to_the_database()} == found


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (("C", False), {"database-locale"}),
        (("POSIX", False), {"database-locale"}),
        (("C.UTF-8", True), {"database-role"}),
        (("th_TH.UTF-8", False), set()),
    ],
)
def test_what_postgresql_answers_about_itself(safe, monkeypatch, answer, found):
    class Cursor(contextlib.nullcontext):
        def execute(self, sql):
            assert "datctype" in sql and "rolsuper" in sql

        def fetchone(self):
            return answer

    cursor = Cursor()
    cursor.enter_result = cursor
    monkeypatch.setattr(safety, "connection", SimpleNamespace(vendor="postgresql", cursor=lambda: cursor))
    assert {danger.name for danger in safety.database()} == found
    safe.DEMO = True
    assert {danger.name for danger in safety.database()} == found - {"database-role"}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL")
def test_a_role_that_may_do_everything(safe):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        expected = {"database-role"} if cursor.fetchone()[0] else set()
    assert {danger.name for danger in safety.database()} == expected
    safe.DEMO = True
    assert list(safety.database()) == []


def test_the_doctor_tells_what_stops_a_start_and_warns_of_what_is_allowed(safe):
    safe.TESTING = True
    told = [finding.level for finding in health.examine() if finding.what == "start"]
    safe.ALLOW_UNSAFE = ["testing"]
    assert told + [finding.level for finding in health.examine() if finding.what == "start"] == ["fail", "warn"]


def test_every_danger_is_told_in_the_guide(safe):
    source = (safe.ROOT / "saiyai/home/safety.py").read_text(encoding="utf-8")
    guide = (safe.ROOT / "docs/guides/safe-start.md").read_text(encoding="utf-8")
    written = {part.split('"')[0] for part in source.split('Danger("')[1:]}
    assert len(written) > 10 and [name for name in written if f"| `{name}` |" not in guide] == []


@action
def note_backup(*, by):
    trail.record("backup.made", ("backup", "a.age"), by=by)


def test_the_doctor_warns_of_an_old_backup(safe, monkeypatch):
    def level():
        return next(finding.level for finding in health.examine() if finding.what == "backup")

    assert level() == "warn"
    note_backup(by=SYSTEM)
    assert level() == "ok"
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=9))
    assert level() == "warn"
