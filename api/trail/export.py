"""`scripts/export`: the whole trail as a file, one event a line (NDJSON), what is personal masked."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated, BinaryIO

import orjson
import typer

from api.operations.terminal import end_with_a_sentence
from application.installation import open_databases
from application.settings import read_settings
from application.trail_item import trail_item
from projections.engine.connection import Connect, connector
from projections.trail import read_trail

_AS_LINES = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE


def command(
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database is.")] = None,
    database_url: Annotated[str | None, typer.Option(help="The database (better as IZIN_DATABASE_URL).")] = None,
) -> None:
    """Write the whole trail to the output."""
    with end_with_a_sentence():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=database_url)
        with open_databases(settings) as databases:
            asyncio.run(export(connector(databases.read), sys.stdout.buffer))


async def export(connect: Connect, out: BinaryIO) -> None:
    """Write every event that is there now to `out`, piece by piece as it is read."""
    connection = await connect()
    try:
        async for entry in read_trail(connection):
            item = trail_item(
                position=entry.position,
                stream=entry.stream,
                version=entry.version,
                topic=entry.topic,
                state=entry.state,
                recorded_at=entry.recorded_at,
                leaf=entry.leaf,
            )
            out.write(orjson.dumps(item, option=_AS_LINES))
    finally:
        await connection.close()
        out.flush()


if __name__ == "__main__":
    typer.run(command)
