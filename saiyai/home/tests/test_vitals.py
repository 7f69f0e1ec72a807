"""What machines that watch this one are told, and what they are not."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.db import OperationalError
from django.utils import timezone

from saiyai.home.queries import vitals
from saiyai.jobs.models import Job
from saiyai.membership import actions as membership
from saiyai.membership.actors import VISITOR
from saiyai.notify.models import Letter

TOKEN = "a-token-of-some-length-for-these-tests"


@pytest.fixture(autouse=True)
def fresh():
    caches["process"].delete("ready")


@pytest.fixture
def worker(db):
    """A worker that ended a job just now."""
    now = timezone.now()
    return Job.objects.create(name="test.job", next_at=now + timedelta(minutes=1), ended_at=now)


def read(client, token=TOKEN):
    return client.get("/metrics", headers={"Authorization": f"Bearer {token}"})


def test_health_asks_nothing_of_the_database(client):
    answer = client.get("/healthz")  # without the mark `django_db`: a query would raise
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"] and not answer.cookies


def test_who_is_about_to_be_stopped_says_so(client, tmp_path, monkeypatch, capfd):
    mark = tmp_path / "web-1.leaving"
    monkeypatch.setenv(vitals.LEAVING, str(mark))
    assert client.get("/healthz").status_code == 200
    mark.touch()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"leaving\n") and capfd.readouterr().err == ""


@pytest.mark.django_db
class TestReady:
    def test_all_there(self, client, worker, django_assert_max_num_queries):
        with django_assert_max_num_queries(5):
            assert client.get("/readyz").status_code == 200
        with django_assert_max_num_queries(0):
            assert client.get("/readyz").status_code == 200  # held for a moment

    def test_a_worker_that_is_at_a_long_job_is_alive(self, client, worker):
        now = timezone.now()
        Job.objects.update(ended_at=now - timedelta(minutes=9), claimed_until=now + timedelta(minutes=1))
        assert client.get("/readyz").status_code == 200

    @pytest.mark.parametrize("what", ["worker", "tables", "keys", "database"])
    def test_what_is_missing_is_told_to_nobody(self, client, worker, what, settings, tmp_path, monkeypatch, capfd):
        if what == "worker":
            Job.objects.update(ended_at=timezone.now() - timedelta(minutes=3))
        elif what == "tables":
            monkeypatch.setattr(vitals, "_newest_migrations", lambda: {("directory", "9999_next")})
        elif what == "keys":
            settings.KEYS_DIR = tmp_path
        else:
            monkeypatch.setattr(vitals, "readiness", lambda: (_ for _ in ()).throw(OperationalError("host db.example")))
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"not ready\n")


@pytest.mark.django_db
class TestMetrics:
    @pytest.fixture(autouse=True)
    def token(self, settings):
        settings.METRICS_TOKEN = TOKEN

    def test_without_the_token_there_is_no_such_page(self, client, settings):
        assert client.get("/metrics").status_code == 404
        assert read(client, "wrong").status_code == 404
        assert read(client, "ผิด").status_code == 404
        settings.METRICS_TOKEN = ""
        assert read(client, "").status_code == 404

    def test_what_is_wrong_is_told(self, client, worker):
        now = timezone.now()
        Job.objects.update(failures=3, ended_at=now - timedelta(hours=1), next_at=now - timedelta(hours=1))
        text = read(client).content.decode()
        assert 'saiyai_ready{part="worker"} 0\n' in text and 'saiyai_ready{part="tables"} 1\n' in text
        assert "saiyai_jobs_overdue 1\n" in text and 'saiyai_job_failures{job="test.job"} 3\n' in text
        assert "saiyai_backup_days -1\n" in text

    def test_an_application_and_its_letters_change_nothing(self, client, worker, offices, network, monkeypatch):
        monkeypatch.setattr(vitals.shutil, "disk_usage", lambda _where: SimpleNamespace(free=2**40))
        before = read(client).content
        membership.begin("PERSON", by=VISITOR, email="malee@saiyai.example")
        assert Letter.objects.exists()
        assert read(client).content == before

    def test_counts_go_in_steps_of_ten(self):
        assert [vitals.in_steps(n) for n in (0, 1, 9, 10, 99, 1000)] == [0, 1, 1, 10, 10, 1000]
