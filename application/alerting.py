"""What the clock does to one file: the commands that are due, in order, through the one write path.

Command ids follow from the file, its visit and the rung: neither a second process nor an answer that was lost on the
wire fires anything twice.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from application.permits import Done, Permits
from domain.actor import CLOCK
from domain.admission import Asked
from domain.alarms import ladder, standing_of
from domain.commands import Alert, Lapse
from domain.ladder import LEGAL
from domain.permit import Permit
from domain.rulebook import Rulebook

FINGERPRINT = b"clockwork"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the clock is to do next to a file of this `version`, from `at` on, while nobody does anything else."""

    permit: UUID
    version: int
    command: Alert | Lapse
    command_id: UUID
    at: datetime


def next_turn(permit: Permit, book: Rulebook) -> Turn | None:
    """Return the lowest rung that was not fired, or the lapse above the last one; None where nothing is to come."""
    if permit.step is None:
        return None
    sop = book.sop(permit.sop)
    coming = ladder(standing_of(permit), sop, book.calendar)
    if coming.alarms:
        rung, nth = coming.alarms[0].rung, coming.alarms[0].nth
        since = permit.submission if rung in LEGAL else permit.visit
        return _turn(permit, Alert(rung=rung, nth=nth), coming.alarms[0].at, f"{since} {rung} {nth}")
    if coming.lapses_at is None:
        return None
    reason = f"Perbaikan berkas tidak diterima dalam {sop.repair_days} hari kerja."
    return _turn(permit, Lapse(reason=reason), coming.lapses_at, f"{permit.visit} lapse")


async def take(permits: Permits, turn: Turn, *, at: datetime, correlation: str | None = None) -> Done:
    """Return what the turn brought about, or raise as `Permits.execute` does: `Stale` where somebody has acted."""
    asked = Asked(
        by=CLOCK,
        at=at,
        permit_id=turn.permit,
        command_id=turn.command_id,
        correlation=correlation,
        if_match=turn.version,
    )
    return await permits.execute(turn.command, asked, fingerprint=FINGERPRINT)


async def catch_up(
    permits: Permits, book: Callable[[], Rulebook], permit_id: UUID, *, now: datetime
) -> AsyncIterator[Done]:
    """Do all that is due by `now`, turn by turn, and yield what each brought about; raise as `Permits.execute` does."""
    filed = await permits.get(permit_id)
    permit = filed.permit if filed else None
    while permit and (turn := next_turn(permit, book())) and turn.at <= now:
        done = await take(permits, turn, at=now)
        yield done
        permit = done.permit


def _turn(permit: Permit, command: Alert | Lapse, at: datetime, name: str) -> Turn:
    return Turn(
        permit=permit.id, version=permit.version, command=command, command_id=uuid5(permit.id, f"clock {name}"), at=at
    )
