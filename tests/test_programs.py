"""Programs of others against a running site with its example network: one that tries everything, and one that was
generated from the description and goes the way of an officer."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from saiyai.cli.tests.test_commands import free_ports

pytestmark = pytest.mark.elsewhere
POSTGRESQL = os.environ.get("SAIYAI_DATABASE", "")
TOOLS = Path(sys.executable).parent
KEYS = """
import django, json
django.setup()
from saiyai.accounts.models import User
from saiyai.api import actions, rules
from saiyai.directory.models import Group, Organization, Tie
from saiyai.membership.models import Application, Card, Member
from saiyai.networks.models import Network, Participation
def token(name):
    user = User.objects.get(email=f"{name}@saiyai.example")
    return actions.make_token("t", list(rules.SCOPES), 30, by=user, two_step=True)[1]
prapai = User.objects.get(email="prapai@saiyai.example")
receiver, _secret = actions.make_receiver("https://hooks.saiyai.example/", ["network"], by=prapai)
actions.try_receiver(receiver, by=prapai)
def one(rows):
    return str(rows.order_by("pk").values_list("pk", flat=True)[0])
print(json.dumps({
    "officer": token("somying"), "decider": token("prapai"), "member": token("malee"),
    "applications": one(Application.objects.filter(status="DECISION")),
    "networks": one(Network.objects.all()), "participations": one(Participation.objects.all()),
    "people": str(Tie.objects.filter(a_person__isnull=False).values_list("a_person", flat=True)[0]),
    "organizations": one(Organization.objects.all()), "groups": one(Group.objects.all()),
    "members": one(Member.objects.all()), "me/receivers": str(receiver.pk), "card": Card.objects.first().code,
}))
"""


class Site:
    """The example network in a database of its own, served."""

    def __init__(self, folder, database):
        (self.port, port_of_mail), self.folder, self.on_postgresql = free_ports(2), folder, bool(database)
        self.address = f"http://localhost:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SAIYAI_", "DJANGO_"))},
            "SAIYAI_VAR": str(folder),
            "SAIYAI_DATABASE": database,
            "SAIYAI_DEMO": "1",
            "SAIYAI_SITE_URL": self.address,
            "SAIYAI_SMTP_PORT": str(port_of_mail),
            "SAIYAI_API_REQUESTS_A_MINUTE": "1000000",
            "DJANGO_SETTINGS_MODULE": "saiyai.settings",
        }
        words = [sys.executable, "-m", "saiyai", "run", "--demo", "--port", str(self.port)]
        self.log = (folder / "log").open("w")
        self.process = subprocess.Popen(
            words, env=self.environment, cwd=settings.ROOT, stdout=self.log, stderr=self.log
        )

    def run(self, *words, timeout=400):
        done = subprocess.run(
            [str(word) for word in words], env=self.environment, cwd=settings.ROOT, capture_output=True, text=True,
            timeout=timeout,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
        return done.stdout

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=40)
        self.log.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, tmp_path_factory):
    if request.param == "postgresql" and not POSTGRESQL:
        pytest.skip("SAIYAI_DATABASE names no PostgreSQL")
    database, name = "", f"programs_{free_ports(1)[0]}"
    if request.param == "postgresql":
        with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        database = urlsplit(POSTGRESQL)._replace(path=f"/{name}").geturl()
    site = Site(tmp_path_factory.mktemp("programs"), database)
    try:
        site.run(sys.executable, "-m", "saiyai", "ping", "--port", site.port, "--wait", 360)
        site.keys = json.loads(site.run(sys.executable, "-c", KEYS))
        yield site
    finally:
        site.end()
        if database:
            with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def settings_of_the_tries(site, folder):
    """Keys of records that are there: else most tries would end at 404."""
    rows = [
        f'[[operations]]\ninclude-path-regex = "^/api/v1/{part}/"\nparameters = {{ "path.pk" = "{site.keys[part]}" }}\n'
        for part in ("applications", "networks", "participations", "people", "organizations", "groups", "members",
                     "me/receivers")
    ]  # fmt: skip
    code = f'[[operations]]\ninclude-path-regex = "^/api/v1/cards/"\nparameters = {{ "path.code" = "{site.keys["card"]}" }}\n'
    file = folder / "tries.toml"
    file.write_text("\n".join([*rows, code]))
    return file


@pytest.mark.parametrize(("who", "known"), [("officer", False), ("decider", True), ("member", True)])
def test_whatever_the_description_allows_is_answered_as_it_says(site, tmp_path, who, known):
    """Every check of schemathesis: answers fit their shapes, wrong input is refused and right input is not, nobody comes
    in without a token, nothing breaks."""
    if not site.on_postgresql and who != "decider":
        pytest.skip("tried on PostgreSQL, which is stricter with what it stores")
    chosen = ["--config-file", settings_of_the_tries(site, tmp_path)] if known else []
    site.run(
        TOOLS / "schemathesis", *chosen, "run", f"{site.address}/api/v1/openapi.json",
        "-H", f"Authorization: Bearer {site.keys[who]}", "--checks", "all", "--max-examples", 25, "--no-color",
        "--generation-database", "none", "--seed", 2569,
    )  # fmt: skip
    assert "Traceback" not in (site.folder / "log").read_text()
    assert "request failed" not in (site.folder / "log").read_text()


@pytest.fixture
def client_of(site, tmp_path, monkeypatch):
    """The module that a generator makes of the description."""
    described = tmp_path / "openapi.json"
    described.write_text(site.run(sys.executable, "-c", FETCH, f"{site.address}/api/v1/openapi.json"))
    (tmp_path / "config.yml").write_text("post_hooks: []\n")
    site.run(
        TOOLS / "openapi-python-client", "generate", "--path", described, "--meta", "none",
        "--output-path", tmp_path / "saiyai_client", "--config", tmp_path / "config.yml", "--fail-on-warning",
    )  # fmt: skip
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "saiyai_client"]:
        del sys.modules[name]
    made = importlib.import_module("saiyai_client")

    clients = []

    def client(token):
        clients.append(made.AuthenticatedClient(site.address, token))
        return clients[-1]

    yield client
    for one in clients:
        one.get_httpx_client().close()


FETCH = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())"


def call(path):
    return importlib.import_module(f"saiyai_client.api.{path}")


def test_a_generated_client_goes_the_way_of_an_officer(site, client_of):
    """Who am I; what waits; one application with its moves; ask the applicant, twice by one key; what is closed says why."""
    client = client_of(site.keys["officer"])
    models = importlib.import_module("saiyai_client.models")
    me = call("me.me").sync(client=client)
    assert me.roles == ["membership_officer"]
    waiting = next(task for task in call("me.my_tasks").sync(client=client) if task.kind == "applications")
    queue = call("membership.applications").sync(client=client, per_page=100)
    assert queue.count == waiting.count == len(queue.items) and queue.next_ is None
    found, seen = None, 0
    for line in queue.items:
        page = call("membership.application").sync(line.id, client=client)
        seen += 1
        assert all(step.open_ or step.why_not for step in page.moves)
        if any(step.name == "ask_for" and step.open_ for step in page.moves):
            found = page
            break
    assert found, f"none of {seen} applications can be asked about"
    ask = call("membership.application_ask_for")
    words = models.Reason(reason="ขอสำเนาบัตรที่ชัดเจน")
    done = ask.sync_detailed(found.id, client=client, body=words, idempotency_key="journey-1")
    again = ask.sync_detailed(found.id, client=client, body=words, idempotency_key="journey-1")
    assert done.status_code == again.status_code == 200 and done.parsed == again.parsed
    assert done.parsed.status == "SUPPLY" and again.headers["Idempotency-Replayed"] == "true"
    late = ask.sync_detailed(found.id, client=client, body=words)
    assert late.status_code == 409 and late.parsed.reason
    beyond = call("directory.people").sync(client=client, page=9999)
    assert beyond.items == [] and beyond.count > 0
    stranger = call("me.me").sync_detailed(client=client_of("saiyai_no-such-token"))
    assert stranger.status_code == 401 and stranger.parsed.type_.endswith("#no-token")
