"""What is noted of exports: in the hours of the database, once, and for ever."""

import asyncio
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from application.evidence.export_log import Export, Taker, Tally, export_log
from application.postgres.database import APP, AUDITOR, OWNER, PROJECTOR, as_role

BEGUN = """
INSERT INTO ledger.exports (export, sub, name, role, format, filters, head)
VALUES (%s, 'a', 'A', 'auditor', 'csv', '{}', 1)
"""
ENDED = """
INSERT INTO ledger.export_ends (export, outcome, events, bytes, sha256)
VALUES (%s, 'cut', 0, 0, repeat('a', 64))
"""
CHANGES = "UPDATE ledger.{} SET export = export", "DELETE FROM ledger.{}", "TRUNCATE ledger.{} CASCADE"
LAURA = Taker(sub="laura", name="Laura", role="auditor", reason="Pemeriksaan 2026")
TALLY = Tally(events=2, first=1, last=7, size=99, sha256="ab" * 32)


@pytest.fixture
def url(postgres_url_of_major: str) -> str:
    export = uuid4()
    with psycopg.connect(as_role(postgres_url_of_major, APP)) as connection:
        connection.execute(BEGUN.encode(), (export,))
        connection.execute(ENDED.encode(), (export,))
    return postgres_url_of_major


def refused(url: str, role: str, statement: str) -> None:
    with psycopg.connect(as_role(url, role)) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_what_was_noted_stays_as_it_is(url: str) -> None:
    for role in (APP, PROJECTOR, AUDITOR, OWNER):
        for table in ("exports", "export_ends"):
            for change in CHANGES:
                refused(url, role, change.format(table))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for table in ("exports", "export_ends"):
            with pytest.raises(errors.InsufficientPrivilege, match="is not allowed"):
                connection.execute(f"DELETE FROM ledger.{table}".encode())


def test_only_the_application_notes_and_never_the_hour(url: str) -> None:
    for role in (PROJECTOR, AUDITOR):
        refused(url, role, BEGUN.replace("%s", "gen_random_uuid()"))
        refused(url, role, ENDED.replace("%s", "gen_random_uuid()"))
    for table, hour in (("exports", "started_at"), ("export_ends", "ended_at")):
        refused(url, APP, f"INSERT INTO ledger.{table} ({hour}) VALUES (now())")


def test_auditors_read_what_was_noted_and_projectors_need_not(url: str) -> None:
    with psycopg.connect(as_role(url, AUDITOR)) as connection:
        found = connection.execute("SELECT count(*) FROM ledger.exports JOIN ledger.export_ends USING (export)")
        assert [(1,)] == found.fetchall()
    refused(url, PROJECTOR, "SELECT FROM ledger.exports")


def test_the_first_end_of_an_export_counts(postgres_url: str) -> None:
    export = uuid4()

    async def noted() -> Export | None:
        async with export_log(as_role(postgres_url, APP)) as log:
            await log.begin(export, LAURA, form="xes", filters={"fact": "Signed"}, head=7)
            await log.end(export, TALLY, complete=True)
            await log.end(export, Tally(events=0, first=None, last=None, size=0, sha256="0" * 64), complete=False)
            assert [export] == [each.export for each in await log.newest(after=None, limit=5)]
            assert None is await log.find(uuid4())
            return await log.find(export)

    found = asyncio.run(noted())

    assert found is not None
    assert ("complete", 2, 1, 7, 99, "ab" * 32) == (
        *(found.outcome, found.events, found.first_position, found.last_position, found.bytes, found.sha256),
    )
    assert ("Pemeriksaan 2026", {"fact": "Signed"}, 7) == (found.reason, found.filters, found.head)
