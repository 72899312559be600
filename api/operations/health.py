"""Is the process alive, and can it do its work? Asked by machines, every few seconds, without credentials."""

from fastapi import APIRouter
from starlette.responses import Response

from api.commands.commanding import json_response
from api.desks.read_schemas import LifeSchema, ReadinessSchema
from api.desks.views import JSON
from api.http.answers import answering
from api.office import Office, TheOffice
from application.postgres.migrations import APPLIED, MigrationRefused, read_migrations, require_applied
from domain.horizon import horizon, horizon_warning
from domain.sealed_logs import SealedLog
from projections.engine.reads import ReadsUnavailable
from projections.engine.status import Progress, read_progress
from projections.evidence.status import SealingStatus, read_sealing
from projections.outbox_status import OutboxStatus, read_outbox
from projections.sla.agenda import Backlog, read_backlog

MOST_LAG_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 3600.0
MOST_LATE_SECONDS = 300.0
MOST_UNSEALED_SECONDS = 180.0  # three beats of the sealer
_SEALING = ("sealing", "sealing of the access log")
_MIGRATIONS = read_migrations()

router = APIRouter(tags=["operations"])


@router.get("/livez", operation_id="livez", summary="The process answers", responses=answering(LifeSchema))
async def livez() -> Response:
    return json_response({"status": "ok"})


@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Database, read models and calendar are fit for work",
    responses={**answering(ReadinessSchema), **answering(ReadinessSchema, status=503)},
)
async def readyz(office: TheOffice) -> Response:
    """503 while the database is away or a read model lags; what is parked, late or dead only warns."""
    checks = [*await _database(office), _calendar(office), *await _identity(office)]
    ready = all(check["status"] != "fail" for check in checks)
    content: JSON = {"status": "ok" if ready else "fail", "checks": checks}
    return json_response(content, 200) if ready else json_response(content, 503, {"Retry-After": "5"})


async def _database(office: Office) -> list[JSON]:
    try:
        async with office.reads() as connection:
            applied = dict(await (await connection.execute(APPLIED)).fetchall())
            progress = await read_progress(connection)
            backlog = await read_backlog(connection, now=office.clock())
            outbox = await read_outbox(connection)
            sealing = [await read_sealing(connection, log, office.settings.log_name) for log in SealedLog]
    except ReadsUnavailable as error:
        return [_check("database", "fail", reason=str(error))]
    read_models = map(_projection, progress)
    beside = (_clockwork(backlog), _outbox(outbox), *map(_sealing, _SEALING, sealing))
    return [_check("database", "ok"), _migrations(applied), *read_models, *beside]


def _migrations(applied: dict[str, str]) -> JSON:
    """A newer program may have changed the tables under this one, which then must not take commands any more."""
    try:
        require_applied(_MIGRATIONS, applied)
    except MigrationRefused as refused:
        return _check("migrations", "fail", reason=str(refused))
    return _check("migrations", "ok", newest=_MIGRATIONS[-1].name)


def _projection(progress: Progress) -> JSON:
    status = "fail" if progress.lag_seconds > MOST_LAG_SECONDS else "warn" if progress.parked else "ok"
    return _check(
        f"projection {progress.projection}",
        status,
        position=progress.position,
        lag_events=progress.lag_events,
        lag_seconds=round(progress.lag_seconds, 3),
        parked=progress.parked,
    )


def _clockwork(backlog: Backlog) -> JSON:
    """Commands are taken all the same; but nobody is reminded, and a file that fails again and again is seen here."""
    status = "warn" if backlog.seconds > MOST_LATE_SECONDS else "ok"
    return _check("clockwork", status, files=backlog.files, lag_seconds=round(backlog.seconds, 3))


def _outbox(status: OutboxStatus) -> JSON:
    """Letters that wait or died are somebody's to look at, and no reason to take no more commands."""
    waits = status.oldest_seconds > LONGEST_WAIT_SECONDS
    return _check(
        "outbox",
        "warn" if status.dead or waits else "ok",
        pending=status.pending,
        dead=status.dead,
        oldest_seconds=round(status.oldest_seconds, 3),
        lag_events=status.lag_events,
    )


def _sealing(name: str, status: SealingStatus) -> JSON:
    """An alarm is for people: an office that could be shut by a changed row would be easily shut."""
    late = status.unsealed_seconds > MOST_UNSEALED_SECONDS
    details = {"problem": status.problem, "reason": status.says} if status.problem else {}
    return _check(
        name,
        "warn" if status.problem or late else "ok",
        position=status.size,
        age_seconds=round(status.age_seconds, 3),
        unsealed_events=status.unsealed,
        unsealed_seconds=round(status.unsealed_seconds, 3),
        **details,
    )


def _calendar(office: Office) -> JSON:
    """Past the last published year no due date can be told, so somebody must publish the next one in time."""
    calendar, now = office.book.calendar, office.clock()
    status = "ok" if horizon_warning(calendar, now) is None else "warn" if now < horizon(calendar) else "fail"
    return _check("calendar", status, published_until=horizon(calendar))


async def _identity(office: Office) -> list[JSON]:
    """Who is unknown is told to come again (503), and what is open to everybody stays open: it only warns."""
    if office.identity.ring is None:
        return []
    trouble = await office.identity.ring.reached()
    return [_check("identity provider", "warn", reason=trouble) if trouble else _check("identity provider", "ok")]


def _check(name: str, status: str, **details: object) -> JSON:
    return {"name": name, "status": status, **details}
