"""The projector alone: feeds read models and outbox until it is stopped. Several may run; one leads, the rest wait."""

import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from api.building import outbox_feed, projections_of
from api.terminal import end_with_a_sentence
from application.installation import Databases, open_databases
from application.master_key import master_key
from application.read_side import open_state
from application.rulebook import load_rulebook
from application.settings import Settings, read_settings
from application.vault import Vault
from projections.checkpoint import install
from projections.connection import connector
from projections.retry import retry_parked
from projections.runner import Runner


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
    projections = projections_of(load_rulebook, Vault([master_key(settings)]))
    connection = await connect()
    try:
        await install(connection, *projections)
    finally:
        await connection.close()
    sys.stdout.write("Feeding the read models. Stop with Ctrl-C.\n")
    sys.stdout.flush()
    runner = Runner(connect=connect, projections=projections, open_state=open_state)
    await asyncio.gather(runner.run(), outbox_feed(databases.projector).run())


async def retry(settings: Settings, databases: Databases) -> None:
    """Fold the parked permits anew, beside whichever runner is at work, and say what came of it."""
    projections = projections_of(load_rulebook, Vault([master_key(settings)]))
    connection = await connector(databases.projector)()
    try:
        await install(connection, *projections)
        for projection in projections:
            freed, stuck = await retry_parked(connection, projection, open_state)
            typer.echo(f"{projection.name}: {freed} go on, {stuck} stay parked")
    finally:
        await connection.close()


if __name__ == "__main__":
    typer.run(command)
