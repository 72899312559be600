"""How far the trail is proven, how its read models are doing, and "check now", which is asked by POST."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from api.office import Office, TheOffice
from api.operations.health import MOST_LAG_SECONDS, MOST_UNSEALED_SECONDS
from api.pages.trail.reader import auditor, room, to_sign_in, trail_pages
from api.pages.trail.words import READ_MODEL
from api.problems.problems import Problem
from api.trail.checkpoints import proved, sealed_now
from domain.refusals import Sentence
from domain.sealed_logs import SealedLog
from domain.signed_note import read_note
from projections.engine.status import Building, Progress, read_building, read_progress
from projections.evidence.checkpoints import Sealed, newest_checkpoint
from projections.evidence.status import PastAlarm, SealingStatus, read_last_alarm, read_sealing

router = trail_pages()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is sealed of the trail and of the access log, and where each read model stands."""

    newest: Sealed | None
    trail: SealingStatus
    looks: SealingStatus
    alarm: PastAlarm | None
    progress: Sequence[Progress]
    building: Sequence[Building]

    @property
    def lagging(self) -> Sequence[Progress]:
        return [each for each in self.progress if each.lag_seconds > MOST_LAG_SECONDS]

    @property
    def parked(self) -> int:
        return sum(each.parked for each in self.progress)

    @property
    def is_late(self) -> bool:
        """Whether something has waited longer for its seal than the sealer ever takes."""
        return self.trail.unsealed_seconds > MOST_UNSEALED_SECONDS


async def standing_of(office: Office) -> Standing:
    async with office.reads() as connection:
        name = office.settings.log_name
        return Standing(
            newest=await newest_checkpoint(connection, office.evidence.keys.name),
            trail=await read_sealing(connection, SealedLog.TRAIL, name),
            looks=await read_sealing(connection, SealedLog.ACCESS, name),
            alarm=await read_last_alarm(connection, SealedLog.TRAIL),
            progress=await read_progress(connection),
            building=await read_building(connection),
        )


@router.post("/check")
async def check(request: Request, office: TheOffice) -> Response:
    """Seal up to now, and hold the tree against what was signed, before and now."""
    if auditor(request) is None:
        return to_sign_in(request)
    async with office.reads() as connection:
        before = await newest_checkpoint(connection, office.evidence.keys.name)
    trouble: Sentence | None = None
    size = 0
    try:
        size = read_note(await sealed_now(office.evidence)).checkpoint.size
        if size:
            await proved(office, office.evidence, before.size if before and before.size else size, None)
    except Problem as problem:
        trouble = problem.sentence
    return room(
        request,
        "trail_check.html",
        status=200 if trouble is None else 503,
        trouble=trouble,
        size=size,
        before=before,
        standing=await standing_of(office),
        models=READ_MODEL,
    )
