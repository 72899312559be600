"""A read model's tables: numbered (`inbox_1`, `inbox_2`), each behind a view that shows the live one (`inbox`)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, LiteralString, Protocol, TypeVar
from uuid import UUID

import orjson
from psycopg import sql
from psycopg.rows import class_row

from projections.connection import Connection

SCHEMA = "read"


class Versioned(Protocol):
    """A row: a dataclass with the table's columns, which knows its permit and the last event it has seen."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def permit(self) -> UUID: ...
    @property
    def version(self) -> int: ...


Row = TypeVar("Row", bound=Versioned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables of one version of a read model."""

    names: tuple[str, ...]
    version: int

    def named(self, statement: LiteralString, **more: sql.Composable) -> sql.Composed:
        """Return the statement with each `{name}` replaced by that table."""
        return sql.SQL(statement).format(**{name: self.table(name) for name in self.names}, **more)

    def table(self, name: str) -> sql.Identifier:
        return sql.Identifier(SCHEMA, f"{name}_{self.version}")


async def create_tables(connection: Connection, tables: Tables, definition: LiteralString) -> None:
    await connection.execute(tables.named(definition))


async def show(connection: Connection, tables: Tables) -> None:
    """Let the views show these tables, in the caller's transaction."""
    for name in tables.names:
        await connection.execute(
            sql.SQL("CREATE OR REPLACE VIEW {} AS SELECT * FROM {}").format(
                sql.Identifier(SCHEMA, name), tables.table(name)
            )
        )


async def drop_tables(connection: Connection, tables: Tables) -> None:
    for name in tables.names:
        await connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(tables.table(name)))


async def load_rows(
    connection: Connection, table: sql.Identifier, row: type[Row], permits: Collection[UUID]
) -> dict[UUID, Row]:
    """Return the rows of these permits."""
    query = sql.SQL("SELECT {} FROM {} WHERE permit = ANY (%s)").format(_columns(row), table)
    async with connection.cursor(binary=True, row_factory=class_row(row)) as cursor:
        await cursor.execute(query, (list(permits),))
        return {found.permit: found for found in await cursor.fetchall()}


async def put_rows(connection: Connection, table: sql.Identifier, rows: Sequence[Row]) -> None:
    """Write each row over the one of the same permit."""
    if not rows:
        return
    row = type(rows[0])
    await connection.execute(
        sql.SQL(
            """
            INSERT INTO {table} AS kept
            SELECT * FROM json_populate_recordset(NULL::{table}, %s)
                ON CONFLICT (permit) DO UPDATE SET ({columns}) = ROW ({excluded})
            """
        ).format(table=table, columns=_columns(row), excluded=_columns(row, "excluded")),
        (as_json(rows),),
    )


async def delete_rows(connection: Connection, table: sql.Identifier, permits: Sequence[UUID]) -> None:
    if permits:
        await connection.execute(
            sql.SQL("DELETE FROM {} WHERE permit = ANY (%s)").format(table), (list(permits),)
        )


def as_json(rows: Sequence[object]) -> str:
    """Return the rows as the parameter of a `json_…_recordset` (measured as fast as binary arrays and as COPY)."""
    return orjson.dumps(rows).decode()


def _columns(row: type[Versioned], of: str | None = None) -> sql.Composed:
    names = [field.name for field in fields(row)]
    return sql.SQL(", ").join(sql.Identifier(of, name) if of else sql.Identifier(name) for name in names)
