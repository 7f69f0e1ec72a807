"""The trail and the machine room: who reads them, what they show, what they leave behind."""

import ast
import csv
import io
import json
import re
import shlex
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

import saiyai
from saiyai.audit import trail
from saiyai.audit.models import Event
from saiyai.home import actions, labels
from saiyai.home.queries import trail as queries
from saiyai.jobs.models import Job
from saiyai.notify import writing
from saiyai.notify.models import Letter
from saiyai.policy.action import action
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

TRAIL = reverse("home:trail")


@action
def note(verb, key, *, by, **facts):
    trail.record(verb, ("membership.application", key), by=by, **facts)


@pytest.fixture
def lines(cast):
    note("application.approve", "one", by=cast.decider, status="APPROVED")
    note("application.saved", "two", by=SYSTEM, step="=SUM(A1)")
    note("application.saved", "one", by=cast.somying, step="name")


def seqs(response):
    return [event.key for event in response.context["page"]]


def test_filters_by_deed_actor_record_words_and_days(client, cast, lines):
    client.force_login(cast.auditor)
    about = {"subject": "membership.application"}
    assert seqs(client.get(TRAIL, about)) == ["one", "two", "one"]
    assert seqs(client.get(TRAIL, about | {"verb": "application.approve"})) == ["one"]
    assert seqs(client.get(TRAIL, {"actor": str(cast.somying.pk)} | about)) == ["one"]
    assert seqs(client.get(TRAIL, about | {"key": "two"})) == ["two"]
    assert seqs(client.get(TRAIL, about | {"q": "ประไพ"})) == ["one"]
    today = timezone.localdate()
    typed = f"{today.day}/{today.month}/{today.year + 543}"
    assert len(seqs(client.get(TRAIL, about | {"since": typed, "until": typed}))) == 3
    later = today + timedelta(days=1)
    assert seqs(client.get(TRAIL, about | {"since": f"{later.day}/{later.month}/{later.year + 543}"})) == []


def test_a_wrong_date_is_told_beside_its_field(client, cast, lines):
    client.force_login(cast.auditor)
    response = client.get(TRAIL, {"since": "1/1/69"})
    assert response.status_code == 422 and "since" in response.context["form"].errors
    both = client.get(TRAIL, {"since": "2/1/2569", "until": "1/1/2569"})
    assert both.status_code == 422 and "until" in both.context["form"].errors


def test_the_trail_page_asks_few_questions(client, cast, lines, django_assert_max_num_queries):
    client.force_login(cast.auditor)
    with django_assert_max_num_queries(12):
        assert "ใบสมัคร: อนุมัติ" in client.get(TRAIL).content.decode()


def test_a_copy_is_safe_in_a_spreadsheet_and_leaves_a_line(client, cast, lines):
    client.force_login(cast.auditor)
    response = client.post(reverse("home:export_trail") + "?subject=membership.application")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["key"] for row in rows] == ["one", "two", "one"]
    assert json.loads(rows[0]["facts"]) == {"step": "name"}
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    left = Event.objects.get(verb="trail.exported")
    assert left.facts == {"lines": 3, "filters": "subject=membership.application"}


def test_a_check_leaves_its_verdict(client, cast, lines):
    client.force_login(cast.auditor)
    assert client.get(reverse("home:verify_trail")).status_code == 200
    assert not Event.objects.filter(verb=queries.VERIFIED).exists()
    before = Event.objects.count()
    response = client.post(reverse("home:verify_trail"))
    assert response.context["verdict"].ok
    last = queries.last_verification(cast.auditor)
    assert last.facts["ok"] is True and last.facts["size"] == before and last.actor == str(cast.auditor.pk)


def test_a_changed_line_is_named(client, cast, lines):
    bad = Event.objects.get(verb="application.approve")
    Event.objects.filter(pk=bad.pk).update(facts={"status": "REJECTED"})
    client.force_login(cast.auditor)
    response = client.post(reverse("home:verify_trail"))
    assert (response.context["verdict"].problem, response.context["verdict"].seq) == ("changed", bad.seq)
    assert queries.last_verification(cast.auditor).facts["bad_line"] == bad.seq


def test_actions_refuse_who_may_not_read(cast):
    with pytest.raises(Refused):
        actions.verify_trail(by=cast.member)
    with pytest.raises(Refused):
        actions.export_trail(1, "", by=cast.somying)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
def test_outsiders_can_check_a_signature_as_the_page_tells(client, cast, lines, tmp_path):
    point = trail.checkpoint(timezone.localdate())
    listed = json.loads(client.get(reverse("home:checkpoint_list")).content)
    assert listed["root"] == point.root and listed["size"] == point.size
    (tmp_path / "key.pem").write_bytes(client.get(reverse("home:trail_key")).content)
    text = f"saiyai trail\n{listed['day']}\n{listed['size']}\n{listed['root']}\n"
    (tmp_path / "signature").write_bytes(bytes.fromhex(listed["signature"]))
    command = shlex.split("openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in statement -sigfile signature")
    for content, wanted in ((text, True), (text.replace("trail", "trial"), False)):
        (tmp_path / "statement").write_text(content)
        done = subprocess.run(command, cwd=tmp_path, capture_output=True)
        assert (done.returncode == 0) is wanted


def test_checkpoints_are_public(client, cast, lines):
    point = trail.checkpoint(timezone.localdate())
    text = client.get(reverse("home:checkpoints")).content.decode()
    assert point.root in text and "BEGIN PUBLIC KEY" in text and "PRIVATE" not in text


@pytest.mark.parametrize("name", ["trail", "verify_trail", "jobs", "letters"])
def test_out_of_sight_is_not_found(client, cast, name):
    for who in (cast.member, cast.somying, cast.decider, cast.outsider):
        client.force_login(who)
        assert client.get(reverse(f"home:{name}")).status_code == 404


def test_letters_are_counted_without_address_and_tried_again(client, cast):
    letter = writing.queue_text(to="somebody@saiyai.example", subject="ความลับ", body="เนื้อความ", purpose="membership")
    Letter.objects.filter(pk=letter.pk).update(status=Letter.Status.FAILED, attempts=12, error="SMTPException")
    client.force_login(cast.auditor)
    text = client.get(reverse("home:letters")).content.decode()
    assert "SMTPException" in text and "somebody" not in text and "ความลับ" not in text and "ลองส่งใหม่" not in text
    retry = reverse("home:try_again", args=[letter.pk])
    assert client.post(retry).status_code == 404
    client.force_login(cast.admin)
    assert client.post(retry).status_code == 302
    letter.refresh_from_db()
    assert (letter.status, letter.attempts) == (Letter.Status.WAITING, 0)
    assert Event.objects.filter(verb="letter.try_again", key=str(letter.pk), actor=str(cast.admin.pk)).exists()


def test_a_job_is_run_soon_by_an_administrator_only(client, cast):
    job = Job.objects.create(name="audit.checkpoint", next_at=timezone.now() + timedelta(hours=9))
    address = reverse("home:run_soon", args=[job.name])
    client.force_login(cast.auditor)
    assert client.post(address).status_code == 404
    client.force_login(cast.admin)
    assert "ลงนามบันทึกประจำวัน" in client.get(reverse("home:jobs")).content.decode()
    assert client.post(address).status_code == 302
    job.refresh_from_db()
    assert job.next_at <= timezone.now()


def test_every_job_of_the_schedule_has_its_words():
    from saiyai.schedule import SCHEDULE

    assert {line.name for line in SCHEDULE} == set(labels.JOBS)


def test_codes_without_words_are_shown_as_they_are():
    assert labels.verb("strange.thing") == "strange.thing"
    assert labels.actor("user:มณี") == "มณี" and labels.actor("robot") == "robot"


def test_everything_that_is_recorded_has_its_words():
    from saiyai.membership import rules

    files = [path for path in Path(saiyai.__file__).parent.rglob("*.py") if "tests" not in path.parts]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    codes = set(re.findall(r'trail\.record\(\s*"([a-z_]+\.[a-z_]+)"', source))
    assert len(codes) > 60
    codes |= {f"application.{move}" for move in rules.APPLICATION.moves}
    codes |= {f"member.{move}" for move in rules.MEMBER.moves}
    codes |= {f"member.{move}" for move in re.findall(r'tell_member\(member, "([a-z_]+)"', source)}
    words = [(code, *code.split(".")) for code in codes]
    assert [code for code, noun, deed in words if noun not in labels.NOUNS or deed not in labels.DEEDS] == []


def test_every_fact_that_is_recorded_has_its_word():
    from saiyai.home import facts

    used = set()
    for path in Path(saiyai.__file__).parent.rglob("*.py"):
        if "tests" not in path.parts:
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "trail.record":
                    used |= {word.arg for word in call.keywords}
    assert len(used) > 60 and used - {None, "by"} - set(facts.NAMES) == set()


def test_facts_and_results_are_said_in_words():
    from saiyai.home import facts

    line = {"status": "DRAFT", "role": "auditor", "ok": True, "on": "2026-11-27", "new_one": "x", "fields": []}
    said = dict(facts.facts(Event(subject="networks.charterversion", facts=line)))
    assert said == {
        "สถานะ": "ฉบับร่าง", "บทบาท": "ผู้ตรวจสอบ", "ถูกต้องครบ": "ใช่", "วันที่": "27 พ.ย. 2569", "new_one": "x",
        "ช่องที่แก้": "–",
    }  # fmt: skip
    assert dict(facts.facts(Event(subject="gone.module", facts={"status": "DRAFT"}))) == {"สถานะ": "DRAFT"}
    assert facts.result("forgot 2 applications, 1 memberships") == "ลบเมื่อครบเวลาแล้ว 2 ใบสมัคร, 1 สมาชิกภาพ"
    assert facts.result("2026-11-27: 12 lines") == "27 พ.ย. 2569: 12 บรรทัด"


def test_jobs_say_what_they_did_in_words_that_are_known():
    from saiyai.home import facts

    said = set()
    for path in Path(saiyai.__file__).parent.rglob("jobs.py"):
        for text in re.findall(r'return f?"([^"]*)"', path.read_text(encoding="utf-8")):
            if text not in {*facts.WHOLE, "another worker has it"}:  # the last is said inside the job only
                said |= set(re.findall(r"[a-z]+", re.sub(r"\{[^}]*\}", "", text)))
    assert len(said) > 10 and said - set(facts.DONE) == set()
