"""People at the permits' door: one call a command, as the API would make it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from application.permits import Done, Permits
from application.vault import Vault
from domain.actor import Caller
from domain.admission import Asked
from domain.commands import Command
from domain.permit import Permit
from tests.papers import SUBMIT
from tests.people import SITI
from tests.scenario import MONDAY

MASTER = bytes(range(32))
STEP = timedelta(minutes=1)


def vault() -> Vault:
    return Vault([MASTER])


def asked(
    by: Caller,
    permit: UUID,
    *,
    at: datetime = MONDAY,
    command: UUID | None = None,
    if_match: int | None = None,
) -> Asked:
    return Asked(by=by, at=at, permit_id=permit, command_id=command or uuid4(), if_match=if_match)


async def submit(permits: Permits, by: Caller = SITI, *, command: UUID | None = None, fingerprint: bytes = b"") -> Done:
    """A first submission, under a permit id that nobody knows yet."""
    return await permits.execute(SUBMIT, asked(by, uuid4(), command=command), fingerprint=fingerprint)


async def walk(
    permits: Permits, permit: UUID, *steps: tuple[Caller, Command | Callable[[Permit], Command]]
) -> list[Done]:
    """The steps one after another, a minute apart."""
    done: list[Done] = []
    for n, (by, step) in enumerate(steps, 1):
        filed = await permits.get(permit)
        assert filed is not None
        command = step(filed.permit) if callable(step) else step
        done.append(await permits.execute(command, asked(by, permit, at=MONDAY + n * STEP)))
    return done
