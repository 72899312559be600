"""Fills an empty demo with permits at every step: each act through the one write path, on a simulated clock.

It runs beside the server and may be interrupted: command ids come from the plan, so the next start goes on where this
one ended. The instant from which the plan counts back is kept in the correlation of the sample events themselves.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import structlog

from api.building import DEMO_PASSPHRASE
from api.demo.clock import SimulatedClock
from api.demo.identity import PEOPLE
from api.demo.progress import Progress, shown_progress
from api.office import Office
from application.archive.faults import ArchiveUnavailable
from application.demo.dossiers import Dossier
from application.demo.paperwork import command, submission
from application.demo.plan import Plan, plan
from application.demo.schedule import Act
from application.demo.stories import Word
from application.ending import ended
from application.job import NumberTaken
from application.permits import Done
from application.signing.port import Passphrase
from application.signing.revocations import Revocations
from application.store import Busy
from application.uploads.register import Kept
from application.uploads.uploads import check_upload
from domain.actor import Caller, Role
from domain.admission import Asked
from domain.calendar import BeyondCalendar
from domain.commands import Command, Revoke, Sign
from domain.permit import Permit
from domain.refusals import Refused
from domain.rulebook import UnknownSop
from projections.engine.status import read_progress

FINGERPRINT = b"demo data"
MARK = "demo-data "  # begins the correlation of every sample event; the plan's instant follows

log = structlog.get_logger(__name__)


@asynccontextmanager
async def demo_data(office: Office) -> AsyncGenerator[asyncio.Event]:
    """Fill the office in the background for as long as the block runs; yield what is set once nothing is to be added.

    Until then no clock may run: what it did now would come before what the sample permits do in their past.
    """
    filled = asyncio.Event()
    task = asyncio.create_task(_fill_and_tell(office, filled))
    try:
        yield filled
    finally:
        await ended(task)


async def fill(office: Office, progress: Progress) -> None:
    """Bring about the sample permits, or what is missing of them; do nothing where others have written before.

    Raises what the write path raises, but no refusal: whoever has touched a sample file in between may keep it.
    """
    planned = await _planned(office)
    if planned is None:
        return
    kept = await _hand_in(office, planned.dossiers)
    clock = SimulatedClock(office.permits, office.rulebook, correlation=_correlation(planned.now))
    files: dict[UUID, Permit] = {}
    spoiled: set[UUID] = set()
    for n, act in enumerate(planned.acts, 1):
        permit = act.dossier.permit
        await clock.wind(act.at)
        if permit not in spoiled:
            try:
                done = await _do(office, act, files.get(permit), kept[permit], planned.now)
                files[permit] = done.permit
                clock.note(done.permit)
            except (Refused, NumberTaken) as refused:
                log.warning("demo_data_refused", act=act.word, reason=type(refused).__name__)
                spoiled.add(permit)
        progress(n, len(planned.acts))
    await clock.wind(planned.now)
    log.info("demo_data_filled", permits=len(files), spoiled=len(spoiled))


def signed_in() -> Mapping[Role, Caller]:
    """Return the constant person of each role, as `/demo/token` signs them in."""
    return {
        role: Caller(sub=f"demo-{role.value.replace('_', '-')}", name=name, roles=frozenset({role}))
        for role, name in PEOPLE.items()
    }


async def _fill_and_tell(office: Office, filled: asyncio.Event) -> None:
    try:
        with shown_progress() as progress:
            await fill(office, progress)
    except (ArchiveUnavailable, Busy) as trouble:
        log.warning("demo_data_interrupted", reason=type(trouble).__name__, cure="start again to go on")
        return
    except (BeyondCalendar, UnknownSop) as reason:
        log.warning("demo_data_impossible", reason=str(reason))
    except Exception:  # the outermost loop of this task: a demo without sample permits is still a demo
        log.exception("demo_data_failed")
    filled.set()


async def _planned(office: Office) -> Plan | None:
    """Return the plan that is to be carried out; None where it has been, or where the office has files of its own."""
    planned = await asyncio.to_thread(plan, signed_in(), office.book, office.clock())
    if await _is_empty(office):
        return planned
    begun_at = await _begun_at(office, planned.permits)
    if begun_at is None:
        return None
    planned = await asyncio.to_thread(plan, signed_in(), office.book, begun_at)
    is_done = await office.permits.known(_asked(planned.acts[-1], planned.now), FINGERPRINT)
    return None if is_done else planned


async def _begun_at(office: Office, permits: Sequence[UUID]) -> datetime | None:
    for permit in permits:
        if filed := await office.permits.get(permit):
            mark = filed.history[0][1].correlation or ""
            return datetime.fromisoformat(mark.removeprefix(MARK))
    return None


async def _is_empty(office: Office) -> bool:
    async with office.reads() as connection:
        return not any(each.position + each.lag_events for each in await read_progress(connection))


async def _hand_in(office: Office, dossiers: Sequence[Dossier]) -> Mapping[UUID, Kept]:
    """Upload the one paper of each dossier; return it with its key."""

    async def upload(dossier: Dossier) -> Kept:
        checked = check_upload(dossier.paper, "berkas.pdf")  # our own paper: no stranger has made it
        sub, sha256 = dossier.citizen.caller.sub, checked.upload.sha256
        await office.uploads.keep(sub, checked.upload, checked.content)
        return (await office.uploads.find(sub, [sha256]))[sha256]

    kept = await asyncio.gather(*map(upload, dossiers))
    return {dossier.permit: each for dossier, each in zip(dossiers, kept, strict=True)}


async def _do(office: Office, act: Act, file: Permit | None, kept: Kept, now: datetime) -> Done:
    asked, form = _asked(act, now), _form(office, act, file, kept)
    if isinstance(form, Sign):
        # The signature bears the simulated day; the trial certificates are backdated for this.
        signatures = replace(office.signatures, clock=lambda: act.at)
        return await signatures.sign(form, asked, passphrase=Passphrase(DEMO_PASSPHRASE), fingerprint=FINGERPRINT)
    if isinstance(form, Revoke):
        revocations = Revocations(desk=replace(office.signatures, clock=lambda: act.at))
        return await revocations.carry_out(form, asked, passphrase=Passphrase(DEMO_PASSPHRASE), fingerprint=FINGERPRINT)
    return await office.permits.execute(form, asked, fingerprint=FINGERPRINT)


def _form(office: Office, act: Act, file: Permit | None, kept: Kept) -> Command:
    if file is None or act.word is Word.SUBMIT:
        return submission(act, file, kept, office.book.default)
    return command(act, file, office.book.calendar.zone)


def _asked(act: Act, now: datetime) -> Asked:
    return Asked(
        by=act.by,
        at=act.at,
        permit_id=act.dossier.permit,
        command_id=act.command_id,
        correlation=_correlation(now),
    )


def _correlation(now: datetime) -> str:
    return f"{MARK}{now.astimezone(UTC).isoformat()}"
