"""Every address of the desk and of the vault × who works with cases, with an open vault; and that no front desk lies in the site.

The table is `desk.csv`, in the words of `matrix.csv`, and `unlock`: the vault first. The columns: on duty (has the case), their
colleague (same office, was not given it), left out by the reporter, lead, decider, another office, trustee, and who may look
after roles but works with no case. All records in the addresses are those of the case of who is on duty.
"""

import csv
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from saiyai import urls
from saiyai.accounts.models import BoundPasskey, Ceremony, Quorum, Trustee, User, VaultReset
from saiyai.accounts.tests.passkeys import Passkey
from saiyai.accounts.tests.vaults import quickly_signed_in
from saiyai.accounts.vault import session
from saiyai.cases import actions
from saiyai.cases.models import Proposal
from saiyai.cases.tests import world
from saiyai.cases.tests.conftest import desk, desk_of_the_file, offices, opened, ring  # noqa: F401
from saiyai.cases.tests.test_ending import add_file
from saiyai.crypto.envelopes import Sealed
from saiyai.intake.models import Ask
from saiyai.intake.told import LeftOut
from tests.architecture.house import ROOT
from tests.permissions.addresses import names, patterns
from tests.permissions.test_matrix import Pages, Plain, answer, known_once, not_there

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.slow]
TABLE = ROOT / "tests" / "permissions" / "desk.csv"
ROLES = ("on_duty", "colleague", "left_out", "lead", "decider", "elsewhere", "trustee", "administrator", "auditor")
PARTS = ("cases:", "vault:")
# Needs the root of a real vault: tried by its own test.
APART = {("vault:new_key", "POST")}


def table():
    with TABLE.open(encoding="utf-8") as file:
        return {(row["address"], row["method"]): row for row in csv.DictReader(file)}


def addresses():
    return {name: arguments for name, arguments in names().items() if name.startswith(PARTS)}


@pytest.fixture
def people(desk, cast, settings, tmp_path):  # noqa: F811
    """Two cases of one desk with a file, a question and a proposal each; the second is not given to who is on duty first."""
    settings.PRIVATE_DIR = tmp_path / "private"
    trustee, trustee_vault = world.officer("trustee", "trustee", None)
    found = SimpleNamespace(desk=desk, users={}, keys={})
    pairs = [desk.first, desk.third, desk.second, desk.lead, desk.decider, desk.away, trustee, cast.admin, cast.auditor]
    for role, user in zip(ROLES, pairs, strict=True):
        found.users[role] = User.objects.get(pk=user.pk)
    found.keys = {desk.first.pk: desk.first_vault, desk.third.pk: desk.third_vault, desk.second.pk: desk.second_vault}
    found.keys |= {desk.lead.pk: desk.lead_vault, desk.decider.pk: desk.decider_vault, desk.away.pk: desk.away_vault}
    found.keys[trustee.pk] = trustee_vault
    fourth, fourth_vault = world.officer("fourth", "case_officer", desk.offices["R4"])
    actions.put_on_duty(fourth, desk.offices["R4"], by=desk.lead)
    mine = world.file_report(excluded=[LeftOut(officer=str(desk.second.pk))])
    other = world.file_report(excluded=[LeftOut(officer=str(desk.first.pk))])
    for n, filed in enumerate((mine, other), 1):
        add_file(filed, n=n)
    found.mine, found.other = world.published(mine, other)
    _records(found.mine, fourth, fourth_vault)
    _records(found.other, fourth, fourth_vault)
    opened(found.mine, desk.first, desk.first_vault)
    _quorum(found, cast, trustee)
    return found


def _records(case, officer, vault):
    """A colleague on duty proposed to delete it, and asked for the name."""
    seen = opened(case, officer, vault)
    actions.propose(seen, "DELETE", "ขอให้ลบ", by=officer)
    actions.ask_identity(seen, "CONTACT", timezone.localdate() + timezone.timedelta(days=20), "โทร", by=officer)


def _quorum(found, cast, trustee):
    quorum = Quorum.objects.create(
        epoch=1, key_since=1, status="CONFIRMED", needed=2, proposed_by=cast.admin, founded_on=timezone.localdate()
    )
    Trustee.objects.create(quorum=quorum, user=trustee)
    found.ceremony = Ceremony.objects.create(
        quorum=quorum, purpose="RECOVERY", reason="หาย", proposed_by=found.desk.first, opener_epoch=1, public_key=b"x",
        expires_at=timezone.now() + timezone.timedelta(days=1),
    )  # fmt: skip
    bound = bytes(Passkey(found.desk.first).credential)
    found.bound = BoundPasskey.objects.create(
        user=found.desk.first,
        name="โทรศัพท์",
        credential=bound,
        digest="a" * 64,
        salt=bytes(32),
        public_sealed=Sealed(b"x"),
    )
    found.reset = VaultReset.objects.create(user=found.desk.third, proposed_by=cast.admin, reason="บัตร")


def address(name, arguments, people, case, records):
    """`case`: of whom the reference is; `records`: of whose case the file, proposal and question are."""
    view = name.partition(":")[2]
    row = {
        "confirm": lambda: Proposal.objects.get(case=records).pk, "decline": lambda: Proposal.objects.get(case=records).pk,
        "identity": lambda: Ask.objects.get(report=records.report).pk, "withdraw_ask": lambda: Ask.objects.get(report=records.report).pk,
    }  # fmt: skip
    if name.startswith("vault:"):
        row = dict.fromkeys(("reset", "confirm_reset", "decline_reset"), lambda: people.reset.pk)
        row["unbind_passkey"] = lambda: people.bound.pk
    values = {
        "ref": lambda: case.ref, "officer": lambda: people.desk.third.pk, "user": lambda: people.desk.third.pk, "name": lambda: "take",
        "ceremony": lambda: people.ceremony.pk,
        "pk": row.get(view, lambda: people.ceremony.pk if name.startswith("vault:") else records.report.blobs.get().pk),
    }  # fmt: skip
    return reverse(name, kwargs={argument: values[argument]() for argument in arguments})


class Desk:
    """Asks as one of the people, with their vault open or shut; what an answer changes is taken back in both stores."""

    def __init__(self, people, monkeypatch, *, is_open):
        self.people = people
        keys = people.keys if is_open else {}
        monkeypatch.setattr(session, "current", lambda request: keys.get(request.user.pk))
        monkeypatch.setattr(session, "is_fresh", lambda request: request.user.pk in keys)
        monkeypatch.setattr(urls, "handler404", not_there)
        self.clients = {role: quickly_signed_in(user, Plain) for role, user in people.users.items()}
        for client in self.clients.values():
            client.get("/")
        self.clients["anyone"] = Plain()
        for client in self.clients.values():
            client.raise_request_exception = False
        known_once(monkeypatch)

    def asks(self, role, url, method):
        stores = dict.fromkeys(("default", settings.VAULT))
        before = {store: transaction.savepoint(using=store) for store in stores}
        client = self.clients[role]
        response = client.get(url) if method == "GET" else client.post(url, {})
        given = answer(SimpleNamespace(get=lambda _url: response, post=lambda _url, _data: response), url, method)
        if response.status_code == 302 and response["Location"].startswith(
            (reverse("vault:unlock"), reverse("vault:set_up"))
        ):
            given = "unlock"
        for store, point in before.items():
            transaction.savepoint_rollback(point, using=store)
        return given


def told(people, monkeypatch, *, is_open):
    desk, pages, found = Desk(people, monkeypatch, is_open=is_open), Pages(monkeypatch), {}  # noqa: F811
    for name, arguments in addresses().items():
        for method in ("GET", "POST"):
            if (name, method) in APART:
                continue
            pages.now, url = (name, method), address(name, arguments, people, people.mine, people.mine)
            found[name, method] = {role: desk.asks(role, url, method) for role in ("anyone", *ROLES)}
    return found


def test_each_of_them_gets_what_the_table_says(people, monkeypatch):
    rows, found = table(), told(people, monkeypatch, is_open=True)
    assert set(rows) == set(found)
    wrong = [
        f"{method} {name} as {role}: {given}, not {rows[name, method][role]}"
        for (name, method), row in found.items()
        for role, given in row.items()
        if given != rows[name, method][role]
    ]
    assert wrong == []


def test_with_a_shut_vault_no_case_opens_to_anybody(people, monkeypatch):
    """Whoever may open something is sent to their vault first; nobody sees whether the case is there."""
    found = told(people, monkeypatch, is_open=False)
    there = {given for (name, _method), row in found.items() if "ref" in addresses()[name] for given in row.values()}
    assert there == {"in", "unlock", "-", "no"}


def test_no_record_of_another_case_is_reached_over_ones_own(people, monkeypatch):
    """One's own reference with the file, question or proposal of another case; and the other's reference with one's own."""
    desk, reached = Desk(people, monkeypatch, is_open=True), []  # noqa: F811
    for name, arguments in addresses().items():
        if not name.startswith("cases:") or "ref" not in arguments:
            continue
        mixed = [(people.other, people.mine), (people.other, people.other)]
        mixed += [(people.mine, people.other)] if "pk" in arguments else []
        for case, records in mixed:
            for method in ("GET", "POST"):
                given = desk.asks("on_duty", address(name, arguments, people, case, records), method)
                reached += [] if given in ("no", "-") else [f"{method} {name}: {given}"]
    assert reached == []


def test_the_front_desk_lies_in_no_site_and_no_site_in_the_front_desk():
    """Its addresses answer at its own process only, and none of the site is there."""
    own = {
        reverse(f"intake:{name.rpartition(':')[2]}", urlconf="saiyai.intake_urls")
        for name, _arguments in _front_desk()
        if name != "security_txt"  # whom to tell of a weakness: each says it of itself, and both the same
    }
    assert len(own) > 7
    for path in own:
        with pytest.raises(Resolver404):
            resolve(path)
    for path in ("/", "/desk/", "/accounts/login/", "/accounts/vault/", "/api/v1/me", "/healthz", "/trail/"):
        with pytest.raises(Resolver404):
            resolve(path, urlconf="saiyai.intake_urls")


def _front_desk():
    from django.urls import get_resolver

    return list(patterns(get_resolver("saiyai.intake_urls")))
