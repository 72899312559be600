"""The access log as it is written: together, in one order without gaps, sealed where it names an applicant."""

import asyncio
import hashlib
import struct
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
import psycopg
import pytest
from psycopg.rows import dict_row

from application.access.access import Access, Action
from application.access.log import AccessLog, AccessStore, Unlogged, access_log
from application.access.scribe import Scribe
from application.postgres.database import APP, Timeouts, as_role
from application.postgres.store import OneConnection
from application.subkeys import subkeys
from application.vault import Key, Vault
from domain.actor import Caller, Role
from tests.application.desk import MASTER, vault

KEYS = subkeys(MASTER)
FAJAR = Caller(sub="fajar", name="Fajar Nugroho", roles=frozenset({Role.FRONT_OFFICE}))
SITI = Caller(sub="siti-3276", name="Siti Rahmah", roles=frozenset({Role.PEMOHON}))
PERMIT = UUID("00000000-0000-0000-0000-00000000000a")


def access(by: Caller = FAJAR, **changes: Any) -> Access:
    known: dict[str, Any] = {
        "action": Action.READ_CASE,
        "operation": "readApplication",
        "outcome": "ok",
        "request": "4397933eed880a72",
        "by": by,
        "address": "10.20.3.7",
        "token": "c1ec064b0d907248",
        "application": PERMIT,
    }
    return Access(**{**known, **changes})


@asynccontextmanager
async def log_at(url: str) -> AsyncGenerator[AccessLog]:
    async with access_log(as_role(url, APP), vault(), KEYS, Timeouts()) as log:
        yield log


def rows(url: str) -> list[dict[str, Any]]:
    with psycopg.connect(url) as connection:
        cursor = connection.cursor(row_factory=dict_row)
        return cursor.execute("SELECT *, xmin::text AS written FROM ledger.access_log ORDER BY position").fetchall()


async def test_those_who_look_at_the_same_time_share_a_transaction(postgres_url: str) -> None:
    async with log_at(postgres_url) as log:
        await asyncio.gather(*(log.note(access()) for _ in range(300)))

    found = rows(postgres_url)
    assert list(range(1, 301)) == [row["position"] for row in found]
    assert len({row["written"] for row in found}) <= 3


async def test_processes_at_once_leave_no_gap_and_never_run_backwards(postgres_url: str) -> None:
    async with log_at(postgres_url) as one, log_at(postgres_url) as other:
        for _ in range(20):
            await asyncio.gather(*(log.note(access()) for log in (one, other) for _ in range(5)))

    found = rows(postgres_url)
    assert list(range(1, 201)) == [row["position"] for row in found]
    assert sorted(row["at"] for row in found) == [row["at"] for row in found]


async def test_a_leaf_is_made_as_that_of_an_event_and_is_none(postgres_url_of_major: str) -> None:
    async with log_at(postgres_url_of_major) as log:
        await log.note(access())
        await log.note(access(application=None, action=Action.SIGN_IN))

    for row in rows(postgres_url_of_major):
        assert leaf_of(row) == row["leaf"]


def leaf_of(row: dict[str, Any]) -> bytes:
    """RFC 9162, 2.1.1: the header of an event, whose version is 0 here, and the stored bytes."""
    since_2000 = row["at"] - datetime(2000, 1, 1, tzinfo=UTC)
    microseconds = (since_2000.days * 86_400 + since_2000.seconds) * 1_000_000 + since_2000.microseconds
    parts = [b"\0", struct.pack(">q", row["position"]), (row["application"] or UUID(int=0)).bytes]
    parts += [struct.pack(">qq", 0, microseconds)]
    for text in (row["action"], row["actor"], row["role"]):
        parts += [struct.pack(">i", len(text.encode())), text.encode()]
    return hashlib.sha256(b"".join(parts) + row["state"]).digest()


async def test_a_lost_connection_loses_no_row(postgres_url: str) -> None:
    async with log_at(postgres_url) as log:
        await log.note(access())
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        await log.note(access())

    assert [1, 2] == [row["position"] for row in rows(postgres_url)]


async def test_what_cannot_be_logged_is_told_and_the_next_is_logged(postgres_url: str) -> None:
    async with log_at(postgres_url) as log:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("REVOKE EXECUTE ON FUNCTION ledger.log_access FROM izin_app")
            with pytest.raises(Unlogged, match="InsufficientPrivilege"):
                await log.note(access())
            connection.execute("GRANT EXECUTE ON FUNCTION ledger.log_access TO izin_app")
        await log.note(access())

    assert 1 == len(rows(postgres_url))


async def test_a_log_that_is_full_or_closed_takes_nothing() -> None:
    nowhere = AccessStore(OneConnection("host=192.0.2.1"))  # nobody is there, RFC 5737
    log = AccessLog(nowhere, Scribe(vault(), KEYS), most_waiting=1)
    waits = asyncio.create_task(log.note(access()))
    await asyncio.sleep(0)
    with pytest.raises(Unlogged, match="no more"):
        await log.note(access())

    writing = asyncio.create_task(log.run())
    await asyncio.sleep(0)
    writing.cancel()

    with pytest.raises(Unlogged, match="closed"):
        await waits
    await asyncio.gather(writing, return_exceptions=True)


async def test_whoever_leaves_while_a_row_is_written_disturbs_nobody(postgres_url: str) -> None:
    async with log_at(postgres_url) as log:
        left, stayed = (asyncio.create_task(log.note(access())) for _ in range(2))
        await asyncio.sleep(0)
        left.cancel()
        await stayed

    assert 2 == len(rows(postgres_url))


def test_an_officer_is_named() -> None:
    row = Scribe(vault(), KEYS).row(access(within={"sha256": "0" * 64}))

    assert ("fajar", "front_office", PERMIT) == (row.actor, row.role, row.application)
    assert {
        "v": 1,
        "operation": "readApplication",
        "outcome": "ok",
        "request": "4397933eed880a72",
        "by": {"sub": "fajar", "name": "Fajar Nugroho"},
        "address": "10.20.3.7",
        "token": "c1ec064b0d907248",
        "within": {"sha256": "0" * 64},
    } == orjson.loads(row.state)


def test_an_applicant_with_their_own_file_is_sealed_under_its_key() -> None:
    key = vault().new_key(PERMIT)
    row = Scribe(vault(), KEYS).row(access(SITI, own_key=key))
    stored = orjson.loads(row.state)

    assert "•••" == row.actor
    for clear in (b"siti-3276", b"Siti", b"10.20", b"c1ec"):
        assert clear not in row.state
    assert b'"siti-3276"' == Vault.open(key, 0, "by.sub", stored["by"]["sub"]).value
    told = Scribe(vault(), KEYS).read(row.state)
    assert ({"sub": "•••", "name": "•••"}, "•••", "•••") == (told["by"], told["address"], told["token"])


def test_whoever_has_no_office_and_no_such_file_has_a_pseudonym() -> None:
    scribe, nobody = Scribe(vault(), KEYS), Caller(sub="siti-3276", name="Siti Rahmah", roles=frozenset())
    row, again = scribe.row(access(SITI)), scribe.row(access(nobody))

    assert scribe.pseudonym("siti-3276") == row.actor == again.actor != scribe.pseudonym("budi")
    assert ("pemohon", "-") == (row.role, again.role)
    for clear in (b"siti-3276", b"Siti", b"10.20"):
        assert clear not in row.state
    assert "~" == scribe.read(row.state)["address"][0]
    other = Scribe(vault(), subkeys(bytes(32)))
    assert other.pseudonym("siti-3276") != row.actor, "without the key nobody can try names"


def test_what_people_typed_is_sealed_and_read_by_the_log_alone() -> None:
    typed = access(asked={"q": "Siti Rahmah", "limit": "3"}, reason="Pengaduan Siti Rahmah", action=Action.UNMASK)
    row = Scribe(vault(), KEYS).row(typed)

    assert b"Siti" not in row.state
    told = Scribe(vault(), KEYS).read(row.state)
    assert ({"q": "Siti Rahmah", "limit": "3"}, "Pengaduan Siti Rahmah") == (told["asked"], told["reason"])


def test_a_destroyed_key_forgets_the_reader_and_nothing_else() -> None:
    """The key is gone when its wrapped form is: another one of the same file opens nothing."""
    row = Scribe(vault(), KEYS).row(access(SITI, own_key=vault().new_key(PERMIT)))
    other: Key = vault().new_key(uuid4())

    with pytest.raises(ValueError, match="does not open"):
        Vault.open(other, 0, "by.sub", orjson.loads(row.state)["by"]["sub"])
    assert "readApplication" == Scribe(vault(), KEYS).read(row.state)["operation"]
