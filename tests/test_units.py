"""What stands in deploy/ for systemd, Tor and containers, read by the programs that it is written for, or piece by piece."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from saiyai import cli

DEPLOY = settings.ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
ANALYZE, TOR = shutil.which("systemd-analyze"), shutil.which("tor")
# How much is left open, of 10, as systemd counts it. The web server may make namespaces, for safe copies of files; who is
# alarmed may use the network.
EXPOSED = {"saiyai-frontdesk.service": 0.2, "saiyai-web@.service": 2.1, "saiyai-alarm@.service": 1.3}


def said(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=60)


def placed(unit, folder):
    """A unit under the name of an instance, with our own command where that of a server would be."""
    path = folder / unit.name.replace("@.", "@1.")
    own = str(Path(sys.executable).parent / "saiyai")
    path.write_text(unit.read_text(encoding="utf-8").replace("/opt/saiyai/.venv/bin/saiyai", own), encoding="utf-8")
    return path


@pytest.mark.elsewhere
@pytest.mark.skipif(not ANALYZE, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_finds_nothing_wrong_with_a_unit_and_little_open(unit, tmp_path):
    path = placed(unit, tmp_path)
    timer = unit.with_suffix(".timer")
    done = said(ANALYZE, "verify", "--man=no", path, *([placed(timer, tmp_path)] if timer.exists() else []))
    assert (done.returncode, done.stderr) == (0, "")
    told = said(ANALYZE, "security", "--offline=true", "--no-pager", path).stdout
    assert float(re.search(r"exposure level for \S+: ([\d.]+)", told)[1]) <= EXPOSED.get(unit.name, 1.1), told


@pytest.mark.elsewhere
@pytest.mark.skipif(not TOR, reason="tor is not installed")
def test_tor_takes_its_configuration_and_can_ask_for_work(tmp_path):
    told = (DEPLOY / "onion" / "torrc").read_text(encoding="utf-8")
    assert told.count("/var/lib/tor/saiyai") == told.count("unix:/run/saiyai-onion.sock") == 1
    file = tmp_path / "torrc"
    file.write_text(told.replace("/var/lib/tor/saiyai", f"{tmp_path}/desk").replace("/run/", f"{tmp_path}/"))
    done = said(TOR, "--verify-config", "--hush", "-f", file, "--DataDirectory", tmp_path / "data")
    warned = [line for line in done.stdout.splitlines() if "[warn]" in line and "as root" not in line]
    assert done.returncode == 0 and warned == [], done.stdout
    assert "pow: yes" in said(TOR, "--list-modules").stdout, "floods could not be answered with proof of work"


def test_containers_call_commands_that_exist():
    file = (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8")
    called = [words["command"] for words in SERVICES.values() if "command" in words]
    called += [yaml.safe_load(re.search(r"^CMD (\[.*\])$", file, re.MULTILINE)[1])]
    called += [yaml.safe_load(re.search(r"HEALTHCHECK .* CMD (\[.*\])$", file, re.MULTILINE)[1])[3:]]
    called += [SERVICES["frontdesk"]["healthcheck"]["test"][4:]]
    head = (DEPLOY / "container" / "compose.yaml").read_text(encoding="utf-8").partition("x-saiyai")[0]
    called += [shlex.split(words) for words in re.findall(r"--rm web ([a-z][\w -]*)", head)]
    assert len(called) == 8
    for words in called:
        cli._parser().parse_args(words)
    assert 'ENTRYPOINT ["python", "-m", "saiyai"]' in file


def test_all_that_the_containers_share_is_there():
    """Files beside compose.yaml, volumes, secrets and networks: each that is named is declared, and none for nothing."""
    used = {"volumes": set(), "networks": set(), "secrets": set()}
    for service in SERVICES.values():
        used["networks"] |= set(service.get("networks", ()))
        used["secrets"] |= {one if isinstance(one, str) else one["source"] for one in service.get("secrets", ())}
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (DEPLOY / "container" / source).is_file(), source
            else:
                used["volumes"].add(source)
    assert used == {kind: set(COMPOSE[kind]) for kind in used}
    assert all(name in SERVICES for service in SERVICES.values() for name in service.get("depends_on", ()))


def test_the_proxy_of_the_containers_finds_both_and_the_front_desk_finds_no_way_out():
    caddy = (DEPLOY / "container" / "Caddyfile").read_text(encoding="utf-8")
    for name, port in re.findall(r"reverse_proxy (\w+):(\d+)", caddy):
        options = cli._parser().parse_args(SERVICES[name]["command"])
        assert (options.host, options.port) == ("0.0.0.0", int(port))
        assert set(SERVICES[name]["networks"]) & set(SERVICES["proxy"]["networks"]) == {"front"} | set(
            SERVICES[name]["networks"]
        )
    assert COMPOSE["networks"]["front"] == {"internal": True} and SERVICES["frontdesk"]["networks"] == ["front"]
    assert SERVICES["database"]["network_mode"] == "none"


@pytest.mark.parametrize("ignoring", [".dockerignore", ".gitignore"])
def test_what_is_secret_gets_into_no_image_and_no_commit(ignoring):
    secret = {Path(one["file"]).name for one in COMPOSE["secrets"].values()}
    secret |= {service["env_file"] for service in SERVICES.values() if "env_file" in service}
    left_out = (settings.ROOT / ignoring).read_text(encoding="utf-8").split()
    assert len(secret) == 7 and {f"deploy/container/{name}" for name in secret} <= set(left_out)


def test_the_image_is_built_from_files_that_are_here_with_the_python_that_is_tried():
    file = (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--from)(.*) \S+$", file, re.MULTILINE):
        assert all((settings.ROOT / name).exists() for name in line.split())
    guide = (settings.ROOT / "docs" / "guides" / "first-server.md").read_text(encoding="utf-8")
    scripts = ["assets/build.py", "assets/compile_messages.py"]
    assert re.findall(r"/tmp/assets/bin/python (assets/\w+\.py)", file) == scripts
    assert re.findall(r"/opt/saiyai-build/bin/python (assets/\w+\.py)", guide) == scripts * 2
    assert "python assets/" not in (file + guide).replace("/assets/bin/python ", "").replace("-build/bin/python ", "")
    locked = set(re.findall(r"^([\w-]+)==", (settings.ROOT / "requirements-assets.lock").read_text(), re.MULTILINE))
    for name in scripts:
        imported = re.findall(
            r"^(?:import|from) (\w+)", (settings.ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
        )
        assert imported and set(imported) <= sys.stdlib_module_names | locked, name
    assert set(re.findall(r"python:(\d+\.\d+)\.", file)) == {"3.11"} and 'requires-python = ">=3.11"' in (
        settings.ROOT / "pyproject.toml"
    ).read_text(encoding="utf-8")
