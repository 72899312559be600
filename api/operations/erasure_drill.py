"""`scripts/erasure-drill`: is somebody who was to be forgotten still to be found anywhere?"""

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from api.operations.backup_terminal import ending_backups
from application.archive.archive import open_archive
from application.backup.backup_key import backup_key
from application.erasure.backups import in_backups, in_dump
from application.erasure.drill import Found, Place, in_archive, in_database, in_files, look, opened
from application.installation import open_databases
from application.master_key import vault_of
from application.settings import Settings, read_settings


def command(
    also: Annotated[list[Path] | None, typer.Option(help="A file or folder to look through too; repeatable.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database and the archive are.")] = None,
    database_url: Annotated[str | None, typer.Option(help="The database (better as IZIN_OWNER_DATABASE_URL).")] = None,
    backups: Annotated[Path | None, typer.Option(help="Backups of the data (else IZIN_BACKUP_DIRECTORY).")] = None,
    backup_keys: Annotated[
        Path | None, typer.Option(help="Backups of the keys (else IZIN_BACKUP_KEYS_DIRECTORY).")
    ] = None,
    key_file: Annotated[Path | None, typer.Option(help="The backup key (else IZIN_BACKUP_KEY).")] = None,
) -> None:
    """Read what tells of the person (name, NIK, account ...) from the input, one a line; look for all of it everywhere.

    Ends with 1 if anything is found. Run it before an erasure as well: then it must find something.
    """
    with ending_backups():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=database_url)
        kept = _backups(settings, backups, backup_keys, key_file)
        strings = [line.strip() for line in sys.stdin if line.strip()]
        with open_databases(settings) as databases:
            found = look(chain(_places(settings, databases.owner, also or []), kept), strings)
    _tell(found, strings)


def _places(settings: Settings, url: str, also: list[Path]) -> Iterator[Place]:
    """The archive is looked through once: as objects. A demo's own database files are not: `docs/personal-data.md`."""
    letters = settings.data_dir / "mailbox"
    return chain(
        in_database(url),
        in_dump(url),
        opened(url, vault_of(settings)),
        in_archive(open_archive(settings).store),
        in_files([*also, *([letters] if letters.exists() else [])]),
    )


def _backups(settings: Settings, data: Path | None, keys: Path | None, key_file: Path | None) -> Iterator[Place]:
    """As many as there are: those from before an erasure hold what their keys open, until those keys are gone."""
    data, keys = data or settings.backup_directory, keys or settings.backup_keys_directory
    if data is None:
        return iter(())
    return in_backups(data, keys, backup_key(settings, key_file), vault_of(settings))


def _tell(found: Found, strings: list[str]) -> None:
    for place, n in found.hits:
        typer.echo(f"found: line {n} of {len(strings)} in {place}")
    typer.echo(f"{len(found.hits)} found in {found.places} places, {found.size / 1e6:.1f} MB")
    if found.hits:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(command)
