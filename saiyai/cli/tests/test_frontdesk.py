"""The front desk as a process: it starts by itself, knows nothing of the site, and answers without the main database."""

import http.client
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from saiyai import cli
from saiyai.cli import frontdesk, serving
from saiyai.cli.tests.test_commands import alive, environment, family, free_port, saiyai, wait_until

CANARY = "canary-of-the-main-database"


def test_it_is_told_what_it_needs_and_nothing_more():
    given = {
        "SAIYAI_SMTP_PASSWORD": "x",
        "SAIYAI_SECRET_KEY": "x",
        "SAIYAI_LINE_TOKEN": "x",
        "SAIYAI_LINE_SECRET": "x",
        "SAIYAI_VAR": "v",
        "PATH": "p",
    }
    told = dict(given)
    frontdesk.forget_settings(told)
    assert told == {"SAIYAI_VAR": "v", "PATH": "p"}
    told = given | {"SAIYAI_DATABASE": "main", "SAIYAI_FRONTDESK_DATABASE": "own"}
    frontdesk.forget_settings(told)
    assert told == {"SAIYAI_VAR": "v", "PATH": "p", "SAIYAI_FRONTDESK_DATABASE": "own"}


def test_a_key_that_is_lost_is_not_made_anew_while_the_ring_is_not_empty(settings, tmp_path, monkeypatch, db):
    from saiyai.crypto import keyring

    settings.KEYS_DIR, settings.KEYRING = tmp_path / "keys", tmp_path / "ring.sqlite3"
    assert cli._lost_keys() == [] and not settings.KEYRING.exists()
    keyring.put({"report|1|0": b"k" * 32})
    assert cli._lost_keys() == [str(settings.KEYS_DIR / "pepper.key")]


def asked(port, path="/report/", **headers):
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    asking.request("GET", path, headers={"Host": f"localhost:{port}", **headers})
    answer = asking.getresponse()
    body = answer.read()
    asking.close()
    return answer, body


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A site whose tables and static files are there, and whose main database then became unreadable."""
    folder = tmp_path_factory.mktemp("home")
    for command in ("migrate", "static"):
        done = subprocess.run(
            [sys.executable, "-m", "saiyai", command], env=environment(folder), cwd=settings.ROOT, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()
    (folder / "saiyai.sqlite3").write_text(CANARY)
    return folder


@pytest.mark.elsewhere
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
def test_it_serves_while_the_main_database_is_broken_and_hides_its_memory(home):
    port = free_port()
    running = saiyai(home, "frontdesk", "--port", str(port), "--workers", "1")
    try:
        wait_until(lambda: not serving.is_free("127.0.0.1", port) or running.poll() is not None)
        wait_until(lambda: len(family(running.pid)) > 1)
        answer, body = asked(port)
        assert answer.status == 200 and "แจ้งเรื่องทุจริต".encode() in body
        assert answer.getheader("Set-Cookie") is None
        assert asked(port, "/accounts/login/")[0].status == 404
        members = family(running.pid) - {running.pid}
        for pid in members:
            limits = Path(f"/proc/{pid}/limits").read_text()
            cores = next(line for line in limits.splitlines() if "core file" in line).split()
            if cores[4:6] == ["0", "0"]:  # the server that starts the workers keeps the limit that it was given
                assert Path(f"/proc/{pid}/mem").stat().st_uid == 0
                break
        else:
            raise AssertionError("no worker closed its memory")
        ping = [sys.executable, "-m", "saiyai", "ping", "--frontdesk", "--port", str(port)]
        told = environment(home) | {"SAIYAI_FRONTDESK_URL": f"http://localhost:{port}"}
        assert subprocess.run(ping, env=told, cwd=settings.ROOT, capture_output=True).stdout == b"ready\n"
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 0
        wait_until(lambda: not any(alive(pid) for pid in members))
    finally:
        if running.poll() is None:
            running.terminate()  # killed, it would leave its worker behind
            running.wait(30)
        running.stdout.close()


@pytest.mark.elsewhere
def test_it_does_not_start_without_its_tables_pepper_or_files(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "saiyai", "frontdesk", "--port", str(free_port())],
        env=environment(tmp_path) | {"LANGUAGE": "en"}, cwd=settings.ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    for word in ("pepper.key", "saiyai migrate", "saiyai static"):
        assert word in done.stderr
