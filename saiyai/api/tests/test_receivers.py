"""Receivers: what they are told, how it is signed, and what happens with those that hang, lie or are not public."""

import base64
import hashlib
import hmac
import http.server
import json
import socket
import threading
import time
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.utils import timezone

from saiyai.api import actions, delivering, jobs, queries, rules, sending
from saiyai.api.models import Delivery, Receiver
from saiyai.audit.models import Event
from saiyai.crypto.unseal import unseal
from saiyai.membership import actions as membership
from saiyai.membership.models import Member
from saiyai.networks import actions as networks
from saiyai.notify.models import Letter
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

ADDRESS = "https://hooks.example.org/saiyai"
FOR_EVER = 20  # seconds


class Stranger(http.server.BaseHTTPRequestHandler):
    """A receiver of another agency, good or bad."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        how = self.server.how
        if how == "hang":
            self.server.over.wait(FOR_EVER)
            return
        if how == "drip":
            with suppress(OSError):
                for _ in range(FOR_EVER * 20):
                    self.wfile.write(b"H")
                    if self.server.over.wait(0.05):
                        break
            return
        self.send_response({"redirect": 302}.get(how, how))
        if how == "redirect":
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *words):
        pass


@pytest.fixture
def stranger(monkeypatch):
    """A server on this machine, which for this test counts as public."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    server.daemon_threads, server.got, server.how, server.over = True, [], 200, threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.address = f"http://127.0.0.1:{server.server_port}/hook?x=1"
    monkeypatch.setattr(rules, "SCHEMES", ("https", "http"))
    monkeypatch.setattr(rules, "is_public", lambda text: True)
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def receiver(cast, stranger):
    made, secret = actions.make_receiver(stranger.address, ["network", "member"], by=cast.decider)
    made.secret = secret
    return made


def happens(network, *, times=1):
    """A move of a network."""
    for _ in range(times):
        type(network).objects.filter(pk=network.pk).update(status="ACTIVE")
        network.refresh_from_db()
        networks.fall_dormant(network, by=SYSTEM, last_sign=date(2020, 1, 1))


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.example.org/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://printer.local/",
        "https://intranet/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fe80::1]/",
        "https://0.0.0.0/",
        "https://user:word@hooks.example.org/",
        "https://hooks.example.org:25/",
        "https://hooks.example.org/#x",
        "https://hooks.example.org/a b",
        "https://hooks.example.org:x/",
        "ftp://hooks.example.org/",
        "https://",
        "https://[",
        "x" * 600,
    ],
)
def test_addresses_that_nothing_is_sent_to(cast, address):
    with pytest.raises(Refused):
        actions.make_receiver(address, ["network"], by=cast.decider)
    assert not Receiver.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:1::",
        "fec0::1",
        "3fff::1",
        "192.0.0.8",
        "192.88.99.1",
        "::7f00:1",
        "::ffff:0:7f00:1",
    ],
)
def test_what_is_not_on_the_public_internet(text):
    assert not rules.is_public(text)


def test_what_is_on_the_public_internet():
    assert rules.is_public("93.184.216.34") and rules.is_public("2606:4700::1111")


@pytest.mark.parametrize("host", ["127.1", "0177.0.0.1", "0x7f.0.0.1", "127.0.0.1."])
def test_a_number_that_only_the_resolver_reads_leads_nowhere(host):
    with pytest.raises(sending.NotSent) as refused:
        sending.post(f"https://{host}/", b"{}", {})
    assert refused.value.outcome in ("private", "unknown")


def test_a_name_that_leads_inside_is_refused_after_the_look_up(monkeypatch):
    def found(*places):
        return lambda *a, **k: [(socket.AF_INET, 1, 6, "", (place, 443)) for place in places]

    for places in (("127.0.0.1",), ("93.184.216.34", "10.0.0.1")):
        monkeypatch.setattr(sending.socket, "getaddrinfo", found(*places))
        with pytest.raises(sending.NotSent) as refused:
            sending.post(ADDRESS, b"{}", {})
        assert refused.value.outcome == "private"


def test_the_name_is_looked_up_once_and_the_checked_address_is_used(monkeypatch):
    asked, connected = [], []

    def answer(*words, **more):
        asked.append(words[0])
        return [(socket.AF_INET, 1, 6, "", ("93.184.216.34" if len(asked) == 1 else "127.0.0.1", 443))]

    class Plug:
        def __init__(self, *words):
            pass

        def settimeout(self, seconds):
            assert seconds <= sending.PAUSE

        def connect(self, place):
            connected.append(place)
            raise TimeoutError

        def close(self):
            pass

    monkeypatch.setattr(sending.socket, "getaddrinfo", answer)
    monkeypatch.setattr(sending.socket, "socket", Plug)
    with pytest.raises(sending.NotSent) as refused:
        sending.post(ADDRESS, b"{}", {})
    assert refused.value.outcome == "timeout" and asked == ["hooks.example.org"]
    assert connected == [("93.184.216.34", 443)]


def test_a_signed_event_with_a_name_and_a_key_and_nothing_else(receiver, stranger, network, cast):
    happens(network)
    assert jobs.deliver(timezone.now()) == "found 1, told 1, failed 0"
    (headers, body), delivery = stranger.got[0], Delivery.objects.get()
    assert json.loads(body) == {
        "type": "network.fall_dormant",
        "timestamp": delivery.happened_at.isoformat(),
        "data": {"id": str(network.pk)},
    }
    heard = {name.lower(): value for name, value in headers.items()}
    said = f"{heard['webhook-id']}.{heard['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(receiver.secret.removeprefix("whsec_"))
    mark = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    assert heard["webhook-signature"] == f"v1,{mark}" and heard["webhook-id"] == str(delivery.pk)
    assert abs(int(heard["webhook-timestamp"]) - time.time()) < 60
    assert delivery.status == "DELIVERED" and delivery.outcome == "200"
    assert receiver.secret.removeprefix("whsec_") not in str(Receiver.objects.values().get())
    jobs.deliver(timezone.now())
    assert len(stranger.got) == 1  # once


@pytest.mark.parametrize(
    ("how", "outcome"), [(500, "500"), (404, "404"), ("redirect", "redirect"), ("hang", "timeout"), ("drip", "timeout")]
)
def test_a_bad_receiver_is_tried_again_later(receiver, stranger, network, monkeypatch, how, outcome):
    stranger.how, now = how, timezone.now()
    happens(network, times=2)
    with monkeypatch.context() as patch:
        if outcome == "timeout":  # the others have all the time that a busy machine may take
            patch.setattr(sending, "PAUSE", 0.2)
            patch.setattr(sending, "DEADLINE", 0.4)
        began = time.monotonic()
        assert jobs.deliver(now + timedelta(seconds=1)) == "found 2, told 0, failed 1"
        assert time.monotonic() - began < FOR_EVER / 2
    first, second = Delivery.objects.order_by("happened_at")
    assert (first.outcome, first.attempts, first.status) == (outcome, 1, "WAITING")
    assert second.attempts == 0 and len(stranger.got) == 1  # the rest waits, and nothing was followed
    assert first.next_try_at >= now + timedelta(minutes=1)
    stranger.how = 204
    assert jobs.deliver(first.next_try_at + timedelta(seconds=1)) == "found 0, told 1, failed 0"
    assert jobs.deliver(first.next_try_at + timedelta(seconds=2)) == "found 0, told 1, failed 0"
    assert Receiver.objects.get().failures == 0


def test_after_many_failures_it_is_switched_off(receiver, stranger, network, cast):
    stranger.how = 500
    happens(network, times=2)
    delivering.gather(timezone.now())
    for _ in range(rules.MOST_FAILURES):
        assert not Receiver.objects.get().off
        Delivery.objects.update(next_try_at=timezone.now())
        jobs.deliver(timezone.now() + timedelta(seconds=1))
    off = Receiver.objects.get()
    assert off.off == "FAILING" and off.off_on == timezone.localdate()
    assert set(Delivery.objects.values_list("status", flat=True)) == {"FAILED"}
    assert Event.objects.filter(verb="receiver.switched_off", actor="system").exists()
    letter = Letter.objects.get()
    assert unseal(letter.recipient_sealed, purpose="letter", bound_to=str(letter.pk)) == cast.decider.email
    happens(network)
    assert jobs.deliver(timezone.now()) == "found 0, told 0, failed 0"
    actions.switch_on(off, by=cast.decider)
    assert jobs.deliver(timezone.now()) == "found 0, told 0, failed 0"  # what it missed is not told


def test_one_that_hangs_does_not_hold_up_another(receiver, stranger, network, cast, monkeypatch):
    actions.make_receiver(stranger.address.replace("hook", "other"), ["network"], by=cast.somying)
    happens(network)
    real = sending.post

    def slow(address, body, headers):
        if "/hook" in address:
            time.sleep(0.3)
            raise sending.NotSent("timeout")
        return real(address, body, headers)

    monkeypatch.setattr(sending, "post", slow)
    assert jobs.deliver(timezone.now()) == "found 2, told 1, failed 1"


def test_nobody_is_told_of_what_is_out_of_their_sight(stranger, cast, membership, offices, network):
    mine, _secret = actions.make_receiver(stranger.address, ["member"], by=cast.member)
    elsewhere, _secret = actions.make_receiver(stranger.address, ["member"], by=cast.officer_r1)
    office, _secret = actions.make_receiver(stranger.address, ["member"], by=cast.somying)
    suspend(membership)
    delivering.gather(timezone.now())
    assert set(Delivery.objects.values_list("receiver", flat=True)) == {office.pk}
    assert elsewhere.deliveries.count() == mine.deliveries.count() == 0  # not of that office; suspended herself


def test_what_waits_for_somebody_who_was_suspended_is_not_sent(stranger, cast, membership):
    mine, _secret = actions.make_receiver(stranger.address, ["member"], by=cast.member)
    actions.try_receiver(mine, by=cast.member)
    suspend(membership)
    assert jobs.deliver(timezone.now()) == "found 0, told 0, failed 0"
    assert Delivery.objects.get().outcome == "owner" and stranger.got == []


def suspend(member):
    membership.suspend(Member.objects.get(pk=member.pk), by=SYSTEM, reason="เหตุตัวอย่าง")


def test_a_try_and_another_owner(receiver, stranger, cast):
    actions.try_receiver(receiver, by=cast.decider)
    with pytest.raises(Refused):
        actions.try_receiver(receiver, by=cast.decider)
    for act in (actions.try_receiver, actions.switch_off, actions.switch_on, actions.remove_receiver):
        with pytest.raises(Refused):
            act(receiver, by=cast.somying)
    assert jobs.deliver(timezone.now()) == "found 0, told 1, failed 0"
    assert json.loads(stranger.got[0][1])["type"] == "receiver.tried"


def test_old_deliveries_are_forgotten(receiver, stranger, network):
    happens(network)
    jobs.deliver(timezone.now())
    assert jobs.forget_deliveries(timezone.now()) == "forgot 0"
    assert jobs.forget_deliveries(timezone.now() + timedelta(days=31)) == "forgot 1"


def test_programs_read_their_receivers_without_the_secret(receiver, stranger, network, program_of, cast):
    happens(network)
    jobs.deliver(timezone.now())
    program = program_of(cast.decider)
    listed = program.get("/me/receivers").json()
    assert listed["count"] == 1 and "secret" not in json.dumps(listed)
    assert program.get(f"/me/receivers/{receiver.pk}/deliveries").json()["items"][0]["outcome"] == "200"
    assert program_of(cast.somying).get(f"/me/receivers/{receiver.pk}/deliveries").status_code == 404
    assert queries.visible_receivers(cast.somying).count() == 0


def test_of_two_workers_at_the_same_lines_one_makes_deliveries(receiver, stranger, network):
    happens(network)
    now, last = timezone.now(), Event.objects.count()
    first, second = Receiver.objects.get(), Receiver.objects.get()
    assert delivering._gather(first, last, now) == 1
    assert delivering._gather(second, last, now) == 0
    claimed = delivering._claim(first, now)
    assert len(claimed) == 1 and delivering._claim(second, now) == []
