"""Pages of the trail, straight from the ledger in the order of positions, at the same price anywhere in it.

Whatever is asked of who did what where becomes a few kinds, each a list in order of its own; these are merged.
"""

from collections.abc import Sequence
from typing import LiteralString

from psycopg import sql
from psycopg.rows import class_row

from projections.engine.connection import Connection
from projections.engine.page import Page, page_of
from projections.trail import Entry
from projections.trail_sought import Sought
from projections.trail_windows import Window, bounds_of, growing, windows_of


async def trail_page(
    connection: Connection, sought: Sought, *, head: int, newest_first: bool = False, limit: int = 50
) -> Page[Entry]:
    """Return the first events that are sought, of those up to position `head`, in the order of positions.

    Take the head from the same database before: what is appended meanwhile must not be passed over by the next page.
    """
    bounds = await bounds_of(connection, sought, head=head)
    kinds = await kinds_of(connection, sought) if sought.is_of_a_kind else None
    windows = await windows_of(connection, sought, bounds, newest_first=newest_first)
    if kinds == [] or not windows:
        return Page(items=(), next=None)
    reading = _Reading(connection, sought, kinds, newest_first=newest_first)
    return page_of(await reading.first(windows, limit + 1), limit=limit, key=lambda entry: (entry.position,))


class _Reading:
    """One question on its way: the kinds it comes to, and in which order it is read."""

    def __init__(self, connection: Connection, sought: Sought, kinds: list[int] | None, *, newest_first: bool) -> None:
        self._connection, self._sought, self._kinds, self._newest_first = connection, sought, kinds, newest_first

    async def first(self, windows: Sequence[Window], wanted: int) -> list[Entry]:
        """Return the first events in these windows, up to as many as wanted."""
        way = self._way()
        if way is _OF_KINDS and len(self._kinds or ()) > _FEW:
            found = await self._entries(_ANY, [self._near(windows[0], wanted)], wanted)
            if len(found) == wanted:
                return found
        found = []
        for some in growing(windows):
            found += await self._entries(way, some, wanted - len(found))
            if len(found) == wanted:
                break
        return found

    def _way(self) -> LiteralString:
        """Return how to find the positions: by what leaves fewest."""
        if self._sought.stream is not None:
            return _OF_A_STREAM
        if self._sought.correlation is not None:
            return _CORRELATED
        return _OF_KINDS if self._kinds is not None else _ANY

    def _near(self, window: Window, wanted: int) -> Window:
        """Of many kinds enough mostly stand close by, where reading on is cheaper than asking for each kind."""
        if self._newest_first:
            return Window(max(window.after, window.before - _NEAR * wanted), window.before)
        return Window(window.after, min(window.before, window.after + _NEAR * wanted))

    async def _entries(self, way: LiteralString, windows: Sequence[Window], wanted: int) -> list[Entry]:
        sought, order = self._sought, sql.SQL("DESC" if self._newest_first else "ASC")
        positions = sql.SQL(way).format(
            order=order,
            time=sql.SQL(_OF_A_TIME if sought.is_of_a_time else ""),
            kind=sql.SQL(_OF_A_KIND if self._kinds is not None else ""),
        )
        async with self._connection.cursor(row_factory=class_row(Entry)) as cursor:
            await cursor.execute(
                sql.SQL(_PAGE).format(way=positions, order=order),
                {
                    "afters": [window.after for window in windows],
                    "befores": [window.before for window in windows],
                    "stream": sought.stream,
                    "correlation": sought.correlation,
                    "kinds": self._kinds,
                    "since": sought.since,
                    "until": sought.until,
                    "limit": wanted,
                },
            )
            return await cursor.fetchall()


async def kinds_of(connection: Connection, sought: Sought) -> list[int]:
    """Return the kinds of event that fit what is asked of who did what where."""
    cursor = await connection.execute(
        _KINDS,
        {
            "facts": None if sought.facts is None else list(sought.facts),
            "role": sought.role,
            "actor": sought.actor,
            "acting_for": sought.acting_for,
            "sop": sought.sop,
            "step": sought.step,
        },
    )
    return [kind for (kind,) in await cursor.fetchall()]


async def has_acted(connection: Connection, actor: str) -> bool:
    """Tell whether somebody of this `sub` has ever acted in an office of theirs."""
    cursor = await connection.execute(_ACTED, {"actor": actor})
    return await cursor.fetchone() == (True,)


_FEW = 8  # kinds, which are merged at once
_NEAR = 20  # positions looked at for each event that is wanted

_ACTED: LiteralString = "SELECT EXISTS (SELECT FROM ledger.trail_kinds WHERE actor = %(actor)s)"
_KINDS: LiteralString = """
SELECT kind
  FROM ledger.trail_kinds
 WHERE (%(facts)s::text[] IS NULL OR topic = ANY (%(facts)s))
   AND (%(role)s::text IS NULL OR role = %(role)s)
   AND (%(actor)s::text IS NULL OR actor = %(actor)s)
   AND (%(acting_for)s::text IS NULL OR acting_for = %(acting_for)s)
   AND (%(sop)s::text IS NULL OR sop = %(sop)s)
   AND (%(step)s::smallint IS NULL OR step = %(step)s)
"""
_PAGE: LiteralString = """
SELECT e.notification_id AS position,
       e.originator_id AS stream,
       e.originator_version AS version,
       e.topic, e.state, e.recorded_at, e.leaf
  FROM (SELECT i.position
          FROM unnest(%(afters)s::bigint[], %(befores)s::bigint[]) w (after, before)
         {way}
         ORDER BY i.position {order}
         LIMIT %(limit)s) p
 CROSS JOIN LATERAL (
       SELECT *
         FROM ledger.events
        WHERE notification_id = p.position
       OFFSET 0) e
 ORDER BY p.position {order}
"""
# Each way is one descent of an index for each window, and for each kind.
_OF_KINDS: LiteralString = """
 CROSS JOIN unnest(%(kinds)s::integer[]) k (kind)
 CROSS JOIN LATERAL (
       SELECT i.position
         FROM ledger.trail_index i
        WHERE i.kind = k.kind
          AND i.position > w.after
          AND i.position < w.before
          {time}
        ORDER BY i.position {order}
        LIMIT %(limit)s) i
"""
_ANY: LiteralString = """
 CROSS JOIN LATERAL (
       SELECT i.position
         FROM ledger.trail_index i
        WHERE i.position > w.after
          AND i.position < w.before
          {kind}
          {time}
        ORDER BY i.position {order}
        LIMIT %(limit)s) i
"""
_CORRELATED: LiteralString = """
 CROSS JOIN LATERAL (
       SELECT i.position
         FROM ledger.trail_index i
        WHERE i.correlation = md5(%(correlation)s)::uuid
          AND i.position > w.after
          AND i.position < w.before
          {kind}
          {time}
        ORDER BY i.position {order}
        LIMIT %(limit)s) i
"""
_OF_A_STREAM: LiteralString = """
 CROSS JOIN LATERAL (
       SELECT e.notification_id
         FROM ledger.events e
        WHERE e.originator_id = %(stream)s
          AND e.notification_id > w.after
          AND e.notification_id < w.before
       OFFSET 0) e
 CROSS JOIN LATERAL (
       SELECT i.position
         FROM ledger.trail_index i
        WHERE i.position = e.notification_id
          AND (%(correlation)s::text IS NULL OR i.correlation = md5(%(correlation)s)::uuid)
          {kind}
          {time}
       OFFSET 0) i
"""
_OF_A_KIND: LiteralString = " AND i.kind = ANY (%(kinds)s)"
_OF_A_TIME: LiteralString = """
   AND (%(since)s::timestamptz IS NULL OR i.at >= %(since)s)
   AND (%(until)s::timestamptz IS NULL OR i.at < %(until)s)
"""
