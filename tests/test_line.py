"""What who watches or abuses the line sees of a front desk that runs: lengths of answers, odd requests, what stays in memory.

A real process, asked over sockets byte by byte.
"""

import gzip
import os
import re
import secrets
import socket
import struct
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from saiyai.cli.frontdesk import LARGE_PAGES
from saiyai.cli.tests.test_commands import family
from saiyai.crypto import codes
from saiyai.intake.tests.telling import come_back, fill, go, heading, hidden, older, receipt_on
from tests.test_canaries import Site, Visitor, begun

pytestmark = [
    pytest.mark.elsewhere,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc"),
]
CANARY = "canary-" + secrets.token_hex(8)
STORY = {
    "what": {"what": f"เขารับเงิน {CANARY} ดูที่ https://tracker.example/{CANARY}.png"},
    "who": {"agency": "เทศบาลตำบลหนึ่ง"},
    "where": {"province": "40"},
}
SVG = b"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="http://127.0.0.1:9/y.png"/>&x;</svg>"""
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with begun(Site(tmp_path_factory.mktemp("line"), "sqlite")) as site:
        yield site


@pytest.fixture(scope="module")
def told(site):
    """A visitor who has told something, and the receipt."""
    visitor = Visitor(site.port)
    sent = visitor.post(
        "/report/tell/",
        {"carried": older(fill(visitor, STORY)), "go": "send", "files": [("a.svg", SVG, "image/svg+xml")]},
    )
    assert heading(sent) == "เราได้รับเรื่องของคุณแล้ว"
    return visitor, receipt_on(sent)[0]


def exchange(port, content, *, wait=20):
    """Everything that comes back over one connection until it is closed, and in how many segments."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as line:
        found = b""
        try:
            line.sendall(content)
            while piece := line.recv(1 << 16):
                found += piece
        except (TimeoutError, ConnectionError):
            pass
        facts = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 192)
        return found, struct.unpack_from("I", facts, 152)[0]  # tcpi_data_segs_in


def request(port, path, data=None, *, method="", head=""):
    body = urlencode(data).encode() if data else b""
    lines = [
        f"{method or ('POST' if data else 'GET')} {path} HTTP/1.1", f"Host: localhost:{port}", f"Origin: http://localhost:{port}",
        f"Content-Type: {FORM}", f"Content-Length: {len(body)}", "Connection: close", *filter(None, [head]),
    ]  # fmt: skip
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def test_answers_have_one_length_on_the_line_whatever_they_say(site, told, record_property):
    """A receipt that is there or is not, a visit with and without letters, the first page and one's own report."""
    visitor, receipt = told
    back = "/report/back/"
    lengths = {}

    def ask(name, path, data=None):
        content, segments = exchange(site.port, request(site.port, path, data))
        assert content.startswith(b"HTTP/1.1 "), name
        lengths[name] = len(content)
        record_property(name, f"{len(content)} bytes, {segments} segments")

    ask("not found", back, {"code": codes.new_code(codes.RECEIPT)})
    ask("found", back, {"code": receipt})
    home = come_back(visitor, receipt)
    ask("without letters", back, {"carried": hidden(home), "go": "home"})
    for n in range(5):
        go(visitor, come_back(visitor, receipt), "do:write", text=f"จดหมายที่ {n} " * 20)
    ask("with letters", back, {"carried": hidden(come_back(visitor, receipt)), "go": "home"})
    ask("gone wrong", back, {"carried": hidden(home), "go": "do:write", "text": ""})
    ask("stale", back, {"carried": "x"})
    ask("left out", "/report/tell/", {"carried": hidden(visitor.get("/report/tell/")), "go": "next"})
    ask("landing", "/report/")
    ask("tell", "/report/tell/")
    ask("leave", "/report/measures/")
    asked = visitor.post(
        "/report/tell/", {"carried": hidden(visitor.get("/report/tell/")), "what": "คำ", "go": "draft"}
    )
    ask("a draft file", "/report/draft/file/", {"draft": hidden(asked, "draft")})
    assert len(set(lengths.values())) == 1, lengths
    assert next(iter(lengths.values())) < 40_000


def test_the_memory_of_a_derivation_is_asked_for_in_large_pages(site):
    """A tenth of the work of a report is saved so, where the kernel has some; an operator may say otherwise."""
    name, value = LARGE_PAGES
    for pid in processes(site):
        told = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        assert f"{name}={os.environ.get(name, value)}".encode() in told


ODD = {
    "put": b"PUT /report/ HTTP/1.1\r\nHost: H\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx",
    "trace": b"TRACE /report/ HTTP/1.1\r\nHost: H\r\nX-Mark: CANARY\r\nConnection: close\r\n\r\n",
    "connect": b"CONNECT localhost:22 HTTP/1.1\r\nHost: H\r\nConnection: close\r\n\r\n",
    "another method": b"POST /report/back/ HTTP/1.1\r\nHost: H\r\nX-HTTP-Method-Override: GET\r\nOrigin: http://other.example\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n",
    "two lengths": b"POST /report/back/ HTTP/1.1\r\nHost: H\r\nContent-Length: 4\r\nContent-Length: 60\r\n\r\nabcdGET /report/tell/ HTTP/1.1\r\nHost: H\r\n\r\n",
    "length and pieces": b"POST /report/back/ HTTP/1.1\r\nHost: H\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /report/tell/ HTTP/1.1\r\nHost: H\r\n\r\n",
    "hidden pieces": b"POST /report/back/ HTTP/1.1\r\nHost: H\r\nContent-Length: 5\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\nGET /report/tell/ HTTP/1.1\r\nHost: H\r\n\r\n",
    "wrong piece": b"POST /report/back/ HTTP/1.1\r\nHost: H\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n",
    "a huge line": b"GET /report/?" + b"q" * 200_000 + b" HTTP/1.1\r\nHost: H\r\nConnection: close\r\n\r\n",
    "a huge header": b"GET /report/ HTTP/1.1\r\nHost: H\r\nX-Long: " + b"h" * 1_000_000 + b"\r\nConnection: close\r\n\r\n",
    "many headers": b"GET /report/ HTTP/1.1\r\nHost: H\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(2000)) + b"Connection: close\r\n\r\n",
    "no host": b"GET /report/ HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": b"GET /report/ HTTP/1.1\r\nHost: H\r\nHost: other.example\r\nConnection: close\r\n\r\n",
    "elsewhere": b"GET http://other.example/report/ HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n",
    "nothing": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200,
    "a zero": b"GET /report/\0 HTTP/1.1\r\nHost: H\r\nConnection: close\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_request_is_refused_and_no_second_one_hides_in_it(site, name):
    """One answer at most, and none that serves; the front desk goes on. The proxy before it refuses some of them earlier."""
    content = ODD[name].replace(b"Host: H", b"Host: localhost:%d" % site.port).replace(b"CANARY", CANARY.encode())
    found, _segments = exchange(site.port, content, wait=5)
    answers = re.findall(rb"HTTP/1\.[01] (\d{3})", found)
    assert len(answers) <= 1 and CANARY.encode() not in found, (name, answers)
    asked_again = b'id="id_code"' in found  # a form with nothing in it: the page that asks for the receipt
    assert not answers or answers[0][:1] in (b"4", b"5") or asked_again, (name, answers)
    assert exchange(site.port, request(site.port, "/report/"))[0].startswith(b"HTTP/1.1 200")


def test_many_fields_and_a_packed_body_are_refused_quickly(site):
    """Ten thousand fields, a thousand parts, and a small body that would unfold to a gigabyte."""
    began = time.monotonic()
    fields = {f"f{n}": "x" for n in range(10_000)}
    assert exchange(site.port, request(site.port, "/report/back/", fields))[0].startswith(b"HTTP/1.1 4")
    visitor = Visitor(site.port)
    parts = [(f"{n}.txt", b"x", "text/plain") for n in range(1000)]
    assert visitor.post("/report/tell/", {"carried": "x", "files": parts}).status_code in (400, 413, 422)
    packed = gzip.compress(b"code=" + b"1" * 50_000_000)
    answer = visitor.ask("POST", "/report/back/", packed, **{"Content-Type": FORM, "Content-Encoding": "gzip"})
    assert heading(answer) == heading(visitor.get("/report/back/")), "it was not unfolded: no code was found in it"
    assert time.monotonic() - began < 20


def test_nothing_is_asked_of_the_network_by_what_a_report_holds(site, told):
    """Addresses in its words, a picture that calls home, an entity of XML: nothing is fetched, by no process of it."""
    visitor, receipt = told
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(1)
        address = f"http://127.0.0.1:{trap.getsockname()[1]}/x"
        go(visitor, come_back(visitor, receipt), "do:write", text=f"ดู {address} <img src={address}>")
        files = [("b.svg", SVG.replace(b"http://127.0.0.1:9/x", address.encode()), "image/svg+xml")]
        go(visitor, go(visitor, come_back(visitor, receipt), "files"), "do:files", files=files)
        with pytest.raises(TimeoutError):
            trap.accept()
    inodes = {inode for pid in processes(site) for inode in sockets(pid)}
    listening, established = "0A", "01"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    own = [line for line in lines if int(line[9]) in inodes]
    there = f"{site.port:04X}"
    assert own and not [line for line in own if line[3] in (listening, established) and not line[1].endswith(there)]


def sockets(pid):
    """The inodes of the lines that a process holds. One may be closed meanwhile."""
    for line in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            if found := re.fullmatch(r"socket:\[(\d+)\]", os.readlink(line)):
                yield int(found[1])


def processes(site):
    return [pid for pid in family(site.process.pid) if Path(f"/proc/{pid}").exists()]


def in_memory(site, word):
    """How often a word lies in the memory of these processes; read as root, or not at all."""
    wanted, count = {word.encode(), word.encode("utf-16-le"), word.encode("utf-32-le")}, 0
    for pid in processes(site):
        with open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
                if " rw" not in line or "[v" in line:
                    continue
                start, end = (int(part, 16) for part in line.split()[0].split("-"))
                try:
                    memory.seek(start)
                    content = memory.read(end - start)
                except (OSError, ValueError, OverflowError):
                    continue
                count += sum(content.count(each) for each in wanted)
    return count


@pytest.mark.skipif(os.geteuid() != 0, reason="only root reads the memory of another process")
def test_what_stays_in_memory_after_a_visit(site, told, record_property):
    """Best effort: Python does not wipe. Measured is how much of it is left while others use the desk."""
    visitor, receipt = told
    go(visitor, come_back(visitor, receipt), "told")
    go(visitor, come_back(visitor, receipt), "out")
    found = [(in_memory(site, CANARY), in_memory(site, receipt))]
    for _round in range(3):
        for _n in range(40):
            fill(visitor, {"what": {"what": "เรื่องอื่น " * 400}}) if _n % 10 == 0 else visitor.get("/report/tell/")
        found.append((in_memory(site, CANARY), in_memory(site, receipt)))
    record_property("copies", found)
    print("copies after the visit, then after 40, 80 and 120 pages of others:", found)
    assert found[-1] <= found[0], "it does not pile up; the rest goes with the process"
