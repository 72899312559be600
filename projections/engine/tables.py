"""A read model's tables: numbered (`inbox_1`, `inbox_2`), each behind a view that shows the live one (`inbox`)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import LiteralString, TypedDict, TypeVar
from uuid import UUID

import orjson
from psycopg import errors, sql
from psycopg.rows import class_row

from projections.engine.connection import Connection

SCHEMA = "read"


class Versioned(TypedDict):
    """A row: its keys are the table's columns; it knows its permit and the last event of it that it has seen.

    Rows are dictionaries because a fold makes a new one for every event: a copy of twenty fields was measured at
    0.5 µs, that of a frozen dataclass at 10.
    """

    permit: UUID
    version: int


Row = TypeVar("Row", bound=Versioned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables of one version of a read model."""

    names: tuple[str, ...]
    version: int

    def named(self, statements: sql.SQL) -> sql.Composed:
        """Return the statements with each `{name}` replaced by that table."""
        return statements.format(**{name: self.table(name) for name in self.names})

    def table(self, name: str) -> sql.Identifier:
        return sql.Identifier(SCHEMA, f"{name}_{self.version}")


async def show(connection: Connection, tables: Tables) -> None:
    """Let the views show these tables, in the caller's transaction."""
    for name in tables.names:
        places = {"view": sql.Identifier(SCHEMA, name), "table": tables.table(name)}
        try:
            async with connection.transaction():
                await connection.execute(sql.SQL(_SHOW).format(**places))
        except errors.InvalidTableDefinition:  # other columns than before
            await connection.execute(sql.SQL("DROP VIEW {view}").format(**places))
            await connection.execute(sql.SQL(_SHOW).format(**places))


async def drop_tables(connection: Connection, tables: Tables) -> None:
    for name in tables.names:
        await connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(tables.table(name)))


# Composing a statement costs as much as folding a dozen events, and there are few of them.
@lru_cache(maxsize=256)
def on_table(tables: Tables, name: str, statement: LiteralString, columns: tuple[str, ...] = ()) -> bytes:
    """Return the statement with `{table}`, `{columns}` and their `{excluded}` counterparts in their places."""
    places = {
        "table": tables.table(name),
        "columns": sql.SQL(", ").join(sql.Identifier(column) for column in columns),
        "excluded": sql.SQL(", ").join(sql.Identifier("excluded", column) for column in columns),
    }
    return sql.SQL(statement).format(**places).as_bytes()


async def load_rows(
    connection: Connection, tables: Tables, name: str, row: type[Row], permits: Collection[UUID]
) -> dict[UUID, Row]:
    """Return the rows of these permits."""
    query = on_table(tables, name, _SELECT, tuple(row.__annotations__))
    async with connection.cursor(binary=True, row_factory=class_row(row)) as cursor:
        await cursor.execute(query, (list(permits),))
        return {found["permit"]: found for found in await cursor.fetchall()}


async def put_rows(connection: Connection, tables: Tables, name: str, rows: Sequence[Row]) -> None:
    """Write each row over the one of the same permit."""
    if rows:
        await connection.execute(on_table(tables, name, _PUT, tuple(rows[0])), (as_json(rows),))


async def delete_rows(connection: Connection, tables: Tables, permits: Sequence[UUID], *names: str) -> None:
    """Take these permits out of the named tables."""
    for name in names if permits else ():
        await connection.execute(on_table(tables, name, _DELETE), (list(permits),))


def as_json(rows: Sequence[object]) -> str:
    """Return the rows as the parameter of a `json_…_recordset` (measured as fast as binary arrays and as COPY)."""
    return orjson.dumps(rows).decode()


_SHOW: LiteralString = """
CREATE OR REPLACE VIEW {view} AS
SELECT *
  FROM {table}
"""
_SELECT: LiteralString = """
SELECT {columns}
  FROM {table}
 WHERE permit = ANY (%s)
"""
_PUT: LiteralString = """
INSERT INTO {table}
SELECT * FROM json_populate_recordset(NULL::{table}, %s)
    ON CONFLICT (permit) DO UPDATE
   SET ({columns}) = ROW ({excluded})
"""
_DELETE: LiteralString = """
DELETE FROM {table}
 WHERE permit = ANY (%s)
"""
