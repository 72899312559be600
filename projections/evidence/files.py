"""Whole files as they are stored, one after the other: a file is in memory, never the trail."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import datetime
from typing import LiteralString, NamedTuple
from uuid import UUID

from psycopg.rows import args_row

from domain.office_events import OFFICE_TOPICS
from projections.evidence.chosen import PIECE, Connected

FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)


class Kept(NamedTuple):
    """An event of a file; number and wrapped key come with its first version."""

    stream: UUID
    version: int
    position: int
    topic: str
    state: bytes
    recorded_at: datetime
    number: str | None
    wrapped: bytes | None


@dataclass(slots=True)
class StoredFile:
    """All events of one file, in order."""

    stream: UUID
    events: list[Kept] = field(default_factory=list[Kept])


async def read_files(
    connected: Connected, *, head: int, after: UUID = FIRST, only: UUID | None = None
) -> AsyncGenerator[StoredFile]:
    """Yield the files that follow the id `after`, or `only` one, with their events up to position `head`.

    Each piece is a short query of its own, as everywhere in the trail. What happened to no permit is passed over.
    """
    file: StoredFile | None = None
    stream, version = (only, 0) if only else (after, _BEHIND_ALL)
    while True:
        bounds = {"stream": stream, "version": version, "end": only or LAST, "head": head, "limit": PIECE}
        async with connected() as connection, connection.cursor(row_factory=args_row(Kept), binary=True) as cursor:
            await cursor.execute(_FILES, bounds)
            found = await cursor.fetchall()
        for event in found:
            if file is None or event.stream != file.stream:
                if file is not None and _is_of_a_permit(file):
                    yield file
                file = StoredFile(event.stream)
            file.events.append(event)
        if len(found) < PIECE:
            break
        stream, version = found[-1].stream, found[-1].version
    if file is not None and _is_of_a_permit(file):
        yield file


def _is_of_a_permit(file: StoredFile) -> bool:
    return file.events[0].topic not in OFFICE_TOPICS


_BEHIND_ALL = 2**63 - 1
_FILES: LiteralString = """
SELECT e.originator_id, e.originator_version, e.notification_id, e.topic, e.state, e.recorded_at, r.number, k.wrapped
  FROM ledger.events e
  LEFT JOIN ledger.registrations r
    ON r.permit = e.originator_id
   AND e.originator_version = 1
  LEFT JOIN ledger.keys k
    ON k.permit = e.originator_id
   AND e.originator_version = 1
 WHERE (e.originator_id, e.originator_version) > (%(stream)s, %(version)s::bigint)
   AND e.originator_id <= %(end)s
   AND e.notification_id <= %(head)s
 ORDER BY e.originator_id, e.originator_version
 LIMIT %(limit)s
"""
