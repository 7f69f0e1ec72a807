"""A whole report at a real front desk, on both databases; then everything that is on any disk is searched for it.

Words, file names, codes, addresses, browser, cookies: each carries a mark of its own. After success, mistakes and breakdowns
none of them may lie anywhere: in the tables and their logs, the keyring, the sealed files, the temporary folder, the logs.
"""

import base64
import http.client
import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, urlencode, urlsplit

import psycopg
import pytest
from django.conf import settings

from saiyai.cli.tests.test_commands import family, free_port
from saiyai.crypto import codes
from saiyai.intake import carried
from saiyai.intake.tests.telling import come_back, fill, go, heading, hidden, older, receipt_on

pytestmark = [
    pytest.mark.elsewhere,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc"),
]
POSTGRESQL = os.environ.get("SAIYAI_DATABASE", "")
MARK = "canary-" + secrets.token_hex(6)
WORDS = {
    "what": {"what": f"เขารับเงินจากผู้รับเหมา {MARK}-what", "short": f"เงินทอน {MARK}-title"},
    "who": {"agency": f"{MARK}-agency", "name_0": f"{MARK}-name", "post_0": "นายช่าง"},
    "where": {"when": f"{MARK}-when", "province": "40", "postcode": "40000"},
    "mode": {"mode": "confidential"},
    "identity": {"name": f"{MARK}-identity", "phone": "081 000 0000", "note": f"{MARK}-note"},
}
FILE = (f"{MARK}-ชื่อแฟ้ม.jpg", f"{MARK}-inside ".encode() * 9000, "image/jpeg")
TOLD = {
    name: f"{MARK}-{name}" for name in
    ("X-Forwarded-For", "X-Real-IP", "Forwarded", "User-Agent", "Accept-Language", "Referer", "Via", "X-Client", "DNT")
} | {"Cookie": f"sessionid={MARK}-cookie; csrftoken={MARK}-token"}  # fmt: skip
LIMIT = 400_000
OFFICES = """
import django, uuid
django.setup()
from saiyai.crypto import hybrid
from saiyai.intake.models import Desk, Reader
for code in ("HQ", "R4"):
    Desk.objects.create(code=code, name_th=code, name_en=code, is_central=code == "HQ", provinces=["40"] if code == "R4" else [])
    Reader.objects.create(officer=uuid.uuid4(), epoch=1, desk=code, public_key=hybrid.public_bytes(hybrid.new_seed()), name="เจ้าหน้าที่ " + code)
"""


class Visitor:
    """A browser without scripts that tells everything about itself."""

    def __init__(self, port):
        self.port, self.origin = port, f"http://localhost:{port}"

    def ask(self, method, path, body=None, **more):
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": f"localhost:{self.port}", "Origin": self.origin, **TOLD, **more}
        try:
            asking.request(method, path, body, headers)
            answer = asking.getresponse()
            return SimpleNamespace(status_code=answer.status, content=answer.read(), headers=answer.headers)
        finally:
            asking.close()

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, data, **more):
        files = data.pop("files", None)
        if files is None:
            return self.ask(
                "POST", path, urlencode(data), **{"Content-Type": "application/x-www-form-urlencoded", **more}
            )
        bound, parts = secrets.token_hex(8), []
        for name, value in data.items():
            parts.append(f'--{bound}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        for name, content, kind in files:
            head = f'--{bound}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
            parts += [head.encode(), content, b"\r\n"]
        body = b"".join([*parts, f"--{bound}--\r\n".encode()])
        return self.ask("POST", path, body, **{"Content-Type": f"multipart/form-data; boundary={bound}", **more})


class Site:
    """A site of its own with a front desk that runs; on PostgreSQL behind its fence."""

    def __init__(self, folder, vendor):
        self.folder, self.vendor, self.port = folder, vendor, free_port()
        self.database = f"canary_{secrets.token_hex(4)}"
        (folder / "temp").mkdir()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SAIYAI_", "DJANGO_"))},
            "SAIYAI_VAR": str(folder / "var"), "TMPDIR": str(folder / "temp"), "DJANGO_SETTINGS_MODULE": "saiyai.settings",
            "SAIYAI_FRONTDESK_URL": f"http://localhost:{self.port}", "SAIYAI_MAX_REPORT_BYTES": str(LIMIT), "LANGUAGE": "en",
            "SAIYAI_KEYRING_MIRROR": str(folder / "mirror" / "ring.sqlite3"), "SAIYAI_STATIC": str(folder / "static"),
        }  # fmt: skip
        if vendor == "postgresql":
            self.roles()

    def roles(self):
        parts, self.desk = urlsplit(POSTGRESQL), f"{self.database}_desk"
        where = f"{parts.hostname}:{parts.port or 5432}/{self.database}"
        with psycopg.connect(POSTGRESQL, autocommit=True) as server:
            server.execute(f"CREATE ROLE {self.database} LOGIN PASSWORD 'p'")
            server.execute(f"CREATE ROLE {self.desk} LOGIN PASSWORD 'p'")
            server.execute(f"CREATE DATABASE {self.database} OWNER {self.database}")
        self.environment["SAIYAI_DATABASE"] = f"postgresql://{self.database}:p@{where}"
        self.environment["SAIYAI_FRONTDESK_DATABASE"] = f"postgresql://{self.desk}:p@{where}"

    def run(self, *words):
        done = subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=settings.ROOT,
            capture_output=True,
            text=True,
            timeout=280,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self):
        self.run("-m", "saiyai", "migrate")
        self.run("-m", "saiyai", "static")
        self.run("-c", "import django; django.setup(); from saiyai.crypto import keys; keys.create_missing()")
        self.run("-c", OFFICES)
        if self.vendor == "postgresql":
            self.run("-m", "saiyai", "frontdesk-role", self.desk)
        command = [sys.executable, "-m", "saiyai", "frontdesk", "--port", str(self.port), "--workers", "1"]
        with (self.folder / "output.log").open("wb") as out:
            self.process = subprocess.Popen(
                command, env=self.environment, cwd=settings.ROOT, stdout=out, stderr=subprocess.STDOUT
            )
        self.run("-m", "saiyai", "ping", "--frontdesk", "--port", str(self.port), "--wait", "360")
        told = Path(f"/proc/{self.process.pid}/environ").read_bytes().split(b"\0")
        return next(line.partition(b"=")[2].decode() for line in told if line.startswith(b"SAIYAI_CARRY_KEY="))

    def break_tables(self, how):
        """Take a table away, or put it back."""
        one, other = ("intake_reader", "intake_reader_away")[:: 1 if how == "away" else -1]
        self.change(f"ALTER TABLE {one} RENAME TO {other}")

    def change(self, statement):
        """Do this to the vault store, behind the back of the site."""
        if self.vendor == "postgresql":
            with psycopg.connect(self.environment["SAIYAI_DATABASE"], autocommit=True) as server:
                server.execute(statement)
        else:
            self.run(
                "-c",
                "import sqlite3, sys; store = sqlite3.connect(sys.argv[1]); store.execute(sys.argv[2]); store.commit()",
                str(self.folder / "var" / "vault.sqlite3"),
                statement,
            )

    def stop(self):
        members = family(self.process.pid)
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        assert not [pid for pid in members if Path(f"/proc/{pid}").exists() and pid != self.process.pid]

    def everything(self):
        """The bytes of all files that the site has written, and of all rows of all tables."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and "static" not in path.relative_to(self.folder).parts:
                yield str(path), path.name.encode() + path.read_bytes()
        if self.vendor == "postgresql":
            with psycopg.connect(POSTGRESQL.rpartition("/")[0] + "/" + self.database) as server:
                for (table,) in server.execute(
                    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                ):
                    rows = server.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
                    yield table, b"|".join(x if isinstance(x, bytes) else str(x).encode() for row in rows for x in row)

    def end(self):
        if getattr(self, "process", None) and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        if self.vendor == "postgresql":
            with psycopg.connect(POSTGRESQL, autocommit=True) as server:
                server.execute(f"DROP DATABASE {self.database} WITH (FORCE)")
                server.execute(f"DROP ROLE {self.desk}")
                server.execute(f"DROP ROLE {self.database}")


def disguises(word):
    """A word as it may lie somewhere: plain, in an address, in hexadecimal, in base64 at any offset."""
    content = word.encode()
    yield from (content, quote(word).encode(), content.hex().encode(), word.encode("utf-16-le"))
    for shift in range(3):
        yield base64.b64encode(b"\0" * shift + content)[4 if shift else 0 : -4]


@contextmanager
def begun(site):
    """A site that runs, whose carried fields the test can read."""
    patch = pytest.MonkeyPatch()
    try:
        patch.setenv("SAIYAI_CARRY_KEY", site.start())
        carried.forget()
        yield site
    finally:
        patch.undo()
        carried.forget()
        site.end()


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request, tmp_path):
    if request.param == "postgresql" and not POSTGRESQL:
        pytest.skip("SAIYAI_DATABASE names no PostgreSQL")
    with begun(Site(tmp_path, request.param)) as site:
        yield site


def test_nothing_of_a_report_or_of_who_told_it_lies_anywhere(site):
    visitor = Visitor(site.port)
    last = fill(visitor, WORDS)
    answer = visitor.post("/report/tell/", {"carried": older(last), "go": "send", "files": [FILE]})
    assert answer.status_code == 200 and heading(answer) == "เราได้รับเรื่องของคุณแล้ว"
    numbers = receipt_on(answer)
    assert len(numbers) == 2, "a receipt and a consent code"
    writing = go(visitor, come_back(visitor, numbers[0]), "write")
    written = go(visitor, writing, "do:write", text=f"{MARK}-letter")
    assert written.status_code == 200 and f"{MARK}-letter" in written.content.decode()
    more = go(
        visitor,
        go(visitor, written, "files"),
        "do:files",
        files=[(f"{MARK}-more.pdf", FILE[1][:50_000], "application/pdf")],
    )
    assert more.status_code == 200 and f"{MARK}-more.pdf" in go(visitor, more, "files").content.decode()
    mistakes(visitor, numbers)
    breakdown(site, visitor)
    (site.folder / "temp" / "control").write_text(f"{MARK}-control")
    site.stop()
    found = dict(site.everything())
    assert sum(f"{MARK}-control".encode() in content for content in found.values()) == 1, (
        "the search finds what is there"
    )
    (site.folder / "temp" / "control").unlink()
    hunted = [MARK, *numbers, *(codes.shown(number) for number in numbers)]
    wrong = [
        (word, place)
        for word in hunted
        for disguise in disguises(word)
        for place, content in site.everything()
        if disguise in content
    ]
    assert wrong == []
    errors = (site.folder / "output.log").read_text()
    assert '"error"' in errors, "the breakdown was told, by its kind"


def mistakes(visitor, numbers):
    """Every way to go wrong that a visitor has; each carries its marks."""
    first = visitor.get("/report/tell/")
    assert visitor.post(
        "/report/tell/", {"carried": hidden(first), "go": "next", "short": f"{MARK}-invalid"}
    ).status_code in (200, 422)
    assert visitor.get(f"/report/{MARK}-path/?q={MARK}-query").status_code == 404
    assert visitor.get(f"/{MARK}-path").status_code == 404
    assert visitor.post(
        "/report/back/", {"code": numbers[0][:-1] + str((int(numbers[0][-1]) + 1) % 10)}
    ).status_code in (200, 422)
    assert visitor.post("/report/back/", {"code": f"{MARK}-code"}).status_code in (200, 422)
    assert visitor.ask("GET", "/report/", Host=f"{MARK}-host.example").status_code == 400
    assert visitor.ask("PUT", "/report/", MARK).status_code == 405
    assert visitor.post("/report/tell/", {"go": MARK}, Origin=f"https://{MARK}.example").status_code == 403
    large = [(f"{MARK}-large", MARK.encode() * 40_000, "image/jpeg")]
    sent = visitor.post("/report/tell/", {"carried": older(fill(visitor, WORDS)), "go": "send", "files": large})
    assert sent.status_code in (200, 413, 422) and heading(sent) != "เราได้รับเรื่องของคุณแล้ว"
    assert visitor.post("/report/tell/", {"what": MARK * 120_000}).status_code in (400, 413)
    cut = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=60)
    cut.putrequest("POST", "/report/tell/")
    for name, value in {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": "900000", **TOLD}.items():
        cut.putheader(name, value)
    cut.endheaders()
    cut.send(b'--b\r\nContent-Disposition: form-data; name="files"; filename="cut"\r\n\r\n' + MARK.encode() * 9000)
    time.sleep(0.5)
    cut.close()


def breakdown(site, visitor):
    """The store fails while somebody is telling: it is said, and what was typed stays with the visitor."""
    last = fill(visitor, WORDS)
    site.break_tables("away")
    try:
        sent = visitor.post("/report/tell/", {"carried": older(last), "go": "send", "files": [FILE]})
        assert heading(sent) != "เราได้รับเรื่องของคุณแล้ว"
        assert visitor.get("/report/").status_code == 503
    finally:
        site.break_tables("back")
    site.change("INSERT INTO intake_recoverykey (epoch, public_key, trustees) VALUES (999, '', '5')")
    try:
        sent = visitor.post("/report/tell/", {"carried": older(last), "go": "send", "files": [FILE]})
        assert sent.status_code == 503 and hidden(sent), "a fault of ours, which is logged; the words go on"
    finally:
        site.change("DELETE FROM intake_recoverykey WHERE epoch = 999")
    assert visitor.get("/report/").status_code == 200
