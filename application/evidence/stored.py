"""What the sealer reads of a log and adds to its tree. Every leaf is computed anew from what stands beside it."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.evidence.logs import Log
from application.evidence.refused import Problem, SealingRefused
from domain.merkle_store import Hashes, Place, Run
from domain.signed_note import Checkpoint
from domain.trail_leaf import leaf_of

Connection = AsyncConnection[TupleRow]
PIECE = 250  # entries that are hashed in one go: a millisecond or two, for which others wait

_LAST: LiteralString = """
SELECT size, root, note
  FROM ledger.checkpoints
 WHERE origin = %b
 ORDER BY size DESC
 LIMIT 1
"""
_ADD_CHECKPOINT: LiteralString = """
INSERT INTO ledger.checkpoints (origin, size, root, note, key_id)
VALUES (%b, %b, %b, %b, %b)
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A checkpoint as the database has it, which may be anything."""

    size: int
    root: bytes
    note: str


async def head_of(connection: Connection, log: Log) -> int:
    """Return the position of the last entry, 0 where there is none."""
    row = await (await connection.execute(log.head)).fetchone()
    assert row is not None, "an aggregate has a row"
    return int(row[0])


async def last_checkpoint(connection: Connection, origin: str) -> Stored | None:
    row = await (await connection.execute(_LAST, (origin,), binary=True)).fetchone()
    return Stored(*row) if row else None


async def hashes_of(connection: Connection, log: Log, runs: Sequence[Run]) -> Hashes:
    """Return what is kept of these runs; what is missing is missing."""
    columns = [run.level for run in runs], [run.first for run in runs], [run.count for run in runs]
    rows = await (await connection.execute(log.hashes, columns, binary=True)).fetchall()
    return {Place(level, index): hash_ for level, index, hash_ in rows}


async def leaves_of(connection: Connection, log: Log, after: int, upto: int) -> AsyncIterator[list[bytes]]:
    """Yield the leaves behind `after`, piece by piece, or raise `SealingRefused` at the first that is not right."""
    for first in range(after, upto, PIECE):
        last = min(first + PIECE, upto)
        rows = await (await connection.execute(log.entries, (first, last), binary=True)).fetchall()
        yield _checked(log, rows, first)
        if len(rows) < last - first:
            raise missing(log, first + len(rows) + 1)


async def require_no_others(connection: Connection, log: Log, hashes: Hashes) -> None:
    """Raise `SealingRefused` where the tree has another hash already."""
    other = await (await connection.execute(log.others, _columns(hashes), binary=True)).fetchone()
    if other:
        raise tree_differs(log, Place(*other))


async def add(
    connection: Connection, log: Log, checkpoint: Checkpoint, *, note: str, key: bytes, hashes: Hashes
) -> None:
    """Keep a checkpoint and the hashes that came with it: both or nothing, and on the disk when this returns."""
    async with connection.transaction():
        await connection.execute("SET LOCAL synchronous_commit = on")
        await connection.execute(log.add_hashes, _columns(hashes), binary=True)
        row = (checkpoint.origin, checkpoint.size, checkpoint.root, note, key)
        await connection.execute(_ADD_CHECKPOINT, row, binary=True)


def tree_differs(log: Log, place: Place) -> SealingRefused:
    where = f"level {place.level}, index {place.index}"
    says = f"the tree has another hash at {where} than follows from the {log.entry}s below"
    return SealingRefused(Problem.TREE_DIFFERS, says)


def _checked(log: Log, rows: Iterable[TupleRow], first: int) -> list[bytes]:
    leaves = list[bytes]()
    for wanted, (position, stream, version, topic, state, recorded_at, actor, role, leaf) in enumerate(rows, first + 1):
        if position != wanted:
            raise missing(log, wanted)
        computed = leaf_of(
            position=position,
            stream=stream,
            version=version,
            topic=topic,
            state=state,
            recorded_at=recorded_at,
            actor=actor,
            role=role,
        )
        if computed != leaf:
            says = f"{log.entry} {position} is not what was appended: its leaf does not follow from it"
            raise SealingRefused(Problem.LEAF_DIFFERS, says)
        leaves.append(leaf)
    return leaves


def missing(log: Log, position: int) -> SealingRefused:
    return SealingRefused(Problem.EVENT_MISSING, f"{log.entry} {position} is missing")


def _columns(hashes: Mapping[Place, bytes]) -> tuple[list[int], list[int], list[bytes]]:
    return [place.level for place in hashes], [place.index for place in hashes], list(hashes.values())
