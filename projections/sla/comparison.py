"""The proof that a read model is what the log says: it is built anew as far as the live one has come, and compared."""

from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import sql

from projections.engine.checkpoint import live_checkpoint, tables_of
from projections.engine.connection import Connect, Connection
from projections.engine.projection import AnyProjection
from projections.engine.rebuild import Watch, building, catch_up, unwatched
from projections.engine.recorded import OpenState
from projections.engine.tables import Tables

_MOST = 100  # differences shown of one table


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A row that is not the same. `columns` differ; a row that only one side has is missing in the other.

    It names columns and not their contents, which may be personal.
    """

    table: str
    key: tuple[str, ...]
    live: bool
    rebuilt: bool
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Both sides at `position`; `rows` of the live tables were compared with as many or others rebuilt."""

    projection: str
    position: int
    rows: int
    differences: tuple[Difference, ...]


async def compare(
    connect: Connect, projection: AnyProjection, open_state: OpenState, *, watch: Watch = unwatched
) -> Comparison:
    """Rebuild beside the live read model, compare every row of every table, and leave everything as it was."""
    async with building(connect, projection) as (connection, begun):
        live = await live_checkpoint(connection, projection)
        built = await catch_up(connection, projection, open_state, begun, until=live.position, watch=watch)
        async with connection.transaction():
            # One snapshot: rows and checkpoint of the live side belong together, and no runner is held up.
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            live = await live_checkpoint(connection, projection)
            await catch_up(connection, projection, open_state, built, until=live.position)
            shown, anew = tables_of(projection, live.version), tables_of(projection, built.version)
            rows, differences = 0, list[Difference]()
            for name in shown.names:
                rows += await _count(connection, shown, name)
                differences += await _differences(connection, name, shown, anew)
    return Comparison(projection=projection.name, position=live.position, rows=rows, differences=tuple(differences))


async def _differences(connection: Connection, name: str, live: Tables, rebuilt: Tables) -> list[Difference]:
    key = await _key_columns(connection, live, name)
    cursor = await connection.execute(
        sql.SQL(_EXCEPT).format(live=live.table(name), rebuilt=rebuilt.table(name)), (_MOST, _MOST)
    )
    only: dict[bool, dict[tuple[str, ...], dict[str, Any]]] = {True: {}, False: {}}
    for is_live, row in await cursor.fetchall():
        only[is_live][tuple(str(row[column]) for column in key)] = row
    return [
        _difference(name, where, only[True].get(where), only[False].get(where))
        for where in sorted({*only[True], *only[False]})
    ]


def _difference(
    table: str, key: tuple[str, ...], live: dict[str, Any] | None, rebuilt: dict[str, Any] | None
) -> Difference:
    columns = sorted(name for name in live if live[name] != rebuilt[name]) if live and rebuilt else []
    return Difference(table=table, key=key, live=bool(live), rebuilt=bool(rebuilt), columns=tuple(columns))


async def _count(connection: Connection, tables: Tables, name: str) -> int:
    cursor = await connection.execute(sql.SQL("SELECT count(*) FROM {}").format(tables.table(name)))
    row = await cursor.fetchone()
    return row[0] if row else 0


async def _key_columns(connection: Connection, tables: Tables, name: str) -> list[str]:
    cursor = await connection.execute(_PRIMARY_KEY, (tables.table(name).as_string(connection),))
    return [row[0] for row in await cursor.fetchall()]


_EXCEPT: LiteralString = """
(SELECT true, to_jsonb(d) FROM (TABLE {live} EXCEPT TABLE {rebuilt}) d LIMIT %s)
 UNION ALL
(SELECT false, to_jsonb(d) FROM (TABLE {rebuilt} EXCEPT TABLE {live}) d LIMIT %s)
"""
_PRIMARY_KEY: LiteralString = """
SELECT a.attname
  FROM pg_index i
  JOIN pg_attribute a
    ON a.attrelid = i.indrelid
   AND a.attnum = ANY (i.indkey)
 WHERE i.indrelid = %s::regclass
   AND i.indisprimary
 ORDER BY array_position(i.indkey::int2[], a.attnum)
"""
