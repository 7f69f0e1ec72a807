"""The front desk as its own process, behind its fence on PostgreSQL, and visitors who send reports to it over HTTP."""

import http.client
import os
import secrets
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit, urlunsplit

from bench.memory import free_port
from bench.plan import ROOT

STARTING = 120  # seconds
RECEIVED = "เราได้รับเรื่องของคุณแล้ว".encode()


@dataclass(frozen=True)
class Cpu:
    """Seconds of processor time: of derivations, and for all else."""

    deriving: float = 0.0
    beside: float = 0.0

    def __add__(self, other):
        return Cpu(self.deriving + other.deriving, self.beside + other.beside)

    def __sub__(self, other):
        return Cpu(self.deriving - other.deriving, self.beside - other.beside)

    def __truediv__(self, number):
        return Cpu(self.deriving / number, self.beside / number)

    @property
    def all(self):
        return self.deriving + self.beside


def cpu(process) -> Cpu:
    """What a process has used until now. Threads that derive are known by stepping back for all others (crypto/slow.py)."""
    used = {True: 0, False: 0}
    for thread in Path(f"/proc/{process}/task").iterdir():
        niceness = int((thread / "stat").read_text().rpartition(")")[2].split()[16])
        used[niceness > 0] += int((thread / "schedstat").read_text().split()[0])
    return Cpu(used[True] / 1e9, used[False] / 1e9)


class Visitor:
    """Somebody's browser: one connection, forms as browsers send them."""

    def __init__(self, port):
        self.port = port
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self._headers = {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}

    def ask(self, method, path, body=None, **headers):
        """The answer, read to its end; raises OSError or HTTPException where the line was torn."""
        try:
            self._line.request(method, path, body, self._headers | headers)
            answer = self._line.getresponse()
            return SimpleNamespace(status_code=answer.status, content=answer.read(), headers=answer.headers)
        except (OSError, http.client.HTTPException):
            self._line.close()
            raise

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, data):
        return self.ask("POST", path, urlencode(data), **{"Content-Type": "application/x-www-form-urlencoded"})

    def send(self, carried):
        """The last page of a report, with its empty choice of files."""
        bound = "bench" + secrets.token_hex(8)
        parts = [
            f'--{bound}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'
            for name, more, value in (
                ("carried", "", carried),
                ("files", '; filename=""\r\nContent-Type: application/octet-stream', ""),
                ("go", "", "send"),
            )
        ]
        body = "".join([*parts, f"--{bound}--\r\n"]).encode()
        return self.ask("POST", "/report/tell/", body, **{"Content-Type": f"multipart/form-data; boundary={bound}"})


class Desk:
    """A front desk that runs."""

    def __init__(self, process, port):
        self.process, self.port = process, port

    def workers(self):
        """The processes that answer."""
        return Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()

    def cpu(self):
        """The processor time that they have used."""
        return sum((cpu(worker) for worker in self.workers()), Cpu())

    def memory(self):
        """The most that one of them has held, in MB."""
        found = []
        for worker in self.workers():
            told = Path(f"/proc/{worker}/status").read_text()
            found.append(int(told.partition("VmHWM:")[2].split()[0]) / 1024)
        return max(found)

    def carry_key(self):
        """What closes the forms: a report that is begun ten minutes ago is made with it, instead of waiting."""
        told = Path(f"/proc/{self.process.pid}/environ").read_bytes().split(b"\0")
        return next(line.partition(b"=")[2].decode() for line in told if line.startswith(b"SAIYAI_CARRY_KEY="))


@contextmanager
def running():
    """A front desk over the store of this process, with as many workers as processors."""
    port, environment = free_port(), dict(os.environ)
    environment |= {"SAIYAI_FRONTDESK_URL": f"http://localhost:{port}", "DJANGO_SETTINGS_MODULE": "saiyai.settings"}
    with ExitStack() as stack:
        if environment.get("SAIYAI_DATABASE"):
            environment["SAIYAI_FRONTDESK_DATABASE"] = stack.enter_context(_role(environment))
        _saiyai(environment, "static")
        command = [sys.executable, "-m", "saiyai", "frontdesk", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            _wait(process, port)
            yield Desk(process, port)
        finally:
            process.terminate()
            process.wait()


def _saiyai(environment, *words):
    subprocess.run(
        [sys.executable, "-m", "saiyai", *words], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )


@contextmanager
def _role(environment):
    """The address by which the front desk signs in: a role of its own, which goes afterwards."""
    import psycopg
    from psycopg import sql

    address = environment["SAIYAI_DATABASE"]
    name, parts = f"saiyai_bench_desk_{secrets.token_hex(4)}", urlsplit(address)
    role = sql.Identifier(name)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'bench'").format(role))
        try:
            _saiyai(environment, "frontdesk-role", name)
            where = f"{parts.hostname}:{parts.port or 5432}"
            yield urlunsplit(parts._replace(netloc=f"{name}:bench@{where}"))
        finally:
            server.execute(sql.SQL("DROP OWNED BY {}").format(role))
            server.execute(sql.SQL("DROP ROLE {}").format(role))


def _wait(process, port):
    until = time.monotonic() + STARTING
    while time.monotonic() < until and process.poll() is None:
        try:
            if Visitor(port).get("/report/").status_code == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the front desk did not start")
