"""The files of deploy/proxy, run by real nginx and real Caddy before a real site: what comes through, what is told, what is written."""

import json
import re
import signal
import socket
import ssl
import threading
import time
import warnings
from collections import Counter
from contextlib import ExitStack, suppress
from http.client import HTTPException

import pytest

from saiyai.intake.middleware import HEADERS
from saiyai.intake.tests.telling import fill, heading, older, receipt_on
from tests.proxying import HOST, ONION, Behind, Caddy, Nginx, Recorder, answer_of, answers_at, ask_socket, head, until
from tests.test_canaries import MARK, TOLD, WORDS, Visitor, begun
from tests.test_line import ODD

pytestmark = pytest.mark.elsewhere
SITE = ("/accounts/login/", "/")
DESK = ("/report/", "/report/tell/", "/report/back/", "/report/measures/", "/en/report/")
COOKIE = "csrftoken=" + "a" * 32  # whoever has none of ours is not heard out
NEEDED = {"host", "origin", "sec-fetch-site", "content-type", "content-length"}
# Go reads the pieces and drops the length (RFC 9112, 6.3), so that whom it hands on to reads the same; and it takes a megabyte
# of header, of which the front desk gets nothing.
LENIENT = ("length and pieces", "a huge header", "many headers")
TRANSPORT = {"connection", "transfer-encoding", "accept-encoding", "accept", "user-agent"}  # Caddy puts in what it is


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with begun(Behind(tmp_path_factory.mktemp("behind"))) as site:
        yield site


def running(kind, folder, web, desk):
    if not kind.program:
        pytest.skip(f"{kind.name} is not installed")
    proxy = kind(folder, web, desk)
    proxy.start()
    return proxy


@pytest.fixture(scope="module", params=[Nginx, Caddy], ids=lambda kind: kind.name)
def proxy(request, tmp_path_factory, site):
    """Before the real site, of whose two web servers one is just being replaced."""
    folder = tmp_path_factory.mktemp("proxy")
    proxy = running(request.param, folder, [folder / "away.sock", site.sockets["web"]], site.sockets["frontdesk"])
    # Until Caddy has asked who is there.
    until(lambda: {proxy.ask("POST", "/accounts/login/", b"x", Cookie=COOKIE).status for _n in range(4)} == {403})
    yield proxy
    proxy.end()


@pytest.fixture(scope="module", params=[Nginx, Caddy], ids=lambda kind: kind.name)
def told(request, tmp_path_factory):
    """Before two programs that say what they were told."""
    folder = tmp_path_factory.mktemp("told")
    web = [folder / "w1.sock", folder / "w2.sock"]
    recorders = [Recorder(place) for place in [*web, folder / "d.sock"]]
    proxy = running(request.param, folder, web, folder / "d.sock")
    yield proxy
    proxy.end()
    for recorder in recorders:
        recorder.shutdown()
        recorder.server_close()


@pytest.fixture(params=[Nginx, Caddy], ids=lambda kind: kind.name)
def alone(request, tmp_path):
    """Before nobody."""
    proxy = running(request.param, tmp_path, [tmp_path / "w1.sock", tmp_path / "w2.sock"], tmp_path / "d.sock")
    yield proxy
    proxy.end()


@pytest.fixture(autouse=True)
def _an_empty_log(request):
    """What the tests before made a proxy write is no matter of this one."""
    for name in {"proxy", "told"} & set(request.fixturenames):
        for log in request.getfixturevalue(name).folder.glob("log/saiyai.log"):
            log.write_text("")


class Through(Visitor):
    """Somebody who tells everything about themselves, and comes through the proxy."""

    def __init__(self, proxy):
        self.proxy = proxy

    def ask(self, method, path, body=None, **more):
        body = body.encode() if isinstance(body, str) else body or b""
        return self.proxy.ask(method, path, body, **{"Origin": f"https://{HOST}", **TOLD, **more})


def test_it_takes_its_configuration_without_a_warning(proxy):
    done = proxy.verify()
    said = [line for line in done.stderr.splitlines() if "OCSP" not in line]  # of the certificate of this test
    assert done.returncode == 0 and not re.search(r"\bwarn", "".join(said), re.IGNORECASE), said


def test_pages_of_the_site_and_of_the_front_desk_come_through(proxy):
    for path in (*SITE, *DESK):
        answer = proxy.ask("GET", path)
        assert answer.status == 200, path
        english = path.startswith("/en/")
        assert f'<html lang="{"en" if english else "th"}"' in answer.content.decode(), path
        sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', answer.content.decode())
        assert sheets and all(sheet.startswith("/report/") == ("report" in path) for sheet in sheets)
        assert {proxy.ask("GET", sheet).status for sheet in sheets} == {200}, path
    for path in ("/report", "/en/report"):  # as people type it
        answer = proxy.ask("GET", path)
        assert (answer.status, answer.headers["Location"]) == (301, f"{path}/") and "X-Even" in answer.headers
    assert proxy.ask("GET", "/reporting").status == 404
    typed = proxy.ask("GET", "/Report/")  # as a telephone writes it: the site, which is told more, does not hear of it
    assert typed.status == 404 and "X-Even" in typed.headers
    desk = proxy.ask("GET", "/desk/")
    assert (desk.status, desk.headers["Location"]) == (302, "/accounts/login/?next=/desk/")


def test_what_comes_in_clear_is_sent_to_tls(proxy):
    line = socket.create_connection(("127.0.0.1", proxy.http), timeout=20)
    with line:
        line.sendall(head("GET", "/report/?a=b", {"Host": HOST}))
        answer = answer_of(line)
    assert answer.status in (301, 308) and answer.headers["Location"] == f"https://{HOST}/report/?a=b"
    assert answer.headers["Server"] in ("nginx", "Caddy")


def test_headers_that_guard_are_there_once(proxy):
    for path in (*SITE, "/report/", "/report/nowhere/"):
        answer = proxy.ask("GET", path)
        names = [name.lower() for name in answer.headers]
        often = [name for name in set(names) if names.count(name) > 1 and name != "set-cookie"]
        assert often == [], path
        assert "via" not in names and answer.headers.get("Server", "nginx") in ("nginx", "Caddy", "granian")
        for name, value in HEADERS.items() if "report" in path else ():
            assert answer.headers[name] == value, (path, name)
    site = proxy.ask("GET", "/accounts/login/").headers
    assert (
        site["Strict-Transport-Security"].startswith("max-age=63072000")
        and "default-src 'none'" in site["Content-Security-Policy"]
    )
    assert "set-cookie" not in [name.lower() for name in proxy.ask("GET", "/report/").headers]


def test_pages_of_the_front_desk_have_one_length_on_the_line(proxy):
    """Also for a browser that would take them packed: then their length would tell what they say."""
    lengths = {path: proxy.ask("GET", path, **{"Accept-Encoding": "gzip, br"}).length for path in DESK[:-1]}
    lengths["typed"] = Through(proxy).post("/report/back/", {"code": "1234"}, **{"Accept-Encoding": "gzip"}).length
    assert len(set(lengths.values())) == 1, lengths


def asked(told, path, **more):
    """What the program behind was told by a request that lies and tells everything."""
    lies = {**TOLD, "X-Forwarded-Proto": "http", "X-Forwarded-Host": "lie.example", "X-Forwarded-For": "9.9.9.9",
            "Sec-CH-UA-Platform": f"{MARK}-platform", "X-Client-IP": "9.9.9.9", "Sec-Fetch-Site": "same-origin",
            "Origin": f"https://{HOST}", "Content-Type": "text/plain", **more}  # fmt: skip
    answer = told.ask("POST", path, b"body", **lies)
    said = json.loads(answer.content)
    assert (said["path"], said["body"]) == (path, "body")
    return answer, said["headers"]


def test_the_front_desk_is_told_what_it_needs_and_nothing_of_who_asks(told):
    answer, headers = asked(told, "/report/tell/")
    names = [name for name, _value in headers]
    assert set(names) - TRANSPORT - {"x-forwarded-proto"} == NEEDED and len(names) == len(set(names))
    assert MARK not in str(headers) and "9.9.9.9" not in str(headers) and "127.0.0.1" not in str(headers)
    assert dict(headers)["host"] == HOST and dict(headers).get("x-forwarded-proto", "https") == "https"
    assert answer.headers["Set-Cookie"] is None and "BaseHTTP" not in (answer.headers["Server"] or "")


def test_the_site_is_told_no_address_and_believes_none(told):
    _answer, headers = asked(told, "/accounts/login/")
    assert [value for name, value in headers if name == "x-forwarded-proto"] == ["https"]
    assert [value for name, value in headers if name == "host"] == [HOST]
    assert "9.9.9.9" not in str([pair for pair in headers if pair[0] in ("x-forwarded-for", "x-real-ip", "forwarded")])
    assert "127.0.0.1" not in str(headers) and "x-forwarded-for" not in dict(headers)


def test_figures_are_for_this_machine_alone(told):
    assert told.ask("GET", "/metrics").status == 200
    assert told.ask("GET", "/metrics", source="127.0.0.2").status in (403, 404)


def test_a_whole_report_leaves_no_line_and_nothing_on_the_disk_of_the_proxy(proxy, site):
    visitor, said = Through(proxy), site.folder / "output.log"
    before = said.read_text().count("DisallowedHost")
    file = ("a.jpg", f"{MARK}-inside".encode() * 9000, "image/jpeg")
    sent = visitor.post("/report/tell/", {"carried": older(fill(visitor, WORDS)), "go": "send", "files": [file]})
    assert heading(sent) == "เราได้รับเรื่องของคุณแล้ว"
    visitor.post("/report/back/", {"code": receipt_on(sent)[0]})
    visitor.ask("PUT", f"/report/{MARK}", "x")
    visitor.get(f"/report/{MARK}/?{MARK}")
    visitor.get(f"/{MARK}/?{MARK}")
    odd(proxy)
    silent(proxy)
    assert said.read_text().count("DisallowedHost") == before, "nor does the front desk say when somebody came"


def odd(proxy):
    """What makes a server talk: a torn line, a request that is none, one without TLS, a stranger's name."""
    with socket.create_connection(("127.0.0.1", proxy.https)) as line:
        line.sendall(b"GET /report/" + MARK.encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    with socket.create_connection(("127.0.0.1", proxy.https)) as line:
        line.sendall(b"\x16\x03\x01\x02\x00" + MARK.encode())
    with proxy.line() as line:
        line.sendall(b"\0\1\2 " + MARK.encode() + b"\r\n\r\n")
    with proxy.line() as line:
        line.sendall(head("POST", f"/report/tell/?{MARK}", {"Host": HOST, "Content-Length": 90_000}) + b"x" * 9000)
    assert proxy.ask("GET", f"/report/{MARK}", Host=f"{MARK}.example").status in (200, 400, 404)
    time.sleep(0.3)


def this_hour():
    """The hour that logs name; shortly before the next one, that is waited for."""
    if time.localtime().tm_min == 59:
        time.sleep(61 - time.localtime().tm_sec)
    return time.strftime("%Y-%m-%dT%H")


def silent(proxy, *, lines=()):
    """Nothing that it wrote tells who came, what for, or when."""
    for path, text in proxy.written().items():
        said = [line for line in text.splitlines() if any(word in line for word in (MARK, "/report/", "127.0.0.1:"))]
        assert [line for line in said if '"listener"' not in line and "server running" not in line] == [], path
        if path.name in ("saiyai.log", "access.log"):
            assert [line for line in text.splitlines() if line not in lines] == [], path


def test_what_fails_is_written_by_the_hour_for_the_site_and_not_at_all_for_the_front_desk(told):
    hour = this_hour()
    assert told.ask("GET", f"/report/broken/{MARK}", **TOLD).status == 500
    assert told.ask("GET", f"/broken/{MARK}", **TOLD).status == 500
    away = told.desk.rename(told.desk.with_suffix(".away"))
    try:
        answer = told.ask("GET", f"/Report/{MARK}", **TOLD)
        assert answer.status == 503 and "โหลดหน้านี้ใหม่" in answer.content.decode() and MARK not in answer.content.decode()
        assert answer.headers.get_all("Content-Type") == ["text/html; charset=utf-8"]
        assert answer.headers.get_all("Cache-Control") == ["no-store"]
        assert "โหลดหน้านี้ใหม่" in told.ask("POST", "/report/tell/", b"x" * 2**20).content.decode()
    finally:
        away.rename(told.desk)
    silent(told, lines=[f"{hour} GET 500"])
    if told.name == "nginx":
        assert (told.folder / "log" / "saiyai.log").read_text() == f"{hour} GET 500\n"


def test_an_upload_passes_through_while_it_comes_and_lies_on_no_disk_of_the_proxy(proxy, site):
    reports = site.folder / "var" / "private" / "reports"
    before = {path for path in reports.rglob("*") if path.is_file()}
    body = b'--b\r\nContent-Disposition: form-data; name="files"; filename="x"\r\n\r\n' + MARK.encode() * 60_000
    headers = {"Host": HOST, "Origin": f"https://{HOST}", "Content-Type": "multipart/form-data; boundary=b",
               "Content-Length": 2 * len(body)}  # fmt: skip
    with proxy.line() as line:
        line.sendall(head("POST", "/report/tell/", headers) + body)
        grown = lambda: [path for path in set(reports.rglob("*")) - before if path.is_file() and path.stat().st_size]  # noqa: E731
        until(grown)
        silent(proxy)
    until(lambda: not grown())


def test_too_much_is_answered_by_the_front_desk_in_thai(proxy):
    """Beyond what it takes, and beyond what the proxy takes for the site."""
    visitor = Through(proxy)
    last = older(fill(visitor, WORDS))
    answer = visitor.post(
        "/report/tell/", {"carried": last, "go": "send", "files": [("a.mp4", b"x" * 2**20 * 64, "video/mp4")]}
    )
    assert answer.status == 200 and "ไฟล์รวมกันใหญ่เกินไป" in answer.content.decode()


def test_beyond_its_limit_nothing_reaches_the_site_and_the_proxy_says_so_in_thai(told):
    answer = told.ask("POST", "/accounts/login/", b"x" * 61 * 2**20)
    assert answer.status == 413 and "สิ่งที่ส่งมามีขนาดใหญ่เกินไป" in answer.content.decode()
    assert answer.headers.get_all("Content-Type") == ["text/html; charset=utf-8"]
    if told.name == "nginx":  # which knows before anything has come; Caddy only while it passes on
        with told.line() as line:
            line.sendall(head("POST", f"/report/tell/?{MARK}", {"Host": HOST, "Content-Length": 457 * 2**20}))
            answer = answer_of(line)
        assert answer.status == 413 and "สิ่งที่ส่งมามีขนาดใหญ่เกินไป" in answer.content.decode()
    silent(told)


def test_an_upload_that_is_refused_is_heard_out_and_answered(proxy):
    for _n in range(8):
        assert proxy.ask("POST", "/accounts/login/", b"x" * 2**20 * 20, Cookie=COOKIE).status == 403
        assert proxy.ask("GET", "/accounts/login/").status == 200


def test_by_requests_whose_lines_are_torn_nobody_shuts_the_site(told):
    """As by an upload that the program does not hear out. One such line at each of the two, and the site was shut for all."""
    hour = this_hour()
    for _n in range(8):
        answer = told.ask("POST", "/torn/", b"x" * 1000)
        assert answer.status == 503 and "โหลดหน้านี้ใหม่" in answer.content.decode()
    begun = time.monotonic()  # less than Caddy tries for (5 s): who waits that long has found the site shut
    assert {told.ask("GET", "/accounts/login/").status for _n in range(4)} == {200} and time.monotonic() - begun < 4.5
    silent(told, lines=[f"{hour} POST 503"])


@pytest.mark.parametrize("kind", [Nginx, Caddy], ids=lambda kind: kind.name)
def test_no_form_is_lost_while_the_web_servers_are_replaced_one_by_one(kind, site, tmp_path):
    other, answers, stop = site.sockets["web"].with_name("web-1.sock"), [], threading.Event()
    with (site.folder / "output.log").open("ab") as out:
        site.serve("web", other, out)
    until(lambda: answers_at(other, "/healthz"), 60)
    proxy = running(kind, tmp_path, [other, site.sockets["web"]], site.sockets["frontdesk"])

    def visit():
        while not stop.wait(0.02):
            try:
                answers.append(proxy.ask("POST", "/accounts/login/", b"x" * 200_000, Cookie=COOKIE).status)
            except (OSError, HTTPException) as torn:
                answers.append(type(torn).__name__)

    visitors = [threading.Thread(target=visit) for _ in range(3)]
    for visitor in visitors:
        visitor.start()
    try:
        for place in (other, site.sockets["web"]):
            site.replace_web(place)
            time.sleep(2)  # until the proxy has seen it
    finally:
        stop.set()
        for visitor in visitors:
            visitor.join()
        proxy.end()
        site.running[other].terminate()
        site.running.pop(other).wait(60)
    assert len(answers) > 50 and set(answers) == {403}, Counter(answers)


def test_while_no_web_server_is_there_the_proxy_says_so_in_thai(alone):
    answer = alone.ask("POST", "/accounts/login/", b"x" * 1000)
    assert answer.status == 503 and "โหลดหน้านี้ใหม่" in answer.content.decode()
    assert answer.headers.get_all("Content-Type") == ["text/html; charset=utf-8"]
    assert answer.headers.get_all("Cache-Control") == ["no-store"]
    assert "นับเป็นเรื่องเดียว" not in answer.content.decode(), "that is promised of reports only"


def test_uploads_that_crawl_from_one_address_leave_the_front_desk_to_others(proxy):
    if proxy.name == "caddy":
        pytest.skip("as it is packed it counts nothing by address (docs/threat-model.md)")
    crawling = {"Host": HOST, "Origin": f"https://{HOST}", "Content-Length": 1000}
    with ExitStack() as stack:
        for _n in range(140):  # more than the front desk has threads
            line = stack.enter_context(proxy.line(source="127.0.0.2"))
            line.sendall(head("POST", "/report/tell/", crawling) + b"carried=")
        time.sleep(0.5)  # the proxy has taken them all in by then, or soon after
        until(lambda: "โหลดหน้านี้ใหม่" in proxy.ask("GET", "/report/", source="127.0.0.2").content.decode())
        assert proxy.ask("GET", "/report/back/", source="127.0.0.3").status == 200
    until(lambda: proxy.ask("GET", "/report/", source="127.0.0.2").status == 200)
    silent(proxy)


def test_an_odd_request_gets_one_answer_at_most_and_none_that_serves(proxy):
    """Those that the front desk is tried with alone (tests/test_line.py): two programs must not read them in two ways."""
    for name, content in ODD.items():
        found = b""
        with proxy.line() as line, suppress(TimeoutError, ConnectionError, ssl.SSLError):
            line.settimeout(3)
            line.sendall(content.replace(b"Host: H", f"Host: {HOST}".encode()))
            while piece := line.recv(1 << 16):
                found += piece
        answers = re.findall(rb"HTTP/1\.[01] (\d{3})", found)
        empty = found.endswith(b"\r\n\r\n")  # Caddy's answer to a host that it does not know
        asked_again = b'id="id_code"' in found  # a form with nothing in it: the page that asks for the receipt
        if proxy.name == "caddy" and name in LENIENT:
            continue
        assert len(answers) <= 1, (name, answers)
        assert not answers or answers[0] >= b"400" or empty or asked_again, (name, answers)
    assert proxy.ask("GET", "/report/").status == 200


@pytest.fixture
def onion(tmp_path, site):
    proxy = running(Nginx, tmp_path, [tmp_path / "no.sock", site.sockets["web"]], site.sockets["frontdesk"])
    yield proxy
    proxy.end()


def test_through_tor_comes_the_front_desk_and_nothing_else(onion):
    answer = ask_socket(onion.onion, "/report/", ONION)
    assert answer.status == 200 and "Strict-Transport-Security" not in answer.headers
    sheet = re.search(r'rel="stylesheet" href="([^"]+)"', answer.content.decode())[1]
    assert ask_socket(onion.onion, sheet, ONION).status == 200
    for path in ("/", "/accounts/login/", "/metrics", "/desk/", "/readyz", "/report/../accounts/login/"):
        assert ask_socket(onion.onion, path, ONION).status == 404, path
    assert ask_socket(onion.onion, "/report/", HOST).status == 200
    silent(onion)


def test_it_starts_again_after_the_stop_of_its_unit(onion):
    """Debian's unit ends nginx by SIGQUIT: a socket that is left behind would keep it from starting."""
    onion.end(signal.SIGQUIT)
    onion.start()
    assert ask_socket(onion.onion, "/report/", ONION).status == 200


def test_old_tls_is_refused(proxy):
    context = ssl.create_default_context(cafile=proxy.folder / "fullchain.pem")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python as well calls it old
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", proxy.https)) as line, pytest.raises((ssl.SSLError, ConnectionError)):
        context.wrap_socket(line, server_hostname=HOST)
