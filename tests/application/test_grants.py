"""What each role cannot do: by its grants, and where grants would let it pass, by triggers."""

import psycopg
import pytest
from psycopg import errors

from application.postgres.database import APP, AUDITOR, OWNER, PROJECTOR, as_role

KEPT = (
    *("events", "commands", "keys", "registrations", "uniques", "decree_numbers", "order_lock"),
    *("access_log", "access_lock"),
)
CHANGES = ("UPDATE ledger.{} SET {} = {}", "DELETE FROM ledger.{}", "TRUNCATE ledger.{}")
COLUMN = {
    "events": "topic",
    "registrations": "number",
    "uniques": "value",
    "decree_numbers": "register",
    "order_lock": "one",
    "access_log": "actor",
    "access_lock": "one",
}
APPEND = """
SELECT outcome
  FROM ledger.append(
       ARRAY['00000000-0000-0000-0000-00000000000a']::uuid[], '{0}', '{1}', '{siti}', '{pemohon}',
       ARRAY['00000000-0000-0000-0000-00000000000b']::uuid[], '{x}', '{k}', '{REG}', '{Submitted}', '{s}',
       '{1}', '{bap}', '{7}')
"""
RESERVE = """
SELECT seq
  FROM ledger.reserve_decree_number('R', '00000000-0000-0000-0000-00000000000a', repeat('a', 64), '2026-11-23')
"""
LOG = "SELECT ledger.log_access('{NULL}', '{sign_in}', '{fajar}', '{front_office}', ARRAY['{}'::bytea])"


@pytest.fixture
def url(postgres_url_of_major: str) -> str:
    """A ledger with a row in every table."""
    with psycopg.connect(as_role(postgres_url_of_major, APP)) as connection:
        assert ("done",) == connection.execute(APPEND).fetchone()
        assert (1,) == connection.execute(RESERVE).fetchone()
        assert (1,) == connection.execute(LOG).fetchone()
    return postgres_url_of_major


def refused(url: str, role: str, statement: str) -> None:
    with psycopg.connect(as_role(url, role)) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def changes(table: str) -> list[str]:
    column = COLUMN.get(table, "permit")
    return [change.format(table, column, column) for change in CHANGES]


@pytest.mark.parametrize("role", [APP, PROJECTOR, AUDITOR, OWNER])
def test_nobody_changes_what_was_written(url: str, role: str) -> None:
    for table in KEPT:
        for change in changes(table):
            refused(url, role, change)


def test_not_even_a_superuser_in_replica_mode_changes_what_was_written(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")

        for table in KEPT:
            for change in changes(table):
                with pytest.raises(errors.InsufficientPrivilege, match="is not allowed"):
                    connection.execute(change.encode())


def test_nobody_writes_past_the_one_way_in(url: str) -> None:
    for role in (APP, PROJECTOR, AUDITOR):
        for table in KEPT:
            refused(url, role, f"INSERT INTO ledger.{table} DEFAULT VALUES")


def test_only_the_application_appends_reserves_and_logs(url: str) -> None:
    for role in (PROJECTOR, AUDITOR):
        for statement in (APPEND, RESERVE, LOG):
            refused(url, role, statement)


def test_whoever_reads_cannot_stop_the_writers(url: str) -> None:
    for role in (APP, PROJECTOR, AUDITOR):
        for table in KEPT:
            refused(url, role, f"SELECT FROM ledger.{table} FOR UPDATE")
            refused(url, role, f"LOCK TABLE ledger.{table} IN ROW EXCLUSIVE MODE")


def test_the_auditor_sees_neither_keys_nor_uploads_nor_read_models(url: str) -> None:
    refused(url, AUDITOR, "SELECT FROM ledger.keys")
    refused(url, AUDITOR, "SELECT FROM files.uploads")
    refused(url, AUDITOR, "CREATE TABLE read.mine ()")


def test_the_auditor_learns_whether_leaves_hold_without_seeing_what_is_sealed(url: str) -> None:
    for table in ("ledger.events", "ledger.access_log"):
        refused(url, AUDITOR, f"SELECT state FROM {table}")
    with psycopg.connect(as_role(url, AUDITOR)) as connection:
        for view in ("events", "access_log"):
            assert [(True,)] == connection.execute(f"SELECT leaf_holds FROM audit.{view}".encode()).fetchall()


def test_the_projector_sees_no_commands_and_writes_its_own_schema_only(url: str) -> None:
    refused(url, PROJECTOR, "SELECT FROM ledger.commands")
    refused(url, PROJECTOR, "SELECT FROM files.uploads")
    refused(url, PROJECTOR, "CREATE TABLE ledger.mine ()")


def test_the_application_reads_what_the_projector_makes_and_changes_nothing_there(url: str) -> None:
    with psycopg.connect(as_role(url, PROJECTOR)) as connection:
        connection.execute("CREATE TABLE read.inbox AS SELECT 1 AS n")
    with psycopg.connect(as_role(url, APP)) as connection:
        assert [(1,)] == connection.execute("SELECT n FROM read.inbox").fetchall()
    for statement in ("DELETE FROM read.inbox", "DROP TABLE read.inbox", "CREATE TABLE read.other ()"):
        refused(url, APP, statement)


def test_the_application_notes_uploads_and_never_changes_them(url: str) -> None:
    with psycopg.connect(as_role(url, APP)) as connection:
        connection.execute(
            "INSERT INTO files.uploads (uploader, sha256, size, media_type, name, wrapped)"
            " VALUES ('u', repeat('a', 64), 1, 'application/pdf', 'ktp.pdf', 'w')"
        )
    refused(url, APP, "UPDATE files.uploads SET name = 'x'")
    refused(url, APP, "DELETE FROM files.uploads")
    refused(url, APP, "TRUNCATE files.uploads")


def test_roles_cannot_log_in_and_the_public_may_nothing(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        logins = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'izin\\_%' AND rolcanlogin")
        assert [] == logins.fetchall()
        connection.execute("DROP ROLE IF EXISTS test_stranger")
        connection.execute("CREATE ROLE test_stranger")
    for statement in (APPEND, RESERVE, "SELECT FROM ledger.events", "SELECT FROM ledger.head"):
        refused(url, "test_stranger", statement)
