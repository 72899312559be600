"""One file's history in the domain tests: facts at instants, and the visits that are expected of them."""

from datetime import datetime, timedelta
from uuid import UUID

from domain.actor import Actor, Role
from domain.events import Delivered, Event, Fact, Routed, SopRef, Submitted, Verified
from domain.papers import ApplicationKind, Channel
from domain.visits import Visit
from tests.domain.office import wita
from tests.papers import APPLICANT, INSTITUTION

ROLES = (
    Role.PEMOHON,
    Role.FRONT_OFFICE,
    Role.BACK_OFFICE,
    Role.DINAS_TEKNIS,
    Role.BACK_OFFICE,
    Role.KABID,
    Role.SEKRETARIS,
    Role.KEPALA_DINAS,
    Role.PEMOHON,
)


def submitted(round_: int, started_at: datetime | None = None) -> Submitted:
    return Submitted(
        round=round_,
        started_at=started_at,
        kind=ApplicationKind.NEW,
        previous_number=None,
        applicant=APPLICANT,
        institution=INSTITUTION,
        documents=(),
        document_keys={},
        tracking_code="K7QM2X9P",
    )


def routed(from_step: int, to_step: int) -> Routed:
    return Routed(from_step=from_step, to_step=to_step, to_role=ROLES[to_step - 1], automatic=False)


def history(*happened: tuple[datetime, Fact]) -> tuple[Event, ...]:
    siti = Actor(sub="siti", name="Siti Rahmah", role=Role.PEMOHON)
    return tuple(
        Event(
            originator_id=UUID(int=1),
            originator_version=version,
            at=at,
            by=siti,
            sop=SopRef(code="izin-kbm", version="1"),
            step=None,
            round=1,
            command_id=UUID(int=version),
            correlation=None,
            fact=fact,
        )
        for version, (at, fact) in enumerate(happened, 1)
    )


def visit(step: int, entered_at: datetime, left_at: datetime | None, *, round_: int = 1) -> Visit:
    return Visit(step=step, role=ROLES[step - 1], round=round_, entered_at=entered_at, left_at=left_at)


MONDAY = wita("2026-11-23 09:00")


def minute(n: int) -> datetime:
    return MONDAY + timedelta(minutes=n)


VERIFIED = Verified(checklist=(), promised_at=None)
DELIVERED = Delivered(channel=Channel.ONLINE, received_by="Siti Rahmah")
LODGED = ((minute(0), submitted(1)), (minute(0), routed(1, 2)))
