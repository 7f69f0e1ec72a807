"""The files of deploy/ fit the program: its commands, its limits, its settings, and its silence."""

import re
import shlex

import pytest
from django.conf import settings

from saiyai import cli
from saiyai.cli import frontdesk
from saiyai.intake.middleware import BEYOND
from saiyai.ui.uploads import FILES_IN_ONE_REQUEST

DEPLOY = settings.ROOT / "deploy"
UNITS = sorted(path for path in (DEPLOY / "systemd").glob("*.service") if "alarm" not in path.name)
MEBIBYTES = settings.MAX_UPLOAD_BYTES * FILES_IN_ONE_REQUEST // 2**20
HARD = [
    "UMask=0077",
    "ProtectSystem=strict",
    "NoNewPrivileges=yes",
    "MemoryDenyWriteExecute=yes",
    "CapabilityBoundingSet=",
    "LimitCORE=0",
    "User=saiyai",
    "SystemCallFilter=@system-service",
    "ProtectHome=yes",
    "PrivateTmp=yes",
]


def text(path):
    return (DEPLOY / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_are_hard_and_call_commands_that_exist(unit):
    lines = unit.read_text(encoding="utf-8").splitlines()
    hard = [line.replace("User=saiyai", "User=saiyai-desk") for line in HARD] if "frontdesk" in unit.name else HARD
    assert [line for line in hard if line not in lines] == []
    called = re.findall(r"/\.venv/bin/saiyai ([^'\n]+)", "\n".join(line for line in lines if line.startswith("Exec")))
    assert called
    for words in called:
        cli._parser().parse_args(shlex.split(words.replace("$(date +%%F)", "today")))


@pytest.mark.parametrize("path", ["proxy/Caddyfile", "container/Caddyfile", "proxy/nginx.conf"])
def test_a_proxy_lets_through_what_the_program_takes(path):
    found = re.findall(r"(?:client_max_body_size|max_size) (\d+)(?:m;|MiB)", text(path))
    if path.endswith("nginx.conf"):
        found += re.findall(r"client_max_body_size (\d+)m;", text("proxy/saiyai-desk-pass.conf"))
    assert sorted(map(int, found)) == [MEBIBYTES, (settings.MAX_REPORT_BYTES + BEYOND) // 2**20]


def test_the_caddy_of_the_container_does_as_the_one_that_is_tried():
    """tests/test_proxies.py runs the other one."""

    def means(path):
        lines = [line.strip() for line in text(path).splitlines() if not line.strip().startswith(("#", "lb_policy"))]
        return [re.sub(r"^(reverse_proxy) .*", r"\1", line) for line in lines]

    assert means("container/Caddyfile") == means("proxy/Caddyfile")


def test_a_request_to_the_front_desk_leaves_no_line_and_lies_on_no_disk():
    conf = text("proxy/saiyai-desk-pass.conf")
    for line in (
        "access_log off;",
        "error_log /dev/null crit;",
        "proxy_request_buffering off;",
        "proxy_buffering off;",
    ):
        assert line in conf
    locations = re.findall(r"location ~\* (\S+) \{\s[^}]*include (\S+);", text("proxy/nginx.conf"))
    assert locations == [("^/(en/)?report(/|$)", "/etc/nginx/saiyai-desk-pass.conf")] * 2


def test_the_unit_of_the_front_desk_sees_no_main_database_no_network_and_one_key():
    unit = text("systemd/saiyai-frontdesk.service")
    assert re.findall(r"LoadCredential=(\S+):", unit) == ["pepper.key"]
    assert "PrivateNetwork=yes" in unit and "RestrictAddressFamilies=AF_UNIX\n" in unit
    assert (
        "EnvironmentFile=/etc/saiyai/frontdesk.env\n" in unit and "EnvironmentFile=/etc/saiyai/saiyai.env" not in unit
    )
    hidden = re.search("InaccessiblePaths=(.*)", unit)[1]
    assert "-/var/lib/saiyai " in hidden and "/etc/saiyai/keys" in hidden
    told = set(re.findall(r"^(SAIYAI_[A-Z_]+)=", text("frontdesk.env.example"), re.MULTILINE))
    told |= {f"SAIYAI_SECURITY_{name}" for name in ("CONTACT", "KEY", "EXPIRES", "TXT")}
    assert told <= frontdesk.NEEDED and "SAIYAI_DATABASE" not in told


def test_the_unit_of_the_web_server_lets_the_box_of_safe_copies_make_itself():
    """Tried under systemd by hand: without any of these four, no copy is made and each try hangs for half a minute."""
    unit = text("systemd/saiyai-web@.service")
    for line in (
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
        "RestrictNamespaces=cgroup ipc mnt net pid user uts",
        "SystemCallFilter=~@privileged @resources\nSystemCallFilter=@mount capset",
        "ProcSubset=all",
    ):
        assert f"\n{line}\n" in unit


def test_the_backup_does_not_see_the_keyring():
    assert "InaccessiblePaths=-/srv/saiyai-keyring -/srv/saiyai-keyring-2" in text("systemd/saiyai-backup.service")


def test_nginx_logs_no_address_path_or_minute():
    conf = text("proxy/nginx.conf")
    shape = re.search(r"log_format saiyai '([^']*)'", conf)[1]
    assert set(re.findall(r"\$\w+", shape)) == {"$saiyai_hour", "$request_method", "$status"}
    logs = re.findall(r"^\s*((?:access|error)_log [^;]*);", conf, re.MULTILINE)
    assert logs and not [
        log for log in logs if log not in ("access_log off", "error_log /dev/null crit")
        and log != "access_log /var/log/nginx/saiyai.log saiyai if=$saiyai_failed"
    ]  # fmt: skip


def test_uploads_and_answers_are_not_laid_on_the_disk_by_nginx():
    conf = text("proxy/saiyai-pass.conf")
    assert "proxy_request_buffering off;" in conf and "proxy_max_temp_file_size 0;" in conf


@pytest.mark.parametrize("path", sorted(path for path in DEPLOY.rglob("*") if path.is_file()), ids=lambda p: p.name)
def test_only_settings_that_exist_are_set(path):
    known = set()
    for name in ("settings.py", "frontdesk_settings.py"):
        known |= set(re.findall(r"\"(SAIYAI_[A-Z_]+)\"", (settings.ROOT / "saiyai" / name).read_text(encoding="utf-8")))
    assert set(re.findall(r"\bSAIYAI_[A-Z_]+\b", path.read_text(encoding="utf-8"))) <= known


def test_images_are_named_by_version():
    named = re.findall(
        r"(?:FROM|image:) (docker\.io/\S+)", text("container/Containerfile") + text("container/compose.yaml")
    )
    assert len(named) == 4 and not [name for name in named if not re.search(r":\d+\.\d+(\.\d+)?[\w.-]*$", name)]
