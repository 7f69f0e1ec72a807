"""The package as it is installed on a server: it holds all it needs, and runs in an empty folder without the source."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv

import pytest

from tests.architecture.house import ROOT

pytestmark = pytest.mark.elsewhere
SOURCE = ("saiyai", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A fresh environment with the pinned packages and our wheel; the folder of its programs."""
    place = tmp_path_factory.mktemp("wheel")
    (place / "source").mkdir()  # a copy, so that building leaves nothing in the checkout
    for name in SOURCE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, place / "source" / name)
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", place, place / "source"], check=True)
    shutil.rmtree(place / "source")
    venv.create(place / "venv", with_pip=True)
    inside = [place / "venv" / "bin" / "python", "-m", "pip", "-q", "--disable-pip-version-check", "install"]
    subprocess.run([*inside, "--require-hashes", "-r", ROOT / "requirements.lock"], check=True)
    subprocess.run([*inside, "--no-deps", next(place.glob("*.whl"))], check=True)
    return place / "venv" / "bin"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The empty folder it is started in."""
    return tmp_path_factory.mktemp("empty")


def environment(home):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAIYAI_", "DJANGO_", "PYTHON"))}
    return kept | {"HOME": str(home), "XDG_DATA_HOME": "", "LANG": "C.UTF-8", "LANGUAGE": "en"}


def saiyai(installed, home, *arguments):
    done = subprocess.run(
        [installed / "saiyai", *arguments], cwd=home, env=environment(home), capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def read(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read()


def test_the_doctor_the_demo_and_the_pages_run_from_the_wheel(installed, home):
    code, told = saiyai(installed, home, "demo", "--people", "50", "--applications", "10")
    assert code == 0, told
    code, told = saiyai(installed, home, "demo", "--people", "50")
    assert code == 1 and "already" in told
    _code, told = saiyai(installed, home, "doctor")
    lines = {line.split()[1]: line.split()[0] for line in told.splitlines() if line[:1] in "FwW " and line.split()}
    whole = ("assets", "translations", "database", "search", "trail")
    assert {name: lines[name] for name in whole} == dict.fromkeys(whole, "ok"), told
    assert [path.name for path in (home / ".local" / "share").iterdir()] == ["saiyai"], "data lie with who runs it"
    assert not list(installed.parent.rglob("site-packages/var"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [installed / "saiyai", "run", "--demo", "--port", str(port), "--workers", "1"]
    running = subprocess.Popen(command, cwd=home, env=environment(home))
    try:
        site = f"http://localhost:{port}"
        page = _first(site, running)
        assert "เครือข่าย" in page
        sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
        assert len(read(site + sheet)) > 1000
        assert read(f"{site}/apply/form.pdf")[:5] == b"%PDF-"
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=60)


def _first(site, running):
    """The first page, as soon as there is one."""
    for _again in range(300):
        assert running.poll() is None, "it ended by itself"
        try:
            return read(site + "/").decode()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("it never answered")
