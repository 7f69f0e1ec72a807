"""Handing a case over: two people, once, never who told unless the reporter agreed to exactly that."""

import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest
from django.utils import timezone

from saiyai.audit.models import Event
from saiyai.cases import actions, forms, packing
from saiyai.cases.models import Proposal
from saiyai.cases.tests import world
from saiyai.cases.tests.conftest import opened
from saiyai.cases.tests.test_pages import unlocked, url
from saiyai.crypto import age
from saiyai.intake.models import Ask
from saiyai.intake.told import Accused, LeftOut, Told, Where
from saiyai.policy.lifecycle import Refused

__all__ = ["unlocked"]
pytestmark = pytest.mark.django_db(databases="__all__")
TO = "สำนักงาน ป.ป.ช. ประจำจังหวัด นายสมชาย ผู้รับ"
OPENLY = {"unsealed": "ผู้รับมารับด้วยตนเองที่สำนักงาน"}
STORY = "นางพยาน คนสำคัญ เห็น นายหนึ่ง รับเงิน  นางพยาน  คนสำคัญ เล่าให้ฟัง"


def proposed(case, desk, **more):
    now = opened(case, desk.first, desk.first_vault)
    row = actions.propose_export(now, TO, "ส่งตามอำนาจ", by=desk.first, **(OPENLY | more))
    actions.confirm(opened(case, desk.second, desk.second_vault), row, by=desk.second)
    return row


def taken(case, desk, row, secret=()):
    now = opened(case, desk.first, desk.first_vault)
    name, content = actions.take_out(now, row, desk.first_vault, by=desk.first)
    assert name == ("handover.zip.age" if secret else "handover.zip")
    return unpacked(opened_with(content, secret) if secret else content)


def opened_with(content, secret):
    with age.opening(io.BytesIO(content), secret) as inside:
        return inside.read()


@pytest.fixture
def pair():
    """(secret keys, public key) of a receiver."""
    text, public = age.new_pair()
    return age.read_identities(text), public


def unpacked(content):
    """{name: content}, each as its digest says."""
    out = zipfile.ZipFile(io.BytesIO(content))
    assert all(one.date_time == packing.NO_TIME for one in out.infolist())
    files = {one: out.read(one) for one in out.namelist()}
    sums = dict(reversed(line.split("  ", 1)) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {one: sha256(content).hexdigest() for one, content in files.items() if one != "SHA256SUMS"}
    listed = json.loads(files["manifest.json"])["files"]
    assert {one: facts["sha256"] for one, facts in listed.items()} == {
        one: digest for one, digest in sums.items() if one != "manifest.json"
    }
    return files


@pytest.fixture
def named(desk):
    """A report whose reporter left a sealed name, and left somebody out."""
    filed = world.file_report(
        what=STORY, identity={"name": "สมศรี ลับมาก"}, mode="confidential",
        excluded=[LeftOut(name="นายต้องห้าม", agency="เทศบาลลับ")],
    )  # fmt: skip
    (case,) = world.published(filed)
    return filed, case


def test_a_case_goes_out_once_after_a_second_person_and_the_reporter_sees_it(desk, named):
    filed, case = named
    now = opened(case, desk.first, desk.first_vault)
    row = actions.propose_export(now, TO, "ส่งตามอำนาจ", by=desk.first, **OPENLY)
    with pytest.raises(Refused):
        actions.take_out(now, row, desk.first_vault, by=desk.first)
    with pytest.raises(Refused):
        actions.confirm(now, row, by=desk.first)
    other = opened(case, desk.second, desk.second_vault)
    actions.confirm(other, row, by=desk.second)
    with pytest.raises(Refused):
        actions.take_out(other, row, desk.second_vault, by=desk.second)
    files = taken(case, desk, row)
    assert set(files) == {"1-02.json", "1-02.pdf", "manifest.json", "SHA256SUMS"}
    with pytest.raises(Refused):
        taken(case, desk, row)
    assert [one["to"] for one in filed.seen() if one["verb"] == "exported"] == [TO]
    line = Event.objects.get(verb="case.exported")
    assert line.facts["name_too"] is False and line.facts["sealed"] is False and TO not in str(line.facts)


def test_who_told_and_whom_they_left_out_are_never_in_it(desk, named):
    _filed, case = named
    files = taken(case, desk, proposed(case, desk, messages=True))
    everything = b"".join(files.values()).decode(errors="ignore") + str(json.loads(files["1-02.json"]))
    for word in ("สมศรี", "ลับมาก", "ต้องห้าม", "เทศบาลลับ", "confidential", "network_member", "excluded", case.ref):
        assert word not in everything
    facts = json.loads(files["1-02.json"])
    assert facts["receiver"] == TO and facts["report"]["accused"][0]["name"] == "นายหนึ่ง"
    listed = json.loads(files["manifest.json"])["files"]
    assert listed["1-02.json"]["bytes"] == len(files["1-02.json"])


def test_a_name_of_who_is_named_is_blacked_out_where_it_slipped_into_the_story(desk):
    filed = world.file_report(what="ผม วีระ พูดจริง เห็นเอง", mode="named")
    (case,) = world.published(filed)
    now = opened(case, desk.first, desk.first_vault)
    body = now.told().to_dict() | {"mode": "named", "identity": {"name": "นายวีระ พูดจริง"}}
    filed.report.body_sealed = now.close(body, "intake.Report", "body", filed.report.pk)
    filed.report.save(update_fields=["body_sealed"])
    facts = json.loads(taken(case, desk, proposed(case, desk))["1-02.json"])
    assert "วีระ" not in str(facts) and packing.MASK in facts["report"]["detail"] and "reporter" not in facts


@pytest.mark.parametrize(
    ("said", "story"),
    [
        ({"name": "นางสาวมาลี ใจดี"}, "ดิฉัน มาลี ใจดี เห็นเอง"),
        ({"name": "มาลี ใจดี"}, "คุณมาลีบอกว่า น.ส.มาลี\u200bใจดี อยู่ที่นั่น"),
        ({"name": "นางสาวมาลี ใจดี"}, "ม\u00adาลี  ใจดี"),
        ({"relatives": "แม่, เด็กหญิงมาลี ใจดี (ป.4)"}, "มาลี เดินผ่าน"),
        ({"phone": "081-234-5678"}, "โทร 0812345678 หรือ ๐๘๑ ๒๓๔ ๕๖๗๘"),
        ({"phone": "0812345678"}, "โทร 08-1234-5678, (081) 234 5678, +66 81 234 5678, 66812345678"),
        ({"bank": "กรุงไทย 123-4-56789-0"}, "เลขบัญชี กรุงไทย 1234567890"),
    ],
)
def test_who_told_is_blacked_out_in_other_spellings_as_well(said, story):
    text = packing.masked(f"{story} นายหนึ่งรับเงิน 5,000 บาท วันที่ 12", packing.names_of(said))
    left = text.replace(packing.MASK, "").translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))
    assert not [one for one in ("มาลี", "ใจดี", "\u00ad", "234", "567", "890") if one in left], text
    assert "นายหนึ่งรับเงิน 5,000 บาท วันที่ 12" in text


def test_a_short_name_blacks_out_no_syllables_of_other_words():
    names = packing.names_of({"name": "นายดี สุข", "phone": ""})
    assert (
        packing.masked("ดีมาก ความสุข ของ ดี สุข และ นายดี สุข", names)
        == f"ดีมาก ความสุข ของ {packing.MASK} และ {packing.MASK}"
    )
    assert packing.names_of({}) == []


def test_marked_names_are_blacked_out_however_they_are_spaced(desk, named):
    _filed, case = named
    files = taken(case, desk, proposed(case, desk, names=["นางพยาน คนสำคัญ", " "]))
    detail = json.loads(files["1-02.json"])["report"]["detail"]
    assert "พยาน" not in detail and detail.count(packing.MASK) == 2 and "นายหนึ่ง" in detail
    assert "พยาน" not in files["1-02.pdf"].decode(errors="ignore")


@pytest.mark.parametrize("bad", [{"names": ["นางพยาน คนอื่น"]}, {"names": ["น"]}, {"name": True}])
def test_what_cannot_be_kept_is_refused_at_once(desk, named, bad):
    _filed, case = named
    with pytest.raises(Refused):
        actions.propose_export(opened(case, desk.first, desk.first_vault), TO, "ส่ง", by=desk.first, **OPENLY, **bad)
    with pytest.raises(Refused):
        actions.propose_export(opened(case, desk.first, desk.first_vault), "  ", "ส่ง", by=desk.first, **OPENLY)
    with pytest.raises(Refused):
        actions.propose(opened(case, desk.first, desk.first_vault), Proposal.Kind.EXPORT, "ส่ง", by=desk.first)
    assert not Proposal.objects.exists()


def test_the_name_goes_out_only_with_a_yes_to_exactly_this_and_sealed(desk, named, pair):
    (filed, case), (secret, key) = named, pair
    until = timezone.localdate() + timedelta(days=30)
    now = opened(case, desk.first, desk.first_vault)
    with pytest.raises(Refused):
        actions.ask_identity(now, "HANDOVER", until, "ต้องส่งสำนวน", by=desk.first)
    for purpose, receiver in (("INQUIRY", ""), ("HANDOVER", "หน่วยงานอื่น")):
        filed.agrees(actions.ask_identity(now, purpose, until, "ต้องส่งสำนวน", receiver=receiver, by=desk.first))
        with pytest.raises(Refused):
            actions.propose_export(now, TO, "ส่ง", name=True, key=key, by=desk.first)
    ask = actions.ask_identity(now, "HANDOVER", until, "ต้องส่งสำนวน", receiver=TO, by=desk.first)
    assert TO in filed.reads(ask, "intake.Ask", "words", ask.words_sealed)["consent"]
    filed.agrees(ask)
    with pytest.raises(Refused):
        second = opened(case, desk.second, desk.second_vault)
        actions.propose_export(second, TO, "ส่ง", name=True, key=key, by=desk.second)
    with pytest.raises(Refused):
        actions.propose_export(now, TO, "ส่ง", name=True, **OPENLY, by=desk.first)
    row = proposed(case, desk, name=True, key=key)
    Ask.objects.filter(pk=ask.pk).update(status=Ask.Status.WITHDRAWN)
    with pytest.raises(Refused):
        taken(case, desk, row, secret)
    Ask.objects.filter(pk=ask.pk).update(status=Ask.Status.GRANTED)
    assert json.loads(taken(case, desk, row, secret)["1-02.json"])["reporter"] == {"name": "สมศรี ลับมาก"}


def test_sealed_to_its_receiver_it_opens_with_their_key_only(desk, named, pair, tmp_path):
    _filed, case = named
    row = proposed(case, desk, key=pair[1], messages=True)
    now = opened(case, desk.first, desk.first_vault)
    name, content = actions.take_out(now, row, desk.first_vault, by=desk.first)
    assert name == "handover.zip.age" and content.startswith(b"age-encryption.org/v1") and b"1-02.json" not in content
    files = unpacked(opened_with(content, pair[0]))
    assert json.loads(files["1-02.json"])["receiver"] == TO
    strangers = age.read_identities(age.new_pair()[0])
    with pytest.raises(age.NotOpened):
        opened_with(content, strangers)
    assert Event.objects.get(verb="case.exported").facts["sealed"] is True
    assert pair[1] not in str(list(Event.objects.values_list("facts", flat=True)))


def test_without_a_key_it_leaves_only_with_a_reason(desk, named, pair):
    _filed, case = named
    now = opened(case, desk.first, desk.first_vault)
    for bad in ({}, {"unsealed": "  ด่วน  "}, {"key": "age1wrong"}, {"key": pair[1][:-1], **OPENLY}):
        with pytest.raises(Refused):
            actions.propose_export(now, TO, "ส่ง", by=desk.first, **bad)
    assert not Proposal.objects.exists()
    row = actions.propose_export(now, TO, "ส่ง", key=f" {pair[1].upper()} ", by=desk.first, **OPENLY)
    facts = now.read(row.reason_sealed, "cases.Proposal", "reason", row.pk, row.generation)
    assert facts["key"] == pair[1] and facts["unsealed"] == ""


# The last one keeps no secret: whatever is sealed to it, anybody opens.
@pytest.mark.parametrize(
    "key",
    [
        "age1",
        "ssh-ed25519 AAAAC3Nza",
        "age1" + "q" * 58,
        "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z",
    ],
)
def test_a_wrong_key_is_told_at_its_field(key):
    form = forms.ProposeExport({"receiver": TO, "text": "ส่ง", "key": key, **OPENLY})
    assert not form.is_valid() and list(form.errors) == ["key"]


def test_a_name_without_a_key_is_told_at_the_field_of_the_key():
    form = forms.ProposeExport({"receiver": TO, "text": "ส่ง", "name": "on", **OPENLY})
    assert not form.is_valid() and list(form.errors) == ["key"]


def test_a_secret_key_is_not_shown_again(pair):
    secret = str(pair[0][0])
    form = forms.ProposeExport({"receiver": TO, "text": "ส่ง", "key": secret})
    assert not form.is_valid() and "key" in form.errors and "AGE-SECRET" not in str(form)


def test_the_second_person_sees_to_whom_it_is_sealed_or_that_it_is_not(desk, named, unlocked, pair):
    _filed, case = named
    key, openly = pair[1], OPENLY["unsealed"]
    form = {"receiver": TO, "text": "ส่งตามอำนาจ"}
    for more, shown, hidden in (
        ({"key": key}, (key, age.fingerprint(key)), ("ส่งออกโดยไม่ปิดผนึก",)),
        (OPENLY, ("ส่งออกโดยไม่ปิดผนึก", openly), (key, "รหัสย่อของกุญแจ")),
    ):
        Proposal.objects.all().delete()
        browser = unlocked(desk.first, desk.first_vault)
        assert browser.post(url("propose_export", case), form).status_code == 422
        assert browser.post(url("propose_export", case), form | more).status_code == 302
        page = unlocked(desk.second, desk.second_vault).get(url("case", case)).content.decode()
        assert [one for one in shown if one not in page] == [] and [one for one in hidden if one in page] == []


def test_a_fingerprint_is_what_the_receiver_finds_without_us(pair):
    digest = sha256(pair[1].encode()).hexdigest()
    assert age.fingerprint(pair[1]).replace(" ", "") == digest[:20]


def test_after_a_week_somebody_has_to_agree_anew(desk, named):
    _filed, case = named
    row = proposed(case, desk)
    Proposal.objects.filter(pk=row.pk).update(proposed_on=timezone.localdate() - timedelta(days=8))
    with pytest.raises(Refused):
        taken(case, desk, row)


def test_by_its_pages(desk, named, unlocked, monkeypatch):
    from saiyai.accounts import sudo

    monkeypatch.setattr(sudo, "is_due", lambda request: False)  # signed in a moment ago
    _filed, case = named
    browser = unlocked(desk.first, desk.first_vault)
    form = {"receiver": TO, "names": "นางพยาน คนสำคัญ", "text": "ส่งตามอำนาจ", **OPENLY}
    assert browser.post(url("propose_export", case), form | {"receiver": ""}).status_code == 422
    assert browser.post(url("propose_export", case), form | {"names": "ไม่มีชื่อนี้"}).status_code == 409
    assert browser.post(url("propose_export", case), form).status_code == 302
    row = case.proposals.get()
    assert browser.post(url("take_out", case, row.pk)).status_code == 409
    other = unlocked(desk.second, desk.second_vault)
    shown = other.get(url("case", case)).content.decode()
    assert TO in shown and "นางพยาน คนสำคัญ" in shown
    assert other.post(url("confirm", case, row.pk)).status_code == 302
    assert url("take_out", case, row.pk) not in other.get(url("case", case)).content.decode()
    browser = unlocked(desk.first, desk.first_vault)
    assert url("take_out", case, row.pk) in browser.get(url("case", case)).content.decode()
    answer = browser.post(url("take_out", case, row.pk))
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"] and answer.content[:2] == b"PK"
    assert browser.post(url("take_out", case, row.pk)).status_code == 409


def test_the_form_holds_what_was_told_and_a_membership_only_where_it_was_said():
    told = Told(
        what="เล่า", who=(Accused("ก", "ข", "ค"),), where=Where(place="ที่", province="40"), network_member="no",
        excluded=(LeftOut(name="ลับ"),), mode="named", identity={"name": "ผู้แจ้ง"},
    )  # fmt: skip
    fields = packing.form(told, province="ขอนแก่น")
    assert "network_member" not in fields["complainant"] and "ลับ" not in str(fields) and "ผู้แจ้ง" not in str(fields)
    assert fields["accused"] == [{"name": "ก", "position": "ข", "agency": "ค"}]
    said = packing.form(Told(what="เล่า", network_member="yes"))
    assert said["complainant"]["network_member"] is True
