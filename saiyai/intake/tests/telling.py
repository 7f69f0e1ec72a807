"""A report told page by page, as a browser without scripts does it, and the readers who can open it."""

import re
import uuid
from html import unescape
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile

from saiyai.crypto import hybrid
from saiyai.intake import carried, keys, puzzles
from saiyai.intake.models import Ask, Desk, IdentityGrant, Message, Reader, RecoveryKey
from saiyai.intake.opening import open_data, unwrap
from saiyai.intake.told import Told
from saiyai.policy.fields import new_random_id

TELL = "/report/tell/"
ANSWERS = {
    "what": {"what": "นายช่างรับเงินจากผู้รับเหมา canary-what", "short": "เงินทอน"},
    "who": {"agency": "เทศบาลตำบลหนึ่ง", "name_0": "นายสมมุติ canary-name", "post_0": "นายช่างโยธา"},
    "where": {"when": "ปลายปี 2568", "province": "40", "postcode": "๔๐๐๐๐"},
    "harm": {"harm": "ถนนพังก่อนเวลา", "wish": "ตรวจสอบสัญญา"},
    "evidence": {"evidence": "ใบส่งของอยู่ที่ห้องพัสดุ"},
    "exclude": {},
    "desk": {"desk": "R4"},
    "mode": {"mode": "anonymous"},
    "identity": {"name": "นางสาวผู้แจ้ง canary-identity", "phone": "081 000 0000"},
    "network": {"member": "unsaid"},
}


class Officer:
    """An officer with a private key, as the desk has it after unlocking."""

    def __init__(self, name, desk, agency="สำนักงานของเรา", epoch=1):
        self.seed, self.key = hybrid.new_seed(), uuid.uuid4()
        self.name, self.desk, self.epoch = name, desk, epoch
        Reader.objects.create(
            officer=self.key,
            epoch=epoch,
            desk=desk,
            public_key=hybrid.public_bytes(self.seed),
            name=name,
            post="นักสืบสวน",
            agency=agency,
        )

    def data_key(self, report):
        """The data key of a report, from the wrap to this officer; raises DoesNotExist where there is none."""
        wrap = report.wraps.get(kind="OFFICER", reader=str(self.key))
        info = keys.wrap_place(report.pk, report.generation, "OFFICER", str(self.key), self.epoch)
        return keys.data_key(report.pk, report.generation, unwrap(wrap.key_sealed, self.seed, info=info))

    def body(self, report):
        """What a report tells."""
        place = keys.text_place("intake.Report", "body", report.pk, report.pk, report.generation)
        return Told.from_dict(open_data(report.body_sealed, self.data_key(report), place=place))


def make_offices():
    """The central desk with two officers and region 4 with two, and a recovery key."""
    Desk.objects.create(code="HQ", name_th="สำนักงานกลาง", name_en="Central office", is_central=True)
    Desk.objects.create(code="R4", name_th="สำนักงานเขต 4", name_en="Region 4", provinces=["40", "42"])
    RecoveryKey.objects.create(
        epoch=1,
        public_key=hybrid.public_bytes(hybrid.new_seed()),
        trustees=[{"officer": str(uuid.uuid4()), "name": "นางธรรมา รักษากุญแจ", "agency": "มหาวิทยาลัยหนึ่ง"}],
    )
    return {
        "hq1": Officer("นายกลาง ใจตรง", "HQ"),
        "hq2": Officer("นางสาวกานดา มั่นคง", "HQ"),
        "r4a": Officer("นายณัฐพงษ์ ริมโขง", "R4", "สำนักงานเขต 4"),
        "r4b": Officer("นางสมพร เก็บดี", "R4", "สำนักงานเขต 4"),
    }


def hidden(answer, name="carried"):
    """The sealed field of a page."""
    found = re.findall(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, answer.content.decode()[:3000]
    return unescape(found[-1])


def heading(answer):
    """The heading of a page."""
    return unescape(re.search("<h1>(.*?)</h1>", answer.content.decode()).group(1))


def state(answer, purpose="telling"):
    """What a page carries, for tests that look inside."""
    return carried.read(hidden(answer), purpose, idle=carried.TELLING)


def older(answer, minutes=2):
    """The same page, begun some minutes earlier."""
    return carried.close({**(was := state(answer)), "began": was["began"] - 60 * minutes}, "telling")


def right(puzzle):
    """The answer to a question against machines, in Thai."""
    kind, start = puzzle
    names = puzzles._rows(kind)[0]
    return names[(start + (1 if kind.endswith("after") else -1)) % len(names)]


def fill(client, changes=None, path=TELL):
    """Answer every question; gives the last page."""
    answers = {**ANSWERS, **(changes or {})}
    answer = client.get(path)
    for _n in range(15):
        was = state(answer)
        if was["step"] == "check":
            return answer
        said = {"answer": right(was["puzzle"])} if was["step"] == "puzzle" else answers[was["step"]]
        answer = client.post(path, {"carried": hidden(answer), "go": "next", **said})
        assert answer.status_code == 200, (was["step"], answer.content.decode()[:4000])
    raise AssertionError("it never ends")


def send(client, last, files=(), path=TELL):
    """Send it from the last page."""
    uploads = [SimpleUploadedFile(name, content, kind) for name, content, kind in files]
    return client.post(path, {"carried": older(last), "files": uploads, "go": "send"})


def receipt_on(answer):
    """The receipt that a page shows."""
    found = re.findall(r'<p class="number">([\d ]+)</p>', answer.content.decode())
    return [one.replace(" ", "") for one in found]


def come_back(client, code, *, show=True, path="/report/back/"):
    """Type a receipt, and have everything shown."""
    answer = client.post(path, {"code": code})
    return go(client, answer, "show", path) if show and answer.status_code == 200 else answer


def go(client, answer, what, path="/report/back/", **more):
    """Press a button of a page of a visit."""
    return client.post(path, {"carried": hidden(answer), "go": what, **more})


def posted(client, path, form):
    """As browsers send a page without files; the client of the tests would send each as one with files."""
    return client.post(path, urlencode(form), content_type="application/x-www-form-urlencoded")


def text(answer):
    """A page, its hard spaces as plain ones."""
    return answer.content.decode().replace("\u00a0", " ")


def office_writes(officer, report, text, n=1, day="2026-11-28"):
    """A letter of the office, as the desk seals it."""
    letter = Message(pk=new_random_id(), report=report, side="OFFICE", published=True, sent_on=day)
    place = keys.text_place("intake.Message", "content", report.pk, letter.pk, report.generation)
    facts = {"n": n, "kind": "message", "text": text, "day": day}
    letter.content_sealed = keys.close_data(facts, officer.data_key(report), place=place)
    letter.save(force_insert=True)
    return letter


def read_letters(officer, report):
    """All letters as an officer reads them, in order."""
    found = []
    for row in report.messages.all():
        place = keys.text_place("intake.Message", "content", report.pk, row.pk, row.generation)
        found.append((open_data(row.content_sealed, officer.data_key(report), place=place), row))
    return [(content["kind"], content["text"], row.side) for content, row in sorted(found, key=lambda one: one[0]["n"])]


def office_asks(officer, report, purpose="CONTACT", until="2099-01-31", consent="ยินยอมให้ติดต่อ"):
    """An officer asks for the identity."""
    ask = Ask(
        pk=new_random_id(),
        report=report,
        officer=officer.key,
        epoch=officer.epoch,
        officer_key=hybrid.public_bytes(officer.seed),
        purpose=purpose,
        until=until,
    )
    place = keys.text_place("intake.Ask", "words", report.pk, ask.pk, 0)
    facts = {"officer": officer.name, "office": officer.desk, "why": "จะขอเอกสารเพิ่ม", "consent": consent}
    ask.words_sealed = keys.close_data(facts, officer.data_key(report), place=place)
    ask.save(force_insert=True)
    return ask


def granted_name(officer, ask, *, purpose=None, seed=None, consent="ยินยอมให้ติดต่อ"):
    """The name in a report as this officer reads it by a grant; raises CannotOpen."""
    report = ask.report
    info = keys.grant_place(
        report.pk, ask.pk, str(officer.key), officer.epoch, purpose or ask.purpose, ask.until.isoformat(), consent
    )
    key = unwrap(IdentityGrant.objects.get(ask=ask).key_sealed, seed or officer.seed, info=info)
    place = keys.identity_text_place(report.pk)
    return open_data(report.identity_sealed, keys.identity_data_key(report.pk, key), place=place)["name"]
