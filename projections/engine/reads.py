"""Connections for questions to the read models: a pool of them, and one word for a database that does not answer."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

import psycopg
from psycopg_pool import PoolTimeout

from projections.engine.connection import Connection, widen
from projections.engine.pool import Pool

_PATIENCE_S = 5.0
# Then the next question tries anew: a longer back-off would keep us away after the database is back (up to twice the
# length of its absence, measured).
_RECONNECT_S = 1.0


class ReadsUnavailable(Exception):
    """The database does not answer questions now: it is away, too slow, or has no connection left."""


class Reads:
    """An asynchronous context manager; called, it gives a connection for one question."""

    def __init__(self, url: str, *, most: int) -> None:
        self._pool = Pool(
            url,
            min_size=1,
            max_size=most,
            open=False,
            timeout=_PATIENCE_S,
            reconnect_timeout=_RECONNECT_S,
            configure=widen,
            kwargs={"autocommit": True},
        )

    async def __aenter__(self) -> Self:
        await self._pool.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def __call__(self) -> AsyncGenerator[Connection]:
        try:
            async with self._pool.connection() as connection:
                yield connection
        # An older program's read model may lack what is asked for, until the runner has built it anew.
        except (psycopg.OperationalError, psycopg.errors.UndefinedColumn, PoolTimeout, OSError) as error:
            raise ReadsUnavailable(type(error).__name__) from error
