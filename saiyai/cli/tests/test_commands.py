"""The command `saiyai`: what it answers, its exit codes, and that it stops with all its children."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings

from saiyai import cli
from saiyai.audit import trail
from saiyai.audit.models import Event
from saiyai.cli import serving, words
from saiyai.crypto import keys
from saiyai.home import health
from saiyai.policy.action import action
from saiyai.policy.actors import SYSTEM


@action
def note(*, by):
    trail.record("note.made", ("note", 1), by=by)


@pytest.fixture(autouse=True)
def quiet_set_up(monkeypatch):
    """The command sets up logging and a umask for its process; the tests keep their own."""
    monkeypatch.setattr("saiyai.logs.set_up", lambda level: None)
    monkeypatch.setattr(os, "umask", lambda mask: 0)
    monkeypatch.setenv("LANGUAGE", "en")


def levels(findings):
    return {(finding["what"], finding["level"]) for finding in findings}


@pytest.mark.parametrize("arguments", [[], ["dance"], ["audit"], ["run", "--port", "x"], ["demo", "--people"]])
def test_wrong_use_is_2(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 2
    assert "usage: saiyai" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["run"], ["migrate"], ["worker"], ["demo"], ["audit", "verify"], ["doctor"]])
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main([*command, "--help"])
    assert end.value.code == 0
    assert "usage: saiyai" in capsys.readouterr().out


class TestThai:
    @pytest.fixture(autouse=True)
    def thai_terminal(self, monkeypatch):
        monkeypatch.delenv("LANGUAGE")
        for name, value in (("LC_ALL", ""), ("LC_MESSAGES", ""), ("LANG", "th_TH.UTF-8")):
            monkeypatch.setenv(name, value)

    @pytest.mark.parametrize(
        "command", [[], ["run"], ["demo"], ["audit", "verify"], ["backup"], ["restore"], ["doctor"]]
    )
    def test_help_is_thai_to_the_last_line(self, command, capsys):
        with pytest.raises(SystemExit):
            cli.main([*command, "--help"])
        lines = capsys.readouterr().out.split("\n\n", 1)[1].splitlines()
        told = [
            line
            for line in lines
            if line.strip() and not line.strip().startswith(("-", "age1", "command", "frontdesk"))
        ]
        assert [line for line in told if not any("ก" <= letter <= "๙" for letter in line)] == []

    def test_wrong_use_is_told_in_thai(self, capsys):
        with pytest.raises(SystemExit):
            cli.main(["run", "--port"])
        assert "ข้อผิดพลาด" in capsys.readouterr().err

    @pytest.mark.django_db(databases="__all__")
    def test_the_doctor_speaks_thai_but_programs_read_english(self, capsys):
        cli.main(["doctor"])
        assert "ปรับปรุงครบแล้ว" in capsys.readouterr().out
        cli.main(["doctor", "--json"])
        told = capsys.readouterr().out
        assert "up to date" in told and "ปรับปรุง" not in told

    def test_a_terminal_in_another_language_reads_english(self, monkeypatch, capsys):
        monkeypatch.setenv("LANG", "de_DE.UTF-8")
        assert words.language() == "en"


@pytest.mark.django_db
class TestVerify:
    def test_a_whole_trail_is_0(self, capsys):
        note(by=SYSTEM)
        assert cli.main(["audit", "verify"]) == 0
        assert "whole: 1 lines" in capsys.readouterr().out

    def test_a_changed_trail_is_1_and_names_the_line(self, capsys):
        note(by=SYSTEM)
        note(by=SYSTEM)
        Event.objects.filter(seq=2).update(verb="note.unmade")
        assert cli.main(["audit", "verify"]) == 1
        assert "First bad line: 2" in capsys.readouterr().out
        assert cli.main(["audit", "verify", "--json"]) == 1
        verdict = json.loads(capsys.readouterr().out)
        assert (verdict["ok"], verdict["seq"], verdict["problem"]) == (False, 2, "changed")


@pytest.mark.django_db(databases="__all__")
class TestDoctor:
    def examine(self, capsys):
        code = cli.main(["doctor", "--json"])
        return code, json.loads(capsys.readouterr().out)

    def test_everything_is_looked_at_and_each_finding_says_what_to_do(self, capsys):
        code, findings = self.examine(capsys)
        assert {finding["what"] for finding in findings} >= {
            "keys", "site", "database", "clock", "search", "worker", "letters", "trail", "mail", "assets", "disk",
        }  # fmt: skip
        assert all(finding["do"] for finding in findings if finding["level"] != "ok")
        assert code == int(any(finding["level"] == "fail" for finding in findings))

    def test_it_is_readable(self, capsys):
        cli.main(["doctor"])
        assert "  ok  database" in capsys.readouterr().out

    def test_open_and_missing_keys(self, settings, tmp_path, capsys):
        for name in ("master.key", "trail.pem"):
            shutil.copy(settings.KEYS_DIR / name, tmp_path / name)
        (tmp_path / "master.key").chmod(0o644)
        settings.KEYS_DIR = tmp_path
        code, findings = self.examine(capsys)
        found = {f["found"].split("/")[-1] for f in findings if (f["what"], f["level"]) == ("keys", "fail")}
        assert code == 1
        assert {"master.key can be read by others", "web.secret is missing"} <= found
        assert not (tmp_path / "web.secret").exists()  # looking changes nothing

    def test_a_demo_and_a_site_without_tls(self, settings, capsys):
        settings.DEMO, settings.SITE_URL = False, "http://saiyai.example"
        assert ("site", "fail") in levels(self.examine(capsys)[1])
        settings.SITE_URL = "https://saiyai.example"
        assert ("site", "ok") in levels(self.examine(capsys)[1])
        settings.REQUIRE_SECOND_FACTOR = True
        assert ("second factor", "ok") in levels(self.examine(capsys)[1])
        settings.REQUIRE_SECOND_FACTOR = False
        assert ("second factor", "fail") in levels(self.examine(capsys)[1])
        settings.DEMO = True
        assert ("site", "fail") in levels(self.examine(capsys)[1])

    def test_a_broken_trail(self, capsys):
        note(by=SYSTEM)
        Event.objects.update(actor="x")
        assert ("trail", "fail") in levels(self.examine(capsys)[1])

    def test_no_mail_server(self, settings, capsys):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        assert ("mail", "warn") in levels(self.examine(capsys)[1])

    def test_a_check_that_breaks_is_a_finding(self, monkeypatch, capsys):
        def _broken(quick):
            raise ZeroDivisionError("x")

        monkeypatch.setattr(health, "CHECKS", (health.Check(_broken), health.Check(health._disk)))
        code, findings = self.examine(capsys)
        assert code == 1
        assert levels(findings) == {("broken", "fail"), ("disk", "ok")}


class TestPort:
    def test_a_taken_port_is_refused_before_anything_starts(self, capsys):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            assert not serving.is_free("127.0.0.1", port)
            assert serving.serve("127.0.0.1", port, free_port(), 1, demo=False) == 1
            assert serving.serve("127.0.0.1", free_port(), port, 1, demo=False) == 1
        assert str(port) in capsys.readouterr().err
        assert serving.is_free("127.0.0.1", port)

    def test_another_port_for_the_mail_catcher_when_its_own_is_taken(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            assert cli._free_port(port) not in (port, 0)
        assert cli._free_port(port) == port


def free_ports(count):
    """So many ports that are free, all different."""
    with ExitStack() as held:
        free = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _n in range(count)]
        return [one.getsockname()[1] for one in free]


def free_port():
    return free_ports(1)[0]


def environment(folder):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAIYAI_")}
    return kept | {"SAIYAI_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "saiyai.settings", "PYTHONWARNINGS": "ignore"}


def saiyai(folder, *arguments, **more):
    command = [sys.executable, "-m", "saiyai", *arguments]
    return subprocess.Popen(
        command, env=environment(folder), cwd=settings.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, **more,
    )  # fmt: skip


def family(pid):
    """The process and all its descendants that live."""
    try:
        children = [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:  # it has ended meanwhile
        return set()
    return {pid}.union(*(family(child) for child in children))


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(true, seconds=120):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The folder of an installation, set up by the first test that starts it."""
    return tmp_path_factory.mktemp("home")


@pytest.mark.elsewhere
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_run_serves_and_takes_its_children_along(home, end):
    port = free_port()
    running = saiyai(home, "run", "--port", str(port), "--workers", "1")
    try:
        lines = []
        wait_until(lambda: lines.append(running.stdout.readline()) or "Ctrl-C" in lines[-1] or not lines[-1])
        assert f"http://localhost:{port}" in "".join(lines)
        with urllib.request.urlopen(f"http://localhost:{port}/accounts/login/") as page:
            assert page.status == 200
        members = family(running.pid)
        assert len(members) >= 6  # we, the worker, the web server, the front desk, and a process of each
        desk = re.search(r"(http://localhost:\d+)/report/", "".join(lines))[1]
        with urllib.request.urlopen(f"{desk}/report/") as page:
            assert page.status == 200 and "แจ้ง" in page.read().decode()
        running.send_signal(end)
        assert running.wait(timeout=30) == (-signal.SIGKILL if end == signal.SIGKILL else 0)
        wait_until(lambda: not any(alive(pid) for pid in members))
        assert serving.is_free("127.0.0.1", port)
    finally:
        if running.poll() is None:
            running.kill()
        running.stdout.close()


@pytest.mark.django_db
class TestKeys:
    @pytest.fixture
    def lost(self, settings, tmp_path):
        """An empty folder of keys; the keys in memory stay those of the tests."""
        keys.subkey("of the tests"), keys.signing_key()
        settings.KEYS_DIR = tmp_path / "keys"
        return settings.KEYS_DIR

    def test_the_first_start_makes_them(self, lost, settings):
        assert cli._keys_are_there()
        assert sorted(path.name for path in lost.iterdir()) == ["master.key", "pepper.key", "trail.pem", "web.secret"]
        assert (lost / "web.secret").read_text() == settings.SECRET_KEY

    def test_over_data_they_are_not_made_anew(self, lost, capsys):
        note(by=SYSTEM)
        assert not cli._keys_are_there()
        assert "Restore it from the backup" in capsys.readouterr().err
        assert not lost.exists()

    def test_a_lost_web_secret_is_made_anew_for_it_seals_nothing_that_stays(self, lost, capsys):
        note(by=SYSTEM)
        lost.mkdir()
        for name in ("master.key", "trail.pem"):
            (lost / name).write_text("there")
        assert cli._keys_are_there()
        assert (lost / "web.secret").exists()

    def test_verification_without_keys_says_so(self, lost, capsys):
        note(by=SYSTEM)
        keys.forget()
        try:
            assert cli.main(["audit", "verify"]) == 1
            assert "is missing: restore it" in capsys.readouterr().err
        finally:
            keys.forget()
