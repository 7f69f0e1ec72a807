"""Two web processes and two workers on one PostgreSQL, with the same keys: as on several machines."""

import http.client
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.utils import timezone

from saiyai.cli.tests.test_commands import free_ports
from saiyai.schedule import SCHEDULE

pytestmark = pytest.mark.elsewhere
POSTGRESQL = os.environ.get("SAIYAI_DATABASE", "")
PASSWORD = "ฝนตกที่ริมโขง-2569"
LETTERS = 60
FILL = f"""
import django, os
django.setup()
from datetime import date
from allauth.account.models import EmailAddress
from django.utils import timezone
from saiyai.accounts.models import User
from saiyai.jobs.actions import register
from saiyai.jobs.models import Job
from saiyai.notify import writing
from saiyai.schedule import SCHEDULE
user = User(email="napa@saiyai.example", display_name="นภา ฟ้าใส")
user.set_password({PASSWORD!r})
user.save()
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
for number in range({LETTERS}):
    writing.queue_text(to=f"n{{number}}@saiyai.example", subject="เรื่อง", body="เนื้อความ", purpose="test")
register(SCHEDULE, timezone.now())
Job.objects.update(next_at=timezone.now())
"""
RUNS = """
import django, json
django.setup()
from saiyai.jobs.models import Job
print(json.dumps(dict(Job.objects.filter(error="").values_list("name", "runs"))))
"""


class Mailman:
    """Takes every letter, slowly, and keeps to whom it went."""

    def __init__(self):
        self.given = []

    async def handle_DATA(self, server, session, envelope):
        self.given += envelope.rcpt_tos
        return "250 taken"


class Browser:
    """Cookies, and a request to whichever web process is named: as behind a proxy, the address is always the same."""

    def __init__(self, host):
        self.host, self.cookies = host, {}

    def ask(self, port, path, form=None):
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Host": self.host, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{self.host}/"}
        asking.request("GET" if form is None else "POST", path, urlencode(form) if form else None, headers)
        answer = asking.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.partition(";")[0].split("=", 1)
            self.cookies[name] = value
        text = answer.read().decode()
        asking.close()
        return answer.status, text

    def send(self, port, path, **form):
        """Fill the form of this page and send it; the page may come from another process than takes the form."""
        _status, text = self.ask(port[0], path)
        form["csrfmiddlewaretoken"] = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
        return self.ask(port[1], path, form)


class Site:
    """A database, keys and folder; the processes that were started for it."""

    def __init__(self, folder):
        *self.ports, port_of_mail = free_ports(3)
        self.running, self.mailman = {}, Mailman()
        self.mail = Controller(self.mailman, hostname="127.0.0.1", port=port_of_mail)
        self.role = f"site_{secrets.token_hex(4)}"
        parts = urlsplit(POSTGRESQL)
        with psycopg.connect(POSTGRESQL, autocommit=True) as connection:  # as an operator would: no superuser
            connection.execute(f"CREATE ROLE {self.role} LOGIN PASSWORD 'p'")
            connection.execute(f"CREATE DATABASE {self.role} OWNER {self.role}")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SAIYAI_", "DJANGO_"))},
            "SAIYAI_VAR": str(folder),
            "SAIYAI_KEYS": str(folder / "keys"),
            "SAIYAI_DATABASE": f"postgresql://{self.role}:p@{parts.hostname}:{parts.port or 5432}/{self.role}",
            "SAIYAI_SITE_URL": f"http://localhost:{self.ports[0]}",
            "SAIYAI_SMTP_PORT": str(self.mail.port),
            "DJANGO_SETTINGS_MODULE": "saiyai.settings",
        }

    def start(self, name, *words):
        words = [sys.executable, "-m", "saiyai", *map(str, words)]
        self.running[name] = subprocess.Popen(words, env=self.environment, cwd=settings.ROOT)

    def start_web(self, number):
        self.start(f"web{number}", "web", "--port", self.ports[number], "--workers", 2)
        assert self.run("ping", "--port", self.ports[number], "--wait", 100) == "ready\n"

    def stop(self, name):
        """End a process politely; it must end well."""
        self.running[name].send_signal(signal.SIGTERM)
        assert self.running.pop(name).wait(timeout=40) == 0

    def run(self, *words):
        return self.python("-m", "saiyai", *map(str, words))

    def python(self, *words):
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, cwd=settings.ROOT, capture_output=True, text=True,
            timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def end(self):
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(timeout=40)
        with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {self.role} WITH (FORCE)")
            connection.execute(f"DROP ROLE {self.role}")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    if not POSTGRESQL:
        pytest.skip("SAIYAI_DATABASE names no PostgreSQL")
    site = Site(tmp_path_factory.mktemp("site"))
    site.mail.start()
    try:
        site.run("migrate")
        site.run("static")
        site.python("-c", FILL)
        site.start("worker0", "worker")
        site.start("worker1", "worker")
        site.start_web(0)
        site.start_web(1)
        yield site
    finally:
        site.end()
        site.mail.stop()


def test_each_letter_goes_once_and_each_daily_job_runs_once(site):
    end = time.monotonic() + 60
    while len(site.mailman.given) < LETTERS:
        assert time.monotonic() < end, f"{len(site.mailman.given)} letters"
        time.sleep(0.2)
    time.sleep(6)  # the job that sends letters is due once more: nothing may go twice
    assert sorted(site.mailman.given) == sorted(f"n{number}@saiyai.example" for number in range(LETTERS))
    runs = __import__("json").loads(site.python("-c", RUNS))
    by_day = {line.name for line in SCHEDULE if line.at is not None}
    daily = {name: count for name, count in runs.items() if name in by_day}
    # Whose time of the day came since the tables were filled is due a second time.
    lately = timezone.now() - timedelta(minutes=10)
    twice = {line.name for line in SCHEDULE if line.name in daily and line.next_after(lately) <= timezone.now()}
    assert len(daily) >= 8 and {daily[name] for name in daily.keys() - twice} == {1}
    assert all(daily[name] in (1, 2) for name in twice)


def test_a_sign_in_at_one_is_good_at_the_other_and_ends_for_both(site):
    one, other = site.ports
    browser = Browser(f"localhost:{one}")
    assert browser.ask(other, "/accounts/security/")[0] == 302
    status, _text = browser.send((one, other), "/accounts/login/", login="napa@saiyai.example", password=PASSWORD)
    assert status == 302
    for port in site.ports * 2:
        status, text = browser.ask(port, "/accounts/security/")
        assert status == 200 and "นภา" in text
    kept = dict(browser.cookies)
    assert browser.send((one, other), "/accounts/logout/")[0] == 302
    browser.cookies = kept  # the old cookie is worth nothing, anywhere
    assert [browser.ask(port, "/accounts/security/")[0] for port in site.ports] == [302, 302]


def test_nobody_is_turned_away_while_the_processes_are_replaced_one_by_one(site):
    answers, stop = [], threading.Event()

    def visit():
        browser = Browser(f"localhost:{site.ports[0]}")
        while not stop.is_set():
            # As the proxy does (proxy_next_upstream error): a process that refuses, or that ends before it answers, is
            # passed over, and the question, which changes nothing, goes to the next.
            for port in site.ports:
                try:
                    answers.append(browser.ask(port, "/accounts/login/")[0])
                    break
                except (ConnectionRefusedError, ConnectionResetError):
                    continue
                except (OSError, http.client.HTTPException) as torn:  # no proxy mends an answer that is half there
                    answers.append(type(torn).__name__)
                    break
            else:
                answers.append("nobody")

    visitors = [threading.Thread(target=visit) for _ in range(3)]
    for visitor in visitors:
        visitor.start()
    try:
        for number in (0, 1):
            site.stop(f"web{number}")
            site.start_web(number)
        for number in (0, 1):
            site.stop(f"worker{number}")
            site.start(f"worker{number}", "worker")
    finally:
        stop.set()
        for visitor in visitors:
            visitor.join()
    assert len(answers) > 50 and set(answers) == {200}
