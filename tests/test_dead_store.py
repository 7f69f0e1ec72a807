"""The store of a front desk goes away, stops, or is locked, while somebody tells: they hear of it soon, and every word stays.

A real process on PostgreSQL, which it reaches through a relay that can be cut, or held.
"""

import select
import socket
import threading
import time
from urllib.parse import urlsplit

import psycopg
import pytest

from saiyai import frontdesk_settings
from saiyai.intake.tests.telling import come_back, fill, go, heading, hidden, older, receipt_on, state
from tests.test_canaries import POSTGRESQL, Site, Visitor, begun

pytestmark = [
    pytest.mark.elsewhere,
    pytest.mark.skipif(not POSTGRESQL, reason="SAIYAI_DATABASE names no PostgreSQL"),
]
SOON = 2 * frontdesk_settings.PATIENCE + 4  # a page may ask twice


class Relay:
    """Passes on what comes to its port, until it is cut; then nobody listens there.

    While it is held, it takes in what comes and says nothing, as a server does that is stopped or whose disk hangs.
    """

    def __init__(self, host, port):
        self.goal = host, port
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.lines = []
        self.flows = threading.Event()
        self.flows.set()
        self.mend()

    def mend(self):
        self.door = self.door or socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._take_in, args=[self.door], daemon=True).start()

    def cut(self):
        door, self.door = self.door, None
        for line in (door, *self.lines):
            for deed in (lambda one: one.shutdown(socket.SHUT_RDWR), socket.socket.close):
                try:
                    deed(line)
                except OSError:
                    continue
        self.lines.clear()

    def _take_in(self, door):
        while True:
            try:
                here, there = door.accept()[0], socket.create_connection(self.goal)
            except OSError:
                return
            self.lines += [here, there]
            threading.Thread(target=_pass_on, args=[here, there, self.flows], daemon=True).start()


def _pass_on(here, there, flows):
    other = {here: there, there: here}
    try:
        while True:
            for line in select.select([here, there], [], [])[0]:
                if not (piece := line.recv(1 << 16)):
                    raise OSError
                flows.wait()
                other[line].sendall(piece)
    except (OSError, ValueError):
        here.close()
        there.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("dead"), "postgresql")
    address = urlsplit(site.environment["SAIYAI_FRONTDESK_DATABASE"])
    site.relay = Relay(address.hostname, address.port)
    site.environment["SAIYAI_FRONTDESK_DATABASE"] = address._replace(
        netloc=f"{address.username}:{address.password}@127.0.0.1:{site.relay.port}"
    ).geturl()
    with begun(site):
        yield site


def soon(ask, *told, **more):
    began = time.monotonic()
    answer = ask(*told, **more)
    assert time.monotonic() - began < SOON
    return answer


def sending_of(page):
    return {"carried": older(page), "go": "send"}


def test_while_the_store_cannot_be_reached_every_page_says_so_soon_and_then_all_goes_on(site):
    visitor = Visitor(site.port)
    last = fill(visitor)
    sending = sending_of(last)
    site.relay.cut()
    try:
        sent = soon(visitor.post, "/report/tell/", sending)
        assert sent.status_code == 503 and state(sent)["answers"] == state(last)["answers"]
        assert soon(visitor.get, "/report/tell/").status_code == 503
        back = soon(visitor.post, "/report/back/", {"code": state(last)["receipt"]})
        assert back.status_code == 503
    finally:
        site.relay.mend()
    deadline = time.monotonic() + 60
    while visitor.get("/report/").status_code != 200:
        assert time.monotonic() < deadline, "it comes back by itself"
        time.sleep(0.5)
    assert heading(visitor.post("/report/tell/", sending)) == "เราได้รับเรื่องของคุณแล้ว"


def test_a_store_that_stops_is_not_waited_for(site):
    """Nothing is refused and no line is torn: the machine of the store answers, the store does not."""
    visitor = Visitor(site.port)
    kept = visitor.post("/report/tell/", sending_of(fill(visitor)))
    writing = go(visitor, come_back(visitor, receipt_on(kept)[0]), "write")
    last = fill(visitor)
    site.relay.flows.clear()
    try:
        sent = soon(visitor.post, "/report/tell/", sending_of(last))
        assert sent.status_code == 503 and state(sent)["answers"] == state(last)["answers"]
        lost = soon(go, visitor, writing, "do:write", text="คำที่ไม่หาย")
        assert lost.status_code == 503 and "คำที่ไม่หาย" in lost.content.decode() and hidden(lost)
    finally:
        site.relay.flows.set()
    assert heading(visitor.post("/report/tell/", sending_of(last))) == "เราได้รับเรื่องของคุณแล้ว", "at the first try"


def test_a_table_that_somebody_holds_is_no_blank_page_either(site):
    visitor = Visitor(site.port)
    sent = visitor.post("/report/tell/", sending_of(fill(visitor)))
    writing = go(visitor, come_back(visitor, receipt_on(sent)[0]), "write")
    last = fill(visitor)
    with psycopg.connect(site.environment["SAIYAI_DATABASE"]) as holder:
        holder.execute("LOCK TABLE intake_report, intake_message IN ACCESS EXCLUSIVE MODE")
        refused = soon(visitor.post, "/report/tell/", sending_of(last))
        assert refused.status_code == 503 and state(refused)["answers"] == state(last)["answers"]
        lost = soon(go, visitor, writing, "do:write", text="คำที่ไม่หาย")
        assert lost.status_code == 503 and "คำที่ไม่หาย" in lost.content.decode() and hidden(lost)
        holder.rollback()
    again = visitor.post("/report/tell/", sending_of(last))
    assert heading(again) == "เราได้รับเรื่องของคุณแล้ว"
