"""What the outermost layer takes off a request and puts on an answer."""

from urllib.parse import urlencode

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from saiyai.intake.tests.telling import TELL, hidden, make_offices, state

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.mark.parametrize("path", ["/report/", "/en/report/", "/report/nowhere/", "/nowhere"])
def test_every_answer_has_the_strict_headers_and_no_cookie(frontdesk, path):
    answer = frontdesk.get(path)
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "same-origin" and answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY" and answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert not answer.cookies and "Vary" not in answer


def test_nothing_behind_it_knows_who_asks(frontdesk, monkeypatch):
    from saiyai.intake import middleware

    seen = {}
    look = middleware.LanguageMiddleware.__call__
    monkeypatch.setattr(
        middleware.LanguageMiddleware,
        "__call__",
        lambda self, request: seen.update(request.META) or look(self, request),
    )
    canaries = {name: f"canary-{n}" for n, name in enumerate(
        ["User-Agent", "Accept-Language", "Referer", "Cookie", "X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"]
    )}  # fmt: skip
    frontdesk.get("/report/", headers=canaries, REMOTE_ADDR="192.0.2.77")
    assert seen["REMOTE_ADDR"] == "0.0.0.0"
    assert not [
        value for value in seen.values() if isinstance(value, str) and ("canary" in value or "192.0.2" in value)
    ]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "", "sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_a_form_from_elsewhere_is_refused(frontdesk, headers, status):
    answer = frontdesk.post("/report/", headers=headers)
    assert answer.status_code == status and "ยังไม่ได้รับ" in answer.text, "no empty page for who has just written"
    assert len(answer.content) % (32 * 1024) == 0 and answer["Content-Security-Policy"]
    english = frontdesk.post("/en/report/", headers=headers)
    assert english.status_code == status and "Nothing was received" in english.text


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace", "options"])
def test_only_reading_and_sending_are_known(frontdesk, method):
    assert getattr(frontdesk, method)("/report/").status_code == 405


@pytest.mark.parametrize(("site", "told"), [("https://saiyai.example", True), ("http://saiyai.example", False)])
def test_the_onion_address_is_told_over_a_safe_line_only_and_repeats_nothing(frontdesk, settings, site, told):
    settings.FRONTDESK_URL, settings.ONION_ADDRESS = site, "http://exampleexample.onion/report/"
    answer = frontdesk.get("/report/back/?secret=1")
    assert answer.get("Onion-Location", "") == ("http://exampleexample.onion/report/" if told else "")


def test_whom_to_tell_of_a_weakness_stands_here_too(frontdesk, settings):
    settings.SECURITY_CONTACT = []
    assert frontdesk.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = ["security@saiyai.example"]
    answer = frontdesk.get("/.well-known/security.txt")
    assert answer.status_code == 200 and answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.startswith(b"Contact: mailto:security@saiyai.example\nExpires: ")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'") and answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("charset", ["idna", "base64", "utf-16", "nothing-of-the-kind"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", MULTIPART_CONTENT])
def test_a_form_is_read_as_ours_whatever_it_says_of_its_letters(frontdesk, kind, charset):
    make_offices()
    form = {"carried": hidden(frontdesk.get(TELL)), "what": "เงินทอน", "go": "next"}
    body = encode_multipart(BOUNDARY, form) if kind == MULTIPART_CONTENT else urlencode(form)
    answer = frontdesk.generic("POST", TELL, body, f"{kind}; charset={charset}")
    assert answer.status_code == 200 and state(answer)["answers"]["what"]["what"] == "เงินทอน"
