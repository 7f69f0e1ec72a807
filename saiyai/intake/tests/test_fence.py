"""What the front desk's connection to its store refuses: every other table, every other row, on both databases."""

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.db.utils import ConnectionHandler

from saiyai.crypto.envelopes import Sealed
from saiyai.intake import fence, queries
from saiyai.intake.models import Ask, Blob, Desk, IdentityGrant, Message, Reader, Report, Seen, Wrap
from saiyai.policy import stores
from saiyai.policy.fields import new_random_id
from tests.architecture.house import our_models

pytestmark = pytest.mark.django_db(databases="__all__")
POSTGRESQL = settings.VAULT == "default"
VERBS = {
    "SELECT": "SELECT {pk} FROM {table}",
    "INSERT": "INSERT INTO {table} ({pk}) SELECT {pk} FROM {table}",
    "UPDATE": "UPDATE {table} SET {pk} = {pk}",
    "DELETE": "DELETE FROM {table}",
}
OURS = sorted(
    (model for model in our_models() if model._meta.managed and not model._meta.proxy), key=lambda m: m._meta.db_table
)
OTHERS = [model for model in OURS if model not in fence.RIGHTS]
MINE, YOURS = b"m" * 32, b"y" * 32


def fill(lookup):
    """A report as it lies there, with a row in each table."""
    report = Report(pk=new_random_id(), lookup=lookup, desk="HQ", reporter_key=b"r", claim_key=b"c", identity_key=b"i")
    report.body_sealed = report.identity_wrap_sealed = report.identity_sealed = Sealed(b"s")
    report.save()
    for kind, reader in (("REPORTER", ""), ("OFFICER", "o")):
        Wrap.objects.create(report=report, kind=kind, reader=reader, key_sealed=Sealed(b"k"))
    Message.objects.create(report=report, side="OFFICE", content_sealed=Sealed(b"m"))
    Blob.objects.create(report=report, name=lookup[:1].decode() * 32, label_sealed=Sealed(b"l"))
    ask = Ask.objects.create(
        report=report, officer="00000000-0000-4000-8000-000000000001", epoch=1, officer_key=b"k", purpose="CONTACT",
        until="2026-12-31", words_sealed=Sealed(b"w"),
    )  # fmt: skip
    IdentityGrant.objects.create(ask=ask, key_sealed=Sealed(b"g"))
    Seen.objects.create(report=report, words_sealed=Sealed(b"w"))
    return report


@contextmanager
def as_front_desk():
    """The connection with the rights of the front desk, and nothing that it did afterwards."""
    store = connections[settings.VAULT]
    with transaction.atomic(using=settings.VAULT), store.cursor() as cursor:
        if POSTGRESQL:
            cursor.execute("SET LOCAL ROLE frontdesk_of_tests")
        else:
            from saiyai.intake.guarded.base import may

            store.connection.set_authorizer(may)
        try:
            yield cursor
        finally:
            if POSTGRESQL:
                cursor.execute("RESET ROLE")
            else:
                store.connection.set_authorizer(None)
        transaction.set_rollback(True, using=settings.VAULT)


@pytest.fixture
def role(db):
    """The role of the front desk behind its fence; gone with the transaction of the test."""
    if POSTGRESQL:
        with connections[settings.VAULT].cursor() as cursor:
            cursor.execute("CREATE ROLE frontdesk_of_tests NOLOGIN")
            cursor.execute("GRANT frontdesk_of_tests TO current_user")
        fence.put_up("frontdesk_of_tests")


def refused(cursor, statement):
    try:
        with transaction.atomic(using=settings.VAULT):
            cursor.execute(statement)
    except DatabaseError as problem:
        return any(word in str(problem) for word in ("permission denied", "not authorized", "prohibited", "row-level"))
    return False


def statement(model, verb):
    return VERBS[verb].format(table=model._meta.db_table, pk=model._meta.pk.column)


def test_every_table_of_others_is_refused_for_every_verb(role):
    present = {model for model in OTHERS if POSTGRESQL or model._meta.app_label in stores.VAULT_APPS}
    with as_front_desk() as cursor:
        wrong = [(m._meta.db_table, verb) for m in present for verb in VERBS if not refused(cursor, statement(m, verb))]
    assert wrong == [] and len(present) >= 5


@pytest.mark.skipif(not POSTGRESQL, reason="tables of Django and others lie there")
def test_tables_sequences_and_settings_of_others_are_refused(role):
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT relname, relkind FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
                       " AND relkind IN ('r', 'v', 'm', 'S') AND relname NOT LIKE 'intake\\_%'")  # fmt: skip
        found = cursor.fetchall()
    assert len(found) > 80
    with as_front_desk() as cursor:
        for name, kind in found:
            tried = f"SELECT nextval('{name}')" if kind == "S" else f'SELECT * FROM "{name}"'  # noqa: S608
            assert refused(cursor, tried), name
        for tried in (
            "CREATE TABLE mine (x int)", "CREATE TEMPORARY TABLE mine (x int)", "ALTER TABLE intake_report DISABLE ROW LEVEL SECURITY",
            "DROP POLICY frontdesk_select ON intake_report", "TRUNCATE intake_report", "COPY (SELECT 1) TO '/dev/null'",
            "SELECT pg_read_file('/etc/hostname')", "CREATE ROLE more",
        ):  # fmt: skip
            assert refused(cursor, tried) or "must be" in error(cursor, tried), tried


def error(cursor, tried):
    try:
        with transaction.atomic(using=settings.VAULT):
            cursor.execute(tried)
    except DatabaseError as problem:
        return str(problem)
    return ""


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite cannot tell rows apart")
class TestRows:
    def test_nothing_is_listed_and_one_report_shows_only_its_own_rows(self, role):
        mine, _yours = fill(MINE), fill(YOURS)
        tables = [Report, Wrap, Message, Blob, Ask, IdentityGrant, Seen]
        with as_front_desk():
            stores.tell()
            assert [model for model in tables if model.objects.exists()] == []
            stores.tell(b"n" * 32)
            assert [model for model in tables if model.objects.exists()] == []
            stores.tell(MINE)
            assert [model.objects.count() for model in tables] == [1] * 7
            assert Report.objects.get().pk == mine.pk and Wrap.objects.get().kind == "REPORTER"
            assert Reader.objects.count() == Desk.objects.count() == 0

    def test_it_writes_for_the_report_it_was_told_and_never_what_the_desk_decides(self, role):
        yours = fill(YOURS)
        with as_front_desk() as cursor:
            stores.tell(MINE)
            mine = fill_as_reporter(MINE)
            for column, value in (
                ("published", "true"),
                ("state", "'CLOSED'"),
                ("desk", "'R1'"),
                ("received_on", "now()"),
            ):
                assert refused(cursor, f"UPDATE intake_report SET {column} = {value} WHERE id = {mine.pk}"), column
            assert Report.objects.filter(pk=yours.pk).update(in_danger=True) == 0
            assert Report.objects.filter(pk=mine.pk).update(in_danger=True) == 1
            assert queries.generation_held(mine) == 0 and queries.generation_held(yours) is None
            with pytest.raises(DatabaseError, match="row-level"), transaction.atomic(using=settings.VAULT):
                Message.objects.create(report=yours, side="REPORTER", content_sealed=Sealed(b"x"))
            with pytest.raises(DatabaseError, match="row-level"), transaction.atomic(using=settings.VAULT):
                Message.objects.create(report=mine, side="OFFICE", content_sealed=Sealed(b"x"))
            Message.objects.create(report=mine, side="REPORTER", content_sealed=Sealed(b"x"))

    def test_a_new_receipt_takes_the_place_of_the_old_one_when_both_were_told(self, role):
        mine = fill(MINE)
        with as_front_desk():
            stores.tell(MINE)
            with pytest.raises(DatabaseError, match="row-level"), transaction.atomic(using=settings.VAULT):
                Report.objects.filter(pk=mine.pk).update(lookup=b"n" * 32)
            stores.tell(MINE, b"n" * 32)
            assert Report.objects.filter(lookup=MINE).update(lookup=b"n" * 32, must_renew=False) == 1

    def test_what_was_told_does_not_stay_on_a_connection_that_goes_back(self, role):
        fill(MINE)
        with as_front_desk() as cursor:
            stores.tell(MINE)
            raw = connections["default"].connection
            forgetting = type("", (), {"execute": staticmethod(raw.execute), "commit": staticmethod(lambda: None)})
            stores.forget_told(forgetting)
            assert not Report.objects.exists()
            cursor.execute("SELECT current_setting('saiyai.lookup', true)")
            assert cursor.fetchone() == ("",)

    def test_who_reaches_more_is_named(self, role):
        assert fence.reaches("frontdesk_of_tests") == [] and fence.roles() == ["frontdesk_of_tests"]
        assert fence.reaches() == ["*"]
        with connections["default"].cursor() as cursor:
            cursor.execute("GRANT SELECT (email) ON accounts_user TO frontdesk_of_tests")
        assert fence.reaches("frontdesk_of_tests") == ["accounts_user"]
        assert fence.renew() == ["frontdesk_of_tests"] and fence.reaches("frontdesk_of_tests") == []


def fill_as_reporter(lookup):
    report = Report(pk=new_random_id(), lookup=lookup, desk="HQ", reporter_key=b"r", claim_key=b"c", identity_key=b"i")
    report.body_sealed = report.identity_wrap_sealed = report.identity_sealed = Sealed(b"s")
    report.save(force_insert=True)
    Wrap.objects.bulk_create([Wrap(report=report, kind="REPORTER", key_sealed=Sealed(b"k"))])
    return report


@pytest.mark.skipif(POSTGRESQL, reason="the authorizer is SQLite's")
class TestAuthorizer:
    def test_other_files_settings_and_the_list_of_tables_are_refused(self):
        with as_front_desk() as cursor:
            for tried in (
                "ATTACH DATABASE ':memory:' AS other", "PRAGMA writable_schema = ON", "PRAGMA secure_delete = OFF",
                "SELECT name FROM sqlite_master", "CREATE TABLE intake_more (x)", "CREATE TEMP TABLE intake_more (x)",
                "DROP TABLE intake_seen", "ALTER TABLE intake_seen ADD COLUMN x", "CREATE INDEX i ON intake_seen (id)",
                "SELECT load_extension('x')", "SELECT readfile('/etc/passwd')", "REINDEX", "ANALYZE",
                "CREATE TRIGGER t AFTER INSERT ON intake_seen BEGIN DELETE FROM intake_seen; END",
            ):  # fmt: skip
                assert error(cursor, tried), tried

    def test_its_own_tables_work_as_always(self):
        with as_front_desk():
            report = fill(MINE)
            assert Report.objects.select_for_update().get(lookup=MINE).pk == report.pk
            assert report.messages.count() == 1 and Seen.objects.filter(report__lookup=MINE).exists()
            Report.objects.filter(pk=report.pk).update(lookup=YOURS)
            with connections[settings.VAULT].cursor() as cursor:
                cursor.execute("SELECT report_id FROM cases_case")
                assert set(cursor.fetchall()) <= {(None,)}
            IdentityGrant.objects.filter(ask__report=report).delete()

    def test_a_connection_of_the_front_desk_is_closed_from_its_beginning(self):
        """The backend that frontdesk_settings.py names, over the file of the tests."""
        store = settings.DATABASES[settings.VAULT] | {"ENGINE": "saiyai.intake.guarded"}
        store["NAME"] = connections[settings.VAULT].settings_dict["NAME"]
        handler = ConnectionHandler({"default": store})
        own = handler["default"]
        try:
            with own.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM intake_report")
                for tried in ("SELECT * FROM cases_case", "ATTACH DATABASE ':memory:' AS other"):
                    with pytest.raises(DatabaseError):
                        cursor.execute(tried)
            assert own.vendor == "sqlite"
        finally:
            own.close()
