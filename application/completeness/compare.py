"""Comparing everything that says the same thing, as it stood at one moment; nothing is changed."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from typing import LiteralString
from uuid import UUID

import psycopg
from psycopg import AsyncConnection, IsolationLevel
from psycopg.rows import TupleRow

from application.archive.archive import Archive
from application.completeness.decrees import Decree, compare_archive, compare_claims, compare_numbers
from application.completeness.difference import Checked, Difference, Kind, Report, checked
from application.completeness.questions import DECREES, DEEP, EVERY, HEAD, NEWS, REVOCATIONS, WRAPPED_KEYS
from application.store import ConnectionLost
from application.vault import Tampered, UnknownMasterKey, Vault
from domain.office_events import OFFICE_TOPICS
from domain.rulebook import Rulebook

LONG_S = 3600  # a deep comparison reads every stored byte

Watch = Callable[[Checked], None]


class Completeness:
    """Compares what is in the database at `url`, which names the application's role, with itself and with `archive`."""

    def __init__(self, url: str, vault: Vault, archive: Archive, book: Rulebook) -> None:
        self._url, self._vault, self._archive, self._book = url, vault, archive, book
        self._turn = asyncio.Lock()

    async def report(self, *, deep: bool, within_s: float = LONG_S, watch: Watch = lambda _: None) -> Report:
        """Return every difference, telling `watch` of each check as it ends; for one reader at a time.

        It keeps the database busy, so whoever else asks meanwhile waits. Raises `ConnectionLost`, also where it takes
        longer than `within_s`, and `ArchiveUnavailable`.
        """
        async with self._turn:
            return await self._report(deep=deep, within_s=within_s, watch=watch)

    async def _report(self, *, deep: bool, within_s: float, watch: Watch) -> Report:
        checks: list[Checked] = []

        def told(found: Checked) -> None:
            checks.append(found)
            watch(found)

        async with self._snapshot(within_s) as connection:
            cursor = await connection.execute(HEAD)
            row = await cursor.fetchone()
            assert row is not None, "the log has an end"
            for name, question in (*EVERY.items(), *(DEEP.items() if deep else ())):
                told(checked(name, await _asked(connection, question, deep=deep)))
            decrees = [
                Decree(*found)
                for question in (DECREES, REVOCATIONS)
                for found in await (await connection.execute(NEWS + question, {"deep": deep})).fetchall()
            ]
            wrapped = await (await connection.execute(WRAPPED_KEYS)).fetchall() if deep else []
        of_numbers = chain.from_iterable(compare_numbers(decree, self._book) for decree in decrees)
        told(checked("decrees", [*of_numbers, *compare_claims(decrees)]))
        told(checked("archive", await asyncio.to_thread(self._compare_archive, decrees, deep=deep)))
        if deep:
            told(checked("wrapped_keys", await asyncio.to_thread(self._compare_keys, wrapped)))
        at, position = row
        return Report(at=at, position=position, deep=deep, checks=tuple(checks))

    def _compare_archive(self, decrees: Sequence[Decree], *, deep: bool) -> list[Difference]:
        found = (compare_archive(decree, self._vault, self._archive, deep=deep) for decree in decrees)
        return list(chain.from_iterable(found))

    def _compare_keys(self, wrapped: Sequence[tuple[UUID, bytes]]) -> list[Difference]:
        return [
            Difference(kind=Kind.KEY_WRONG, application=permit, expected="a key that opens", found="another one")
            for permit, key in wrapped
            if not self._opens(permit, key)
        ]

    def _opens(self, permit: UUID, wrapped: bytes) -> bool:
        try:
            self._vault.key(permit, wrapped)
        except (Tampered, UnknownMasterKey):
            return False
        return True

    @asynccontextmanager
    async def _snapshot(self, within_s: float) -> AsyncGenerator[AsyncConnection[TupleRow]]:
        try:
            async with await AsyncConnection.connect(self._url, connect_timeout=5) as connection:
                await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
                await connection.set_read_only(True)
                await connection.execute(
                    "SELECT set_config('statement_timeout', %s, true)", (f"{within_s * 1000:.0f}ms",)
                )
                await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                yield connection
        except psycopg.OperationalError as error:
            raise ConnectionLost(type(error).__name__) from error


async def _asked(connection: AsyncConnection[TupleRow], question: LiteralString, *, deep: bool) -> list[Difference]:
    cursor = await connection.execute(NEWS + question, {"deep": deep, "office": sorted(OFFICE_TOPICS)})
    return [
        Difference(kind=Kind(kind), application=application, expected=expected, found=found)
        for kind, application, expected, found in await cursor.fetchall()
    ]
