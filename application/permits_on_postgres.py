"""The permits on a PostgreSQL: two connections for the writer, a pool for readers, all as the application's role."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from application.ledger import environment
from application.permits import Permits
from application.postgres.database import APP, Timeouts, as_role, widen
from application.postgres.pool import Pool
from application.postgres.store import OneConnection, PostgresStore
from application.vault import Vault
from application.writer import Limits
from domain.rulebook import Rulebook


@asynccontextmanager
async def open_permits(
    url: str,
    *,
    vault: Vault,
    book: Callable[[], Rulebook],
    timeouts: Timeouts | None = None,
    limits: Limits | None = None,
    readers: int = 8,
) -> AsyncGenerator[Permits]:
    """Yield the permits at `url`, which must be the primary: what concerns one permit is always current."""
    timeouts = timeouts or Timeouts()
    ours, patience_s = as_role(url, APP, timeouts=timeouts), timeouts.statement / 1000

    def own() -> PostgresStore:
        return PostgresStore(OneConnection(ours), statement_timeout_s=patience_s)

    async with _pool(ours, readers, patience_s) as pool:
        permits = await asyncio.to_thread(  # the library's recorder connects when it is made
            Permits,
            environment(url),
            vault=vault,
            book=book,
            store=own(),
            scout=own(),
            reader=PostgresStore(pool.connection, statement_timeout_s=patience_s),
            limits=limits,
        )
        async with permits:
            yield permits


def _pool(url: str, most: int, patience_s: float) -> Pool:
    return Pool(
        url,
        min_size=1,
        max_size=most,
        open=False,
        configure=widen,
        timeout=patience_s,
        reconnect_timeout=1,  # then the next reader tries anew: a longer back-off outlasts the database's absence
        kwargs={"autocommit": True, "prepare_threshold": 0},
    )
