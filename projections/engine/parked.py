"""Permits whose events a projection could not understand: their rows stand still, visibly, until a retry succeeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from traceback import extract_tb
from uuid import UUID

from psycopg.rows import class_row

from projections.engine.checkpoint import Checkpoint
from projections.engine.connection import Connection
from projections.engine.recorded import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """From this position on, nothing of this permit was applied. `error` names code and event, never their data."""

    projection: str
    permit: UUID
    from_position: int
    error: str
    since: datetime
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Poison:
    """An event that could not be folded or saved, and why."""

    event: Recorded
    error: Exception


async def parked_permits(connection: Connection, checkpoint: Checkpoint) -> frozenset[UUID]:
    cursor = await connection.execute(
        "SELECT permit FROM read.parked WHERE projection = %s AND version = %s",
        (checkpoint.projection, checkpoint.version),
    )
    return frozenset(row[0] for row in await cursor.fetchall())


async def park(connection: Connection, checkpoint: Checkpoint, poisons: Sequence[Poison]) -> None:
    """Note these permits as parked; one that is parked already has been tried once more."""
    if not poisons:
        return
    async with connection.cursor() as cursor:
        await cursor.executemany(
            """
            INSERT INTO read.parked AS p (projection, version, permit, from_position, error)
            VALUES (%s, %s, %s, %s, %s)
                ON CONFLICT (projection, version, permit) DO UPDATE
               SET from_position = excluded.from_position,
                   error = excluded.error,
                   attempts = p.attempts + 1
            """,
            [_row(checkpoint, poison) for poison in poisons],
        )


async def unpark(connection: Connection, checkpoint: Checkpoint, permit: UUID) -> None:
    await connection.execute(
        "DELETE FROM read.parked WHERE projection = %s AND version = %s AND permit = %s",
        (checkpoint.projection, checkpoint.version, permit),
    )


async def list_parked(connection: Connection, *, limit: int = 200) -> tuple[Parked, ...]:
    """Return what is parked in the live read models, oldest first."""
    async with connection.cursor(row_factory=class_row(Parked)) as cursor:
        await cursor.execute(
            """
            SELECT p.projection, p.permit, p.from_position, p.error, p.since, p.attempts
              FROM read.parked p
              JOIN read.checkpoints c
                ON c.projection = p.projection
               AND c.version = p.version
               AND c.live
             ORDER BY p.since, p.projection, p.permit
             LIMIT %s
            """,
            (limit,),
        )
        return tuple(await cursor.fetchall())


def describe(poison: Poison) -> str:
    """Return where and at which event it happened. An exception's own text may quote personal data: it stays out."""
    frames = extract_tb(poison.error.__traceback__)
    place = f" in {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(poison.error).__name__}{place} at {poison.event.topic} v{poison.event.version}"


def _row(checkpoint: Checkpoint, poison: Poison) -> tuple[object, ...]:
    event = poison.event
    return checkpoint.projection, checkpoint.version, event.permit, event.position, describe(poison)
