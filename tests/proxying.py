"""The proxies of deploy/ as their own programs run them: real nginx and real Caddy, with no more changed than paths and ports."""

import getpass
import io
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.client import HTTPResponse
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from types import SimpleNamespace

from django.conf import settings

from saiyai.cli.tests.test_commands import free_ports
from tests.test_canaries import OFFICES, Site

HOST = "saiyai.example"
ONION = "desk" + "a" * 52 + ".onion"
DEPLOY = settings.ROOT / "deploy"
NGINX, CADDY = (shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin") for name in ("nginx", "caddy"))


class Behind(Site):
    """The web server and the front desk of a site, each at a socket, as its units start them."""

    def __init__(self, folder):
        super().__init__(folder, "sqlite")
        self.sockets = {"web": folder / "web-2.sock", "frontdesk": folder / "desk.sock"}
        self.running = {}
        self.environment |= {
            "SAIYAI_SITE_URL": f"https://{HOST}", "SAIYAI_FRONTDESK_URL": f"https://{HOST}", "SAIYAI_ONION_ADDRESS": f"http://{ONION}/report/",
            "SAIYAI_MAX_REPORT_BYTES": str(3 * 2**20),
        }  # fmt: skip

    def start(self):
        self.run("-m", "saiyai", "migrate")
        self.run("-m", "saiyai", "static")
        self.run("-c", OFFICES + "from saiyai.crypto import keys\nkeys.create_missing()\n")
        with (self.folder / "output.log").open("wb") as out:
            for name, place in self.sockets.items():
                self.serve(name, place, out)
        for place, path in zip(self.sockets.values(), ("/healthz", "/report/"), strict=True):
            until(lambda place=place, path=path: answers_at(place, path), 60)
        told = Path(f"/proc/{self.running[self.sockets['frontdesk']].pid}/environ").read_bytes().split(b"\0")
        return next(line.partition(b"=")[2].decode() for line in told if line.startswith(b"SAIYAI_CARRY_KEY="))

    def serve(self, name, place, out):
        command = [sys.executable, "-m", "saiyai", name, "--socket", str(place), "--workers", "1"]
        self.running[place] = subprocess.Popen(
            command, env=self.environment, cwd=settings.ROOT, stdout=out, stderr=subprocess.STDOUT
        )
        return self.running[place]

    def replace_web(self, place):
        """As its unit does: leave, stop, start, and wait until it is ready."""
        self.run("-m", "saiyai", "leave", "--socket", str(place))
        self.running[place].terminate()
        assert self.running[place].wait(60) == 0
        with (self.folder / "output.log").open("ab") as out:
            self.serve("web", place, out)
        until(lambda: answers_at(place, "/healthz"), 60)

    def end(self):
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(60)


def until(answer, seconds=15):
    """Ask until the answer is something; gives it."""
    end = time.monotonic() + seconds
    while not (found := answer()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
    return found


def answers_at(place, path, host=HOST):
    try:
        return ask_socket(place, path, host).status == 200
    except OSError:
        return False


def ask_socket(place, path, host, **headers):
    """An answer over a Unix socket."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(30)
        line.connect(str(place))
        line.sendall(head("GET", path, {"Host": host, "X-Forwarded-Proto": "https", **headers}))
        return answer_of(line)


def head(method, path, headers):
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "Connection: close"]
    return "\r\n".join([*lines, "", ""]).encode()


def answer_of(line):
    """All that comes until the line is closed; `length` is how much that was."""
    raw = b""
    while piece := line.recv(1 << 16):
        raw += piece
    answer = HTTPResponse(SimpleNamespace(makefile=lambda *_: io.BytesIO(raw)))
    answer.begin()
    return SimpleNamespace(
        status=answer.status, status_code=answer.status, headers=answer.headers, content=answer.read(), length=len(raw)
    )


class Recorder(ThreadingMixIn, UnixStreamServer):
    """Stands where the program would, and says what it was told."""

    daemon_threads = True

    def __init__(self, place):
        super().__init__(str(place), Recording)
        place.chmod(0o666)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        """Whoever asked has gone, as these tests want it; a fault of ours shows as an answer that is missing."""


class Recording(BaseHTTPRequestHandler):
    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        if "torn" in self.path:
            return
        said = {"headers": [(name.lower(), value) for name, value in self.headers.items()],
                "body": self.rfile.read(length).decode(), "path": self.path}  # fmt: skip
        content = json.dumps(said).encode()
        self.send_response(500 if "broken" in self.path else 200)
        for name, value in (("Content-Length", len(content)), ("Set-Cookie", "a=b"), ("Content-Type", "text/html")):
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *_):
        pass

    def address_string(self):
        return ""


class Proxy:
    """One of them, running in a folder. `web` and `desk` are the sockets that it passes on to."""

    def __init__(self, folder, web, desk):
        self.folder, self.web, self.desk = folder, web, desk
        (self.http, self.https), self.onion = free_ports(2), folder / "onion.sock"
        self.certificate()
        self.configure()

    def certificate(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-out", "fullchain.pem", "-keyout", "privkey.pem"],
            cwd=self.folder, check=True, capture_output=True, timeout=60,
        )  # fmt: skip

    def start(self):
        with (self.folder / "said.log").open("ab") as out:
            self.process = subprocess.Popen(
                self.command, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, "HOME": str(self.folder)}
            )
        until(self.listens)

    def listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.https)) == 0

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.process.wait(20)

    def line(self, *, source="127.0.0.1"):
        """A line to it, closed by TLS."""
        context = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        line = socket.create_connection(("127.0.0.1", self.https), timeout=30, source_address=(source, 0))
        return context.wrap_socket(line, server_hostname=HOST)

    def ask(self, method, path, body=b"", *, source="127.0.0.1", **headers):
        headers = {"Host": HOST, **({"Content-Length": len(body)} if body else {}), **headers}
        with self.line(source=source) as line:
            line.sendall(head(method, path, headers))
            with suppress(OSError):  # who has heard enough answers before everything was said
                line.sendall(body)
            return answer_of(line)

    def written(self):
        """All that it wrote anywhere, by file."""
        own = (".pem", ".conf", "Caddyfile", "autosave.json")
        found = (path for path in self.folder.rglob("*") if path.is_file() and not path.name.endswith(own))
        return {path: path.read_text(errors="replace") for path in found}


class Nginx(Proxy):
    """Below the machine's own nginx.conf, as Debian packs it."""

    name, program = "nginx", NGINX

    def configure(self):
        (self.folder / "log").mkdir()
        for name in (
            "saiyai-pass.conf",
            "saiyai-away.conf",
            "saiyai-large.conf",
            "saiyai-desk-pass.conf",
            "saiyai-desk-away.conf",
        ):
            (self.folder / name).write_text((DEPLOY / "proxy" / name).read_text())
        site = replaced((DEPLOY / "proxy" / "nginx.conf").read_text(), {
            "/run/saiyai/web-1.sock": self.web[0], "/run/saiyai/web-2.sock": self.web[1],
            "/run/saiyai-desk/desk.sock": self.desk, "/run/saiyai-onion.sock": self.onion,
            "/etc/nginx/saiyai-": f"{self.folder}/saiyai-", "/etc/ssl/saiyai/": f"{self.folder}/",
            "/var/log/nginx/": f"{self.folder}/log/", "listen [::]:80;": "", "listen [::]:443 ssl http2;": "",
            "listen 80;": f"listen 127.0.0.1:{self.http};", "listen 443 ": f"listen 127.0.0.1:{self.https} ",
        })  # fmt: skip
        (self.folder / "site.conf").write_text(site)
        temporary = "".join(
            f"{kind}_temp_path {self.folder}/temp-{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )  # fmt: skip
        main = replaced(Path("/etc/nginx/nginx.conf").read_text(), {
            "user www-data;": f"user {getpass.getuser()};" if os.geteuid() == 0 else "",
            "/run/nginx.pid": self.folder / "pid", "/var/log/nginx/": f"{self.folder}/log/",
            "include /etc/nginx/sites-enabled/*;": f"{temporary}include {self.folder}/site.conf;",
        })  # fmt: skip
        self.configuration = self.folder / "nginx.conf"
        self.configuration.write_text(main)
        self.command = [NGINX, "-c", str(self.configuration), "-e", f"{self.folder}/log/start.log", "-g", "daemon off;"]

    def verify(self):
        words = [NGINX, "-t", "-c", str(self.configuration), "-e", f"{self.folder}/log/start.log"]
        return subprocess.run(words, capture_output=True, text=True, timeout=60)


class Caddy(Proxy):
    name, program = "caddy", CADDY

    def configure(self):
        own = (f"{{\n\tadmin off\n\tdefault_bind 127.0.0.1\n\tstorage file_system {self.folder}/storage\n"
               f"\thttp_port {self.http}\n\thttps_port {self.https}\n")  # fmt: skip
        site = replaced((DEPLOY / "proxy" / "Caddyfile").read_text(), {
            "unix//run/saiyai/web-1.sock": f"unix/{self.web[0]}", "unix//run/saiyai/web-2.sock": f"unix/{self.web[1]}",
            "unix//run/saiyai-desk/desk.sock": f"unix/{self.desk}",
            f"{HOST} {{\n": f"{HOST} {{\n\ttls {self.folder}/fullchain.pem {self.folder}/privkey.pem\n",
        })  # fmt: skip
        site = re.sub(r"^\{\n", lambda _: own, site, count=1, flags=re.MULTILINE)
        self.configuration = self.folder / "Caddyfile"
        self.configuration.write_text(site)
        self.command = [CADDY, "run", "--config", str(self.configuration), "--adapter", "caddyfile"]

    def verify(self):
        words = [CADDY, "validate", "--config", str(self.configuration), "--adapter", "caddyfile"]
        return subprocess.run(
            words, capture_output=True, text=True, timeout=60, env={**os.environ, "HOME": str(self.folder)}
        )


def replaced(text, changes):
    """Every one of these words must be there: what is not found is not tried."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, str(new))
    return text
