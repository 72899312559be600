"""A thousand applications told a thousand times: the rows that the ledger and the projector would have of each.

Copied by SQL are the ledger's rows and those of the read models, under other ids and numbers; totals are multiplied.
Copies happen and are recorded later, by others of as many officers as a large office has, each under a correlation of
its own. They cannot be opened, for their personal fields are sealed for the originals, and their leaves prove nothing:
whoever measures files asks for originals, which lie scattered among them. A rebuild finds the same rows, which the
bench has proved at the size where that takes no hour.
"""

from collections.abc import Iterable
from typing import LiteralString

import psycopg
from psycopg import sql

from application.postgres.database import PROJECTOR, as_role
from projections.engine.checkpoint import create_version, index_version, live_checkpoint, make_live, tables_of
from projections.engine.connection import Connection, connector
from projections.engine.projection import AnyProjection
from projections.engine.tables import Tables


def multiply_ledger(url: str, times: int) -> int:
    """Tell everything in the ledger at `url` so many times; return how many events there are."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute("SET work_mem = '256MB'")
        connection.execute(_COPIES, {"last": times - 1})
        connection.execute(_COPIES_INDEX)
        connection.execute(sql.SQL("GRANT SELECT ON bench_copies TO {}").format(sql.Identifier(PROJECTOR)))
        connection.execute(_WITHOUT_INDEX)
        for n in range(1, times):
            connection.execute(_EVENTS, {"n": n})
        connection.execute(_WITH_INDEX)
        connection.execute(_TRAIL)
        connection.execute(_KEYS)
        connection.execute(_REGISTRATIONS)
        connection.execute("VACUUM ANALYZE ledger.events")
        row = connection.execute("SELECT position FROM ledger.head").fetchone()
    assert row is not None, "a view of one row"
    return int(row[0])


async def multiply_read_models(url: str, projections: Iterable[AnyProjection], times: int) -> None:
    """Tell everything in the read models so many times, as if they had seen the whole ledger."""
    async with await connector(as_role(url, PROJECTOR))() as connection:
        await connection.execute("SET statement_timeout = 0")
        await connection.execute("SET maintenance_work_mem = '1GB'")
        for projection in projections:
            live = await live_checkpoint(connection, projection)
            new = await create_version(connection, projection, version=live.version + 1, live=False)
            before, after = tables_of(projection, live.version), tables_of(projection, new.version)
            for name in before.names:
                await _multiply(connection, before, after, name, times)
            await index_version(connection, projection, new)
            async with connection.transaction():
                await make_live(connection, projection, new)
        await connection.execute("UPDATE read.checkpoints SET position = (SELECT position FROM ledger.head) WHERE live")


async def _multiply(connection: Connection, before: Tables, after: Tables, name: str, times: int) -> None:
    columns = await _columns(connection, before, name)
    of_permits = "permit" in columns
    said: dict[str, LiteralString] = _COPIED if of_permits else _MULTIPLIED
    told: list[LiteralString | None] = [said.get(column) for column in columns]
    await connection.execute(
        sql.SQL(_OF_PERMITS if of_permits else _TOTALS).format(
            after=after.table(name),
            before=before.table(name),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            told=sql.SQL(", ").join(
                sql.SQL(text).format(times=sql.Literal(times)) if text else sql.Identifier("o", column)
                for text, column in zip(told, columns, strict=True)
            ),
        )
    )


async def _columns(connection: Connection, tables: Tables, name: str) -> list[str]:
    """Return the columns that are written, in their order."""
    cursor = await connection.execute(_WRITTEN, (f"{name}_{tables.version}",))
    return [column for (column,) in await cursor.fetchall()]


_COPIED: dict[str, LiteralString] = {
    "permit": "c.copy",
    "number": "c.copy_number",
    "opened": "o.opened + c.shift",
    "position": "o.position + c.shift",
}
_MULTIPLIED: dict[str, LiteralString] = {
    "n": "o.n * {times}",
    "counts": "ARRAY(SELECT each * {times} FROM unnest(o.counts) WITH ORDINALITY AS child (each, n) ORDER BY n)",
}
_COPIES: LiteralString = """
CREATE TABLE bench_copies AS
SELECT r.permit,
       k.n,
       CASE k.n WHEN 0 THEN r.permit ELSE md5(r.permit::text || k.n)::uuid END AS copy,
       CASE k.n WHEN 0 THEN r.number ELSE r.prefix || '-' || r.seq + k.n * most.seq END AS copy_number,
       r.prefix,
       r.seq + k.n * most.seq AS seq,
       k.n * head.position AS shift,
       head.position AS head
  FROM ledger.registrations r
 CROSS JOIN ledger.head
 CROSS JOIN (SELECT max(seq) AS seq FROM ledger.registrations) most
 CROSS JOIN generate_series(0, %(last)s) AS k (n)
"""
_COPIES_INDEX: LiteralString = "CREATE INDEX ON bench_copies (n) INCLUDE (permit)"
# What is told in copies need not survive a crash: written without a log it takes half the time.
_WITHOUT_INDEX: LiteralString = """
ALTER TABLE ledger.events
      DROP CONSTRAINT events_originator_id_originator_version_key,
      DISABLE TRIGGER index_appended,
      SET UNLOGGED
"""
_WITH_INDEX: LiteralString = """
ALTER TABLE ledger.events
      ADD UNIQUE (originator_id, originator_version),
      ENABLE TRIGGER index_appended
"""
_TRAIL: LiteralString = "SELECT ledger.index_trail()"
# Where `at` stands in a state, and its 26 digits; a correlation is 32 letters long. Personal fields come after them.
_EVENTS: LiteralString = """
INSERT INTO ledger.events
SELECT e.notification_id + c.shift, c.copy, e.originator_version, e.topic,
       overlay(
           overlay(e.state PLACING convert_to(to_char(
               (convert_from(substr(e.state, 14, 26), 'UTF8') || 'Z')::timestamptz AT TIME ZONE 'UTC' + later.span,
               'YYYY-MM-DD"T"HH24:MI:SS.US'), 'UTF8') FROM 14 FOR 26)
           PLACING convert_to(md5(e.notification_id::text || 'of' || c.n), 'UTF8')
           FROM position('"correlation":"'::bytea IN e.state) + 15 FOR 32),
       e.recorded_at + later.span,
       CASE WHEN e.role IN ('pemohon', 'system') THEN e.actor ELSE e.actor || '-' || c.n %% 40 END,
       e.role, e.leaf
  FROM bench_copies c
 CROSS JOIN LATERAL (SELECT interval '330 days' * c.n AS span) later
  JOIN ledger.events e
    ON e.originator_id = c.permit
   AND e.notification_id <= c.head
 WHERE c.n = %(n)s
   AND e.notification_id <= (SELECT min(head) FROM bench_copies WHERE n = 0)
 ORDER BY e.notification_id
"""
_KEYS: LiteralString = """
INSERT INTO ledger.keys
SELECT c.copy, k.wrapped
  FROM bench_copies c
  JOIN ledger.keys k USING (permit)
 WHERE c.n > 0
"""
_REGISTRATIONS: LiteralString = """
INSERT INTO ledger.registrations
SELECT copy, copy_number, prefix, seq
  FROM bench_copies
 WHERE n > 0
"""
_WRITTEN: LiteralString = """
SELECT attname
  FROM pg_attribute
 WHERE attrelid = ('read.' || %s)::regclass
   AND attnum > 0
   AND NOT attisdropped
   AND attgenerated = ''
 ORDER BY attnum
"""
_OF_PERMITS: LiteralString = """
INSERT INTO {after} ({columns})
SELECT {told}
  FROM {before} o
  JOIN bench_copies c USING (permit)
 ORDER BY c.n
"""
_TOTALS: LiteralString = """
INSERT INTO {after} ({columns})
SELECT {told}
  FROM {before} o
"""
