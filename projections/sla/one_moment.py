"""Several questions about one moment: nothing changes between them, and no read model is switched meanwhile."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from psycopg import sql

from projections.engine.connection import Connection
from projections.engine.tables import SCHEMA


@asynccontextmanager
async def one_moment(connection: Connection, *names: str) -> AsyncGenerator[None]:
    """Answer everything that is asked of these tables inside the block as it was at one moment."""
    views = sql.SQL(", ").join(sql.Identifier(SCHEMA, name) for name in names)
    async with connection.transaction():
        # The lock comes before the snapshot: else a rebuild could switch the views in between, to rows not in it.
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        await connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(views))
        yield
