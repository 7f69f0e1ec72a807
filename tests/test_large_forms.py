"""A form that is far too large, at a real front desk: the page that says so arrives, and the line is never torn before."""

import secrets
from urllib.parse import urlencode

import pytest

from saiyai.intake.tests.telling import heading, hidden
from tests.test_canaries import Site, Visitor

pytestmark = pytest.mark.elsewhere
TOO_MUCH = "ข้อความมากเกินกว่าแบบฟอร์มจะรับได้"


@pytest.fixture(scope="module")
def visitor(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("large"), "sqlite")
    try:
        site.start()
        yield Visitor(site.port)
    finally:
        site.end()


def several(visitor, fields):
    """As a form with files is sent."""
    bound = secrets.token_hex(8)
    parts = [f'--{bound}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields]
    body = "".join([*parts, f"--{bound}--\r\n"]).encode()
    return visitor.ask("POST", "/report/tell/", body, **{"Content-Type": f"multipart/form-data; boundary={bound}"})


def says_so(answer):
    return answer.status_code == 413 and TOO_MUCH in heading(answer) and "กดย้อนกลับหนึ่งหน้า" in answer.content.decode()


def gives_back(answer, end):
    return says_so(answer) and f"{end}</textarea>" in answer.content.decode()


@pytest.mark.parametrize("megabytes", [2, 20])
def test_a_text_that_is_far_too_long(visitor, megabytes):
    text = "x" * megabytes * 1024 * 1024
    answer = visitor.post("/report/tell/", {"what": text, "go": "next"})
    assert gives_back(answer, "xxx") if megabytes == 2 else says_so(answer)
    assert says_so(several(visitor, [("go", "next"), ("what", text)]))
    assert says_so(visitor.post("/report/back/", {"code": text}))


def test_fields_or_files_without_number(visitor):
    assert says_so(visitor.post("/report/tell/", {f"field{n}": "x" * 900 for n in range(900)}))
    assert says_so(several(visitor, [(f"field{n}", "x" * 9000) for n in range(900)]))
    files = [(f"{n}.jpg", b"x" * 900, "image/jpeg") for n in range(600)]
    answer = visitor.post("/report/tell/", {"go": "send", "files": files})
    assert (answer.status_code, heading(answer)) == (
        413,
        "ส่งหลายไฟล์เกินไปในครั้งเดียว",
    ) and "20 ไฟล์" in answer.content.decode()


def test_what_is_refused_at_once_is_answered_as_well(visitor):
    body, form = urlencode({"what": "x" * 3_000_000}), {"Content-Type": "application/x-www-form-urlencoded"}
    assert visitor.ask("PUT", "/report/", body, **form).status_code == 405
    assert (
        visitor.ask("POST", "/report/tell/", body, **form | {"Origin": "https://elsewhere.example"}).status_code == 403
    )
    assert visitor.ask("POST", "/report/nowhere/", body, **form).status_code == 404
    assert visitor.ask("POST", "/report/tell/", body, **form | {"Host": "elsewhere.example"}).status_code == 400


def test_afterwards_a_report_begins_as_ever(visitor):
    assert hidden(visitor.get("/report/tell/"))
