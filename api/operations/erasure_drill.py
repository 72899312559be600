"""`scripts/erasure-drill`: is somebody who was to be forgotten still to be found anywhere?"""

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from api.operations.terminal import end_with_a_sentence
from application.archive.archive import open_archive
from application.erasure.drill import Found, Place, in_archive, in_database, in_files, look, opened
from application.installation import open_databases
from application.master_key import vault_of
from application.settings import Settings, read_settings


def command(
    also: Annotated[list[Path] | None, typer.Option(help="A file or folder to look through too; repeatable.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database and the archive are.")] = None,
    database_url: Annotated[str | None, typer.Option(help="The database (better as IZIN_OWNER_DATABASE_URL).")] = None,
) -> None:
    """Read what tells of the person (name, NIK, account ...) from the input, one a line; look for all of it everywhere.

    Ends with 1 if anything is found. Run it before an erasure as well: then it must find something.
    """
    with end_with_a_sentence():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=database_url)
        strings = [line.strip() for line in sys.stdin if line.strip()]
        with open_databases(settings) as databases:
            found = look(_places(settings, databases.owner, also or []), strings)
    _tell(found, strings)


def _places(settings: Settings, url: str, also: list[Path]) -> Iterator[Place]:
    """The archive is looked through once: as objects. A demo's own database files are not: `docs/personal-data.md`."""
    letters = settings.data_dir / "mailbox"
    return chain(
        in_database(url),
        opened(url, vault_of(settings)),
        in_archive(open_archive(settings).store),
        in_files([*also, *([letters] if letters.exists() else [])]),
    )


def _tell(found: Found, strings: list[str]) -> None:
    for place, n in found.hits:
        typer.echo(f"found: line {n} of {len(strings)} in {place}")
    typer.echo(f"{len(found.hits)} found in {found.places} places, {found.size / 1e6:.1f} MB")
    if found.hits:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(command)
