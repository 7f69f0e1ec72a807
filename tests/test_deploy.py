"""The files of deploy/ fit the program: its commands, its limits, its settings, and its silence."""

import re
import shlex

import pytest
from django.conf import settings

from saiyai import cli
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
    assert [line for line in HARD if line not in lines] == []
    called = re.findall(r"/\.venv/bin/saiyai ([^'\n]+)", "\n".join(line for line in lines if line.startswith("Exec")))
    assert called
    for words in called:
        cli._parser().parse_args(shlex.split(words.replace("$(date +%%F)", "today")))


@pytest.mark.parametrize("path", ["proxy/Caddyfile", "container/Caddyfile", "proxy/nginx.conf"])
def test_a_proxy_lets_through_what_the_program_takes(path):
    found = re.search(r"(?:client_max_body_size|max_size) (\d+)(?:m;|MiB)", text(path))
    assert int(found[1]) == MEBIBYTES


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
    known = set(re.findall(r"\"(SAIYAI_[A-Z_]+)\"", (settings.ROOT / "saiyai/settings.py").read_text(encoding="utf-8")))
    assert set(re.findall(r"\bSAIYAI_[A-Z_]+\b", path.read_text(encoding="utf-8"))) <= known


def test_images_are_named_by_version():
    named = re.findall(
        r"(?:FROM|image:) (docker\.io/\S+)", text("container/Containerfile") + text("container/compose.yaml")
    )
    assert len(named) == 4 and not [name for name in named if not re.search(r":\d+\.\d+(\.\d+)?[\w.-]*$", name)]
