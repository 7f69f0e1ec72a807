"""What all pages have in common: no scripts, no styles of their own, nothing that leads away, nothing remembered."""

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pytest
from django.contrib.staticfiles import finders

from saiyai.crypto import codes
from saiyai.intake import carried
from saiyai.intake.models import Report
from saiyai.intake.tests import telling
from saiyai.intake.tests.telling import ANSWERS, come_back, fill, go, heading, hidden, receipt_on, right, send, state

pytestmark = pytest.mark.django_db(databases="__all__")


class Plain(HTMLParser):
    """The elements and attributes of a page: what any browser has shown for twenty years, also with everything switched off."""

    ELEMENTS = (
        "html head meta title link body header main footer nav section div h1 h2 h3 p a ul ol li dl dt dd b strong em code span small br "
        "form fieldset legend label input textarea select optgroup option button details summary table thead tbody tr th td caption"
    )
    ATTRIBUTES = (
        "form aria-hidden lang charset name content rel href class id role for type value checked selected required maxlength rows cols multiple accept action "
        "method enctype autocomplete spellcheck novalidate readonly inputmode aria-describedby aria-invalid aria-label aria-live aria-current "
        "aria-labelledby aria-required tabindex hidden open hreflang scope autocapitalize autocorrect dir min max size formaction"
    )

    def __init__(self, page):
        super().__init__()
        self.strange = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.strange |= {tag} - set(self.ELEMENTS.split())
        self.strange |= {f"{tag} {name}" for name, _value in attrs if name not in self.ATTRIBUTES.split()}


def test_the_one_style_sheet_asks_for_nothing_elsewhere():
    sheet = Path(finders.find("intake/desk.css")).read_text(encoding="utf-8")
    assert len(sheet) > 1000 and "@import" not in sheet and "://" not in sheet
    assert all(
        one.strip("'\"").startswith(("../", "fonts/", "/report/static/")) for one in re.findall(r"url\((.*?)\)", sheet)
    )


def every_page(client, officers, prefix=""):
    """(name, answer) of every page that a reporter can meet, with long and odd answers."""
    tell, back = f"{prefix}/report/tell/", f"{prefix}/report/back/"
    for path in ("", "tell/", "back/", "draft/", "measures/", "promises/", "nowhere/"):
        yield path, client.get(f"{prefix}/report/{path}")
    yield "stale", client.post(tell, {"carried": "x"})
    yield "stale with words", client.post(tell, {"carried": "x", "what": ANSWERS["what"]["what"]})
    yield "stale visit", client.post(back, {"carried": "x", "text": "<b>" + "ก" * 300})
    yield "stale codes", client.post(f"{prefix}/report/kept/", {"carried": "x"})
    yield "far too long", client.post(tell, {"carried": hidden(client.get(tell)), "what": "ก" * 50_000})
    # The weight lies in a field that no page repeats: a browser is slow to draw so many letters.
    large = {"carried": hidden(client.get(tell)), "what": "ก" * 500, "code": "x" * 1_600_000}
    yield "far too large", telling.posted(client, tell, large)
    yield "from elsewhere", client.post(tell, headers={"origin": "null"})
    answer = client.get(tell)
    while (was := state(answer))["step"] != "check":
        yield was["step"], answer
        wrong = client.post(tell, {"carried": hidden(answer), "go": "next", "rows": "10"})
        yield f"{was['step']} again", wrong
        answers = {**ANSWERS, "mode": {"mode": "confidential"}}
        said = {"answer": right(was["puzzle"])} if was["step"] == "puzzle" else answers[was["step"]]
        answer = client.post(tell, {"carried": hidden(answer), "go": "next", **said})
    yield "check", answer
    yield "draft", client.post(tell, {"carried": hidden(answer), "go": "draft"})
    sent = send(client, answer, [("a.txt", b"x", "text/plain")], path=tell)
    yield "receipt", sent
    receipt, consent = receipt_on(sent)
    yield "receipt wrong", client.post(f"{prefix}/report/kept/", {"carried": hidden(sent), "code": "1"})
    yield "safe", client.post(f"{prefix}/report/kept/", {"carried": hidden(sent), "code": receipt})
    yield from pages_of_a_visit(client, officers, back, receipt, consent)


def pages_of_a_visit(client, officers, back, receipt, consent):
    yield "back wrong", client.post(back, {"code": "12"})
    yield "first", client.post(back, {"code": receipt})
    report = Report.objects.get()
    ask = telling.office_asks(officers["r4a"], report)
    letter = telling.office_writes(officers["r4a"], report, "<script>alert(1)</script> https://example.org/?x=1")
    shown = come_back(client, receipt, path=back)
    yield "home", shown
    for name in (
        "write",
        "danger",
        "delete",
        "files",
        "seen",
        "told",
        "identity",
        f"ask:{ask.pk}",
        f"remove:{letter.pk}",
        "out",
    ):
        yield name, go(client, shown, name, path=back)
    for name in ("write", "identity", f"grant-{ask.pk}"):
        yield f"{name} wrong", go(client, shown, f"do:{name}", path=back)
    yield "granted", go(client, shown, f"do:grant-{ask.pk}", path=back, consent=consent)
    yield "granted ask", go(client, shown, f"ask:{ask.pk}", path=back)
    Report.objects.update(must_renew=True)
    yield "renew", go(client, shown, "home", path=back)


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_page_runs_or_loads_or_remembers_anything(frontdesk, officers, prefix):
    names = set()
    for name, answer in every_page(frontdesk, officers, prefix):
        names.add(name)
        page = answer.content.decode()
        assert Plain(page).strange == set(), name
        assert not re.search(
            r"<script|<style|\son\w+=|\sstyle=|javascript:|<img|<iframe|<object|<link(?! rel=\"(?:stylesheet|icon)\")",
            page,
        ), name
        assert not re.search(r'(?:href|src|action)="(?:https?:)?//', page), name
        assert set(re.findall(r'href="([a-z]+:[^"]*)"', page)) <= {"tel:191"}, name
        assert set(re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)) == {"/report/static/intake/desk.css"}, (
            name
        )
        icon = '<link rel="icon" href="/report/static/intake/sheet.png">'
        assert icon in page, "without one, browsers ask the site for it, with the cookie of who is signed in there"
        for field in re.findall(r"<(?:input|textarea)[^>]*>", page):
            if 'type="hidden"' not in field and not re.search('type="(?:radio|checkbox|file)"', field):
                assert 'autocomplete="off"' in field and 'spellcheck="false"' in field, (name, field)
        assert "<form" not in page or page.count("<form") == page.count('autocomplete="off"') - page.count(
            'spellcheck="false"'
        ), name
        assert len(re.findall("<h1>", page)) == 1 and len(answer.content) % (32 * 1024) == 0, name
        assert not answer.cookies and answer["Cache-Control"] == "no-store", name
        assert f'<html lang="{"en" if prefix else "th"}">' in page, name
        visible = re.sub(
            r'<input type="hidden"[^>]*>|<!--.*?-->|<head>.*?</head>|lang="th"[^>]*>ไทย', "", page, flags=re.DOTALL
        )
        if not prefix:
            assert not re.findall(r">\s*([A-Z][a-z]+ [a-z]+ [a-z]+)", visible), name
    assert len(names) > 45


def test_who_writes_is_told_that_nobody_must_answer_who_they_are(frontdesk, officers):
    (receipt,) = receipt_on(send(frontdesk, fill(frontdesk)))
    page = go(frontdesk, come_back(frontdesk, receipt), "write").content.decode()
    assert "คุณไม่ต้องตอบสิ่งที่จะทำให้รู้ว่าคุณเป็นใคร" in page


def test_the_sheet_says_nothing_of_what_it_is_for(frontdesk, officers):
    sent = send(frontdesk, fill(frontdesk, {"mode": {"mode": "confidential"}}))
    receipt, consent = receipt_on(sent)
    answer = frontdesk.post("/report/kept/sheet/", {"carried": hidden(sent)})
    assert answer["Content-Disposition"] == 'attachment; filename="notes.pdf"'
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        facts = " ".join(str(value) for value in pdf.docinfo.values()) + str(pdf.open_metadata())
        assert len(pdf.pages) == 2 and "2000" in facts, "each number on a sheet of its own"
    facts = re.sub(r"[\w+/]{22}==", "", facts)  # a digest of the content, which holds any digits
    for word in (receipt, consent, codes.shown(receipt), "แจ้ง", "ทุจริต", "202"):
        assert word not in facts, word


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_the_sheet_is_as_long_as_a_page_whether_a_name_was_given_or_not(frontdesk, officers, mode):
    sent = send(frontdesk, fill(frontdesk, {"mode": {"mode": mode}}))
    sheet = frontdesk.post("/report/kept/sheet/", {"carried": hidden(sent)}).content
    assert len(sheet) == len(sent.content) == 32 * 1024
    with pikepdf.open(io.BytesIO(sheet)) as pdf:
        assert len(pdf.pages) == 1 + (mode == "confidential") and pdf.check_pdf_syntax() == []


def test_the_receipt_is_typed_back(frontdesk, officers):
    sent = send(frontdesk, fill(frontdesk))
    (receipt,) = receipt_on(sent)
    other = frontdesk.post("/report/kept/", {"carried": hidden(sent), "code": codes.new_code(codes.RECEIPT)})
    assert other.text.index('href="#id_code"') < other.text.index('class="number"'), "said at the top, above the codes"
    assert other.status_code == 422 and receipt_on(other) == [receipt]
    assert (
        heading(frontdesk.post("/report/kept/", {"carried": hidden(other), "code": codes.shown(receipt)}))
        == "คุณจดถูกแล้ว"
    )


def test_a_draft_goes_on_after_a_restart(frontdesk, officers):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = frontdesk.post("/report/tell/", {"carried": hidden(fill(frontdesk)), "go": "draft"})
    (code,) = receipt_on(page)
    file = frontdesk.post("/report/draft/file/", {"draft": hidden(page, "draft")})
    assert file["Content-Disposition"] == 'attachment; filename="notes.bin"'
    content = file.getvalue()
    assert b"canary" not in content and "นาย".encode() not in content
    carried.forget()
    for typed, other in ((codes.new_code(codes.DRAFT), content), (code, b"something else"), (code, b"")):
        wrong = frontdesk.post("/report/draft/", {"code": typed, "file": SimpleUploadedFile("notes.bin", other)})
        assert wrong.status_code == 422
    back = frontdesk.post("/report/draft/", {"code": codes.shown(code), "file": SimpleUploadedFile("x", content)})
    was = state(back)
    assert was["answers"]["what"] == {"what": ANSWERS["what"]["what"], "short": "เงินทอน"}
    assert was["step"] == "network" and not was["passed"]
    answer = frontdesk.post("/report/tell/", {"carried": hidden(back), "go": "next", "member": "unsaid"})
    answer = frontdesk.post(
        "/report/tell/", {"carried": hidden(answer), "go": "next", "answer": right(state(answer)["puzzle"])}
    )
    assert frontdesk.post("/report/tell/", {"carried": hidden(answer), "go": "send"}).status_code == 200
    assert officers["r4a"].body(Report.objects.get()).what == ANSWERS["what"]["what"]


def test_a_draft_of_another_shape_is_no_error(frontdesk, officers):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from saiyai.intake import drafts

    code = codes.new_code(codes.DRAFT)
    for shape in (
        {"who": {"rows": "x"}},
        {"what": "text"},
        {"new": {"a": 1}},
        {"exclude": {"officers": "x", "names": 5}},
    ):
        file = SimpleUploadedFile("notes.bin", drafts.seal(shape, code))
        assert frontdesk.post("/report/draft/", {"code": code, "file": file}).status_code == 200, shape


def test_the_language_changes_with_everything_typed(frontdesk, officers):
    page = frontdesk.get("/report/tell/")
    english = frontdesk.post("/en/report/tell/", {"carried": hidden(page), "go": "stay", "what": "พิมพ์ค้างไว้"})
    assert heading(english) == "What took place" and "พิมพ์ค้างไว้" in english.content.decode()


def test_the_onion_address_is_text(frontdesk, officers, settings):
    settings.ONION_ADDRESS = "http://exampleexample.onion/report/"
    page = frontdesk.get("/report/").content.decode()
    assert "<code>http://exampleexample.onion/report/</code>" in page and 'href="http' not in page
