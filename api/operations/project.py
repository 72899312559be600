"""The projector alone: feeds read models and outbox until it is stopped. Several may run; one leads, the rest wait."""

import asyncio
import signal
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer

from api.building import outbox_feed, projections_of, running, utc_now
from api.clockwork import wind
from api.operations.terminal import end_with_a_sentence
from api.trail.sealing import seal_for_ever
from application.clockwork import Clockwork
from application.evidence.keys import sealing_of
from application.installation import Databases, open_databases
from application.master_key import vault_of
from application.permits_on_postgres import open_permits
from application.published_calendars import calendars_at
from application.read_side import open_state
from application.rulebook import load_rulebook
from application.settings import Settings, read_settings
from application.trust import trust_of
from application.vault import Vault
from domain.rulebook import Rulebook
from projections.engine.checkpoint import install
from projections.engine.connection import connector
from projections.engine.retry import retry_parked
from projections.engine.runner import Runner


def command(
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database and its key are.")] = None,
    database_url: Annotated[str | None, typer.Option(help="The database (better as IZIN_DATABASE_URL).")] = None,
    parked: Annotated[bool, typer.Option("--retry-parked", help="Try parked permits again, and end.")] = False,
) -> None:
    """Feed the read models until Ctrl-C or SIGTERM."""
    with end_with_a_sentence():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=database_url)
        with open_databases(settings) as databases, suppress(asyncio.CancelledError):
            asyncio.run(retry(settings, databases) if parked else project(settings, databases))


async def project(settings: Settings, databases: Databases) -> None:
    """Make the read models if they are missing, then follow the log until cancelled or told to stop."""
    following = asyncio.current_task()
    assert following is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, following.cancel)
    connect = connector(databases.projector)
    vault = vault_of(settings)
    async with calendars_at(databases.projector, load_rulebook()) as calendars:
        projections = projections_of(lambda: calendars.book, vault)
        async with await connect() as connection:
            await install(connection, *projections)
        sys.stdout.write("Feeding the read models. Stop with Ctrl-C.\n")
        sys.stdout.flush()
        sealing = seal_for_ever(settings, sealing_of(settings), databases.app, trust_of(settings), utc_now)
        async with clock_beside(settings, databases, vault, lambda: calendars.book), running(sealing):
            runner = Runner(connect=connect, projections=projections, open_state=open_state)
            await asyncio.gather(runner.run(), outbox_feed(databases.projector).run())


@asynccontextmanager
async def clock_beside(
    settings: Settings, databases: Databases, vault: Vault, book: Callable[[], Rulebook]
) -> AsyncGenerator[None]:
    """Wind the office's clock as well, unless others do; a demo's server does, once its sample permits are there."""
    if not settings.clockwork or (settings.demo and settings.demo_data):
        yield
        return
    async with (
        open_permits(databases.app, vault=vault, book=book, timeouts=settings.timeouts) as permits,
        running(wind(Clockwork(permits=permits, book=book, clock=utc_now), databases.app)),
    ):
        yield


async def retry(settings: Settings, databases: Databases) -> None:
    """Fold the parked permits anew, beside whichever runner is at work, and say what came of it."""
    async with (
        calendars_at(databases.projector, load_rulebook()) as calendars,
        await connector(databases.projector)() as connection,
    ):
        projections = projections_of(lambda: calendars.book, vault_of(settings))
        await install(connection, *projections)
        for projection in projections:
            freed, stuck = await retry_parked(connection, projection, open_state)
            typer.echo(f"{projection.name}: {freed} go on, {stuck} stay parked")


if __name__ == "__main__":
    typer.run(command)
