"""Every refusal is a Thai page that says what to do next."""

from types import SimpleNamespace

import psycopg
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation
from psycopg_pool import PoolTimeout

from saiyai.policy.lifecycle import Refused
from saiyai.ui import errors
from saiyai.ui.middleware import HearOutMiddleware, RefusalMiddleware, ThaiFirstMiddleware

pytestmark = pytest.mark.urls("saiyai.ui.tests.urls")


@pytest.fixture
def request_(rf):
    request = rf.get("/x/", headers={"referer": "http://testserver/list/?q=ก"}, HTTP_HOST="testserver")
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (errors.not_found, 404, "เราหาหน้านี้ไม่พบ"),
        (errors.forbidden, 404, "เราหาหน้านี้ไม่พบ"),
        (errors.bad_request, 400, "เราอ่านข้อมูลที่ส่งมาไม่ได้"),
        (errors.csrf_failure, 403, "หน้านี้เปิดค้างไว้นานเกินไป"),
        (errors.too_large, 413, "สิ่งที่ส่งมามีขนาดใหญ่เกินไป"),
        (errors.unprocessable, 422, "ข้อมูลที่ส่งมายังไม่ครบ"),
        (errors.server_error, 500, "ระบบของเราขัดข้อง"),
    ],
)
def test_pages_speak_thai_and_offer_a_way_on(answer, status, words, request_):
    with translation.override("th"):
        response = answer(request_)
    html = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{words}</h1>" in html
    assert '<html lang="th">' in html
    assert "btn-primary" in html


def test_a_refusal_tells_the_rule_the_remedy_and_the_way_back(request_):
    with translation.override("th"):
        response = RefusalMiddleware(None).process_exception(request_, Refused("ยังไม่มี<หนังสือ>", "แนบหนังสือก่อน"))
    html = response.content.decode()
    assert response.status_code == 409
    assert "<b>เพราะ</b> ยังไม่มี&lt;หนังสือ&gt;" in html
    assert "<b>จะทำได้เมื่อ</b> แนบหนังสือก่อน" in html
    assert 'href="/list/?q=ก"' in html


def test_other_exceptions_pass_by(request_):
    assert RefusalMiddleware(None).process_exception(request_, ValueError()) is None


def test_the_way_back_never_leads_to_another_site(rf):
    request = rf.get("/x/", headers={"referer": "https://evil.example/list/"})
    request.user = AnonymousUser()
    assert "evil.example" not in errors.too_large(request).content.decode()


def test_a_size_error_is_413_however_it_arrives(request_):
    assert errors.bad_request(request_, RequestDataTooBig()).status_code == 413


def test_a_broken_500_template_still_answers(request_, monkeypatch):
    monkeypatch.setattr(errors, "render_to_string", lambda *args: 1 / 0)
    assert errors.server_error(request_).status_code == 500


def caused(problem, cause):
    problem.__cause__ = cause
    return problem


@pytest.mark.parametrize(
    "problem",
    [
        OperationalError("database is locked"),
        caused(OperationalError("couldn't get a connection after 30 sec"), PoolTimeout()),
        caused(OperationalError("x"), psycopg.errors.DeadlockDetected()),
        caused(OperationalError("x"), psycopg.errors.TooManyConnections()),
    ],
)
def test_a_database_without_a_place_is_told_apart_from_a_fault(request_, problem):
    def answer(problem):
        try:
            raise problem
        except type(problem):  # Django calls the handler while it deals with the exception
            with translation.override("th"):
                return errors.server_error(request_)

    busy = answer(problem)
    assert busy.status_code == 503 and busy["Retry-After"] == "30"
    assert "<h1>ขณะนี้มีผู้ใช้งานจำนวนมาก</h1>" in busy.text and "ระบบของเราขัดข้อง" not in busy.text
    for fault in (ValueError("x"), OperationalError("no such table: x")):
        broken = answer(fault)
        assert broken.status_code == 500 and "Retry-After" not in broken


def test_the_500_page_asks_nothing_of_the_database(request_):
    # No django_db mark: a query would fail this test.
    assert errors.server_error(request_).status_code == 500


@pytest.mark.parametrize(
    ("cookie", "header", "language"),
    [("", "en-US,en", "th"), ("en", "", "en"), ("th", "en", "th"), ("xx", "en", "th")],
)
def test_pages_are_thai_unless_the_reader_chose_otherwise(cookie, header, language, rf):
    from django.http import HttpResponse

    request = rf.get("/", headers={"accept-language": header})
    request.COOKIES["django_language"] = cookie
    with translation.override("en"):
        response = ThaiFirstMiddleware(lambda request: HttpResponse(translation.get_language()))(request)
    assert response.content.decode() == language
    assert response["Content-Language"] == language
    assert "Cookie" in response["Vary"]


def test_a_file_over_the_limit_keeps_the_other_fields_and_cannot_be_read(settings):
    settings.MAX_UPLOAD_BYTES = 1000
    photo = SimpleUploadedFile("big.jpg", b"x" * 5000, "image/jpeg")
    request = RequestFactory().post("/", {"name": "กานต์สินี", "photo": photo})
    assert request.POST["name"] == "กานต์สินี"
    assert request.FILES["photo"].size == 5000
    with pytest.raises(RequestDataTooBig):
        request.FILES["photo"].read()
    request.close()


def test_a_file_within_the_limit_arrives_whole(settings):
    settings.MAX_UPLOAD_BYTES = 1000
    request = RequestFactory().post("/", {"photo": SimpleUploadedFile("small.jpg", b"x" * 900)})
    assert request.FILES["photo"].read() == b"x" * 900


def test_a_request_far_over_the_limit_is_refused_unread(settings):
    settings.MAX_UPLOAD_BYTES = 100
    request = RequestFactory().post("/", {"photo": SimpleUploadedFile("huge.jpg", b"x" * 5000)})
    with pytest.raises(RequestDataTooBig):
        _ = request.POST


@pytest.mark.parametrize(
    ("method", "more", "heard"),
    [
        ("POST", {"HTTP_COOKIE": "csrftoken=a"}, 60 * 2**20),  # as much as may be sent
        ("PUT", {"HTTP_AUTHORIZATION": "Bearer a"}, 60 * 2**20),
        ("POST", {}, 0),
        ("GET", {"HTTP_COOKIE": "csrftoken=a"}, 0),
    ],
)
def test_a_form_of_somebody_we_know_is_heard_out_before_it_is_refused(method, more, heard, rf):
    read = []
    request = rf.generic(method, "/", **more)
    request._stream = SimpleNamespace(read=lambda size: read.append(size) or b"x" * size)
    answer = HearOutMiddleware(lambda _request: HttpResponse(status=403))(request)
    assert answer.status_code == 403 and sum(read) == heard
