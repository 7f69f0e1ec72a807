"""The wall around the front desk in PostgreSQL: a role that may touch its own tables only, and rows of one report only.

The names of the desks and the public keys of readers it may read. Of reports it sees the rows of the one whose lookup
name it was told (policy/stores.py, `tell`): it can list none. It sees no wrap to an officer, and it cannot publish, assign
or date anything. The owner of the tables, with whom the site works, is not bound by any of this.
"""

from django.conf import settings
from django.db import connections, transaction

from saiyai.intake.models import Ask, Blob, Desk, IdentityGrant, Message, Reader, RecoveryKey, Report, Seen, Wrap

TOLD = "encode(lookup, 'hex') = ANY (string_to_array(current_setting('saiyai.lookup', true), ','))"
OWN = f"report_id IN (SELECT id FROM intake_report WHERE {TOLD})"  # noqa: S608  (our own words)
GRANTED = "ask_id IN (SELECT id FROM intake_ask)"  # whose rows are fenced themselves
WAITING = "NOT published"
FRESH = "NOT published AND state = 'WAITING' AND received_on IS NULL AND acknowledge_by IS NULL AND answer_by IS NULL"
OF_REPORTER = (
    "lookup, reporter_key, claim_key, must_renew, in_danger, danger_told, wants_deletion, identity_key,"
    " identity_wrap_sealed, identity_sealed"
)
# Model: {right: the rows it is for}. After a right, the columns.
RIGHTS: dict = {
    Desk: {"SELECT": "true"},
    Reader: {"SELECT": "true"},
    RecoveryKey: {"SELECT": "true"},
    Report: {"SELECT": TOLD, "INSERT": f"{TOLD} AND {FRESH}", f"UPDATE ({OF_REPORTER})": TOLD},
    Wrap: {"SELECT": f"kind = 'REPORTER' AND {OWN}", "INSERT": OWN, "DELETE": f"kind = 'REPORTER' AND {OWN}"},
    Message: {"SELECT": OWN, "INSERT": f"side = 'REPORTER' AND {WAITING} AND sent_on IS NULL AND {OWN}", "DELETE": OWN},
    Blob: {"SELECT": OWN, "INSERT": f"{WAITING} AND {OWN}"},
    Ask: {"SELECT": OWN, "UPDATE (status)": OWN},
    IdentityGrant: {"SELECT": GRANTED, "INSERT": GRANTED, "DELETE": GRANTED},
    Seen: {"SELECT": OWN},
}


def put_up(role):
    """Give this role its rights, and take every other one away. Run by the owner of the tables, as often as one likes."""
    store = connections[settings.VAULT]
    name = store.ops.quote_name(role)
    with transaction.atomic(using=settings.VAULT), store.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_schema()")
        database, schema = map(store.ops.quote_name, cursor.fetchone())
        for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            cursor.execute(f"REVOKE ALL ON ALL {kind} IN SCHEMA {schema} FROM {name}")
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")
        cursor.execute(f"REVOKE ALL ON DATABASE {database} FROM {name}")
        cursor.execute(f"REVOKE ALL ON SCHEMA {schema} FROM {name}")
        cursor.execute(f"GRANT CONNECT ON DATABASE {database} TO {name}")
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
        for statement in _statements(name, store.ops.quote_name):
            cursor.execute(statement)


def _statements(name, quote):
    for model, rights in RIGHTS.items():
        table = quote(model._meta.db_table)
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        for right, rows in rights.items():
            verb = right.partition(" ")[0]
            policy = quote(f"frontdesk_{verb.lower()}")
            seen = "" if verb == "INSERT" else f" USING ({rows})"
            made = f" WITH CHECK ({rows})" if verb in ("INSERT", "UPDATE") else ""
            yield f"GRANT {right} ON {table} TO {name}"
            yield f"DROP POLICY IF EXISTS {policy} ON {table}"
            yield f"CREATE POLICY {policy} ON {table} FOR {verb} TO {name}{seen}{made}"


def roles():
    """The roles that stand behind the fence: one, unless somebody was at work by hand."""
    with connections[settings.VAULT].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT unnest(roles)::text FROM pg_policies WHERE tablename = %s ORDER BY 1",
            [Report._meta.db_table],
        )
        return [name for (name,) in cursor.fetchall()]


def renew():
    """After a migration: tables that are new get their rights too. Returns the roles."""
    if connections[settings.VAULT].vendor != "postgresql":
        return []
    found = roles()
    for role in found:
        put_up(role)
    return found


REACHES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND (c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')) AND NOT c.relname = ANY(%s)
      AND (CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(%s, c.oid, 'USAGE, SELECT, UPDATE')
           ELSE has_table_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
             OR has_any_column_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES') END)
    ORDER BY 1
"""


def reaches(role=None):
    """What a role reaches beyond its own tables; of the role that asks if none is named. "*" if nothing binds it."""
    with connections[settings.VAULT].cursor() as cursor:
        cursor.execute("SELECT coalesce(%s, current_user)", [role])
        (role,) = cursor.fetchone()
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = %s", [role]
        )
        if cursor.fetchone()[0]:
            return ["*"]
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relname LIKE 'intake\\_%%' AND relowner = %s::regrole", [role]
        )
        if cursor.fetchone()[0]:
            return ["*"]
        own = [model._meta.db_table for model in RIGHTS]
        cursor.execute(REACHES, [own, role, role, role])
        return [name for (name,) in cursor.fetchall()]
