"""`scripts/backup`: the data, the papers and, apart from them, the keys, while the office runs; old ones go."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.operations.backup_terminal import ending_backups, looking, tell
from application.backup.backup_key import backup_key
from application.backup.taking import Order, Taken, prune_alone, take
from application.settings import read_settings


def command(
    to: Annotated[Path | None, typer.Option(help="Where data and papers go (else IZIN_BACKUP_DIRECTORY).")] = None,
    keys_to: Annotated[
        Path | None, typer.Option(help="Where the keys go: elsewhere (else IZIN_BACKUP_KEYS_DIRECTORY).")
    ] = None,
    without_keys: Annotated[bool, typer.Option("--without-keys", help="Only data and papers.")] = False,
    without_data: Annotated[
        bool, typer.Option("--without-data", help="Only the keys, which may be taken often.")
    ] = False,
    key_file: Annotated[
        Path | None, typer.Option(help="The backup key, 32 bytes in base64 (else IZIN_BACKUP_KEY).")
    ] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Take no backup; only remove what is too old.")] = False,
    however_many: Annotated[
        bool, typer.Option("--however-many", help="Even if most papers are gone from the archive.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; do nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="What was done as one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing unless something is wrong.")] = False,
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database and the archive are.")] = None,
    database_url: Annotated[str | None, typer.Option(help="The database (better as IZIN_OWNER_DATABASE_URL).")] = None,
) -> None:
    """Take a backup. Status 1: it failed; 2: wrong options; 3: refused by rule. Then there is no new backup."""
    if without_keys and without_data:
        raise typer.BadParameter("--without-keys and --without-data leave nothing to back up.")
    with ending_backups():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=database_url)
        order = Order(
            to=None if without_data else _place(to, settings.backup_directory, "--to", "IZIN_BACKUP_DIRECTORY"),
            keys_to=None
            if without_keys
            else _place(keys_to, settings.backup_keys_directory, "--keys-to", "IZIN_BACKUP_KEYS_DIRECTORY"),
            key=backup_key(settings, key_file),
            now=datetime.now(UTC),
            dry_run=dry_run,
            however_many=however_many,
        )
        if prune:
            removed = prune_alone(settings, order)
            tell({"removed": removed, "dry_run": dry_run}, _removed(removed, dry_run=dry_run), as_json, quiet)
            return
        with looking(quiet=quiet) as watch:
            taken = take(settings, order, watch)
        tell(_view(taken, order), _said(taken, order), as_json, quiet)


def _place(chosen: Path | None, configured: Path | None, option: str, variable: str) -> Path:
    place = chosen or configured
    if place is None:
        raise typer.BadParameter(f"Where to? Give {option} or {variable}.")
    return place.absolute()


def _view(taken: Taken, order: Order) -> dict[str, object]:
    copied = taken.copied
    return {
        "dry_run": order.dry_run,
        "position": taken.position,
        "data": taken.data and taken.data.name,
        "keys": taken.keys and taken.keys.name,
        "data_bytes": sum(each.bytes for each in taken.data.files) if taken.data else None,
        "papers": len(copied.papers) if copied else None,
        "papers_new": copied.new if copied else None,
        "papers_new_bytes": copied.new_bytes if copied else None,
        "papers_gone": copied.gone if copied else None,
        "removed": taken.removed,
        "seconds": taken.seconds,
    }


def _said(taken: Taken, order: Order) -> list[str]:
    if order.dry_run:
        lines = [f"would back up {taken.position} events"]
    else:
        lines = [f"{taken.position} events in {taken.seconds:.1f} s"]
    if taken.data and order.to:
        size = sum(each.bytes for each in taken.data.files)
        lines.append(f"data: {order.to / taken.data.name}, {size / 1e6:.1f} MB, up to position {taken.position}")
    if taken.keys and order.keys_to:
        lines.append(
            f"keys: {order.keys_to / taken.keys.name}, {taken.keys.keys} keys, {taken.keys.forgotten} forgotten"
        )
    if copied := taken.copied:
        would = "would be " if order.dry_run else ""
        lines.append(
            f"papers: {len(copied.papers)}, {copied.new} new {would}copied ({copied.new_bytes / 1e6:.1f} MB), "
            f"{copied.gone} gone from the archive"
        )
    return [*lines, *_removed(taken.removed, dry_run=order.dry_run)]


def _removed(names: tuple[str, ...], *, dry_run: bool) -> list[str]:
    return [f"{'would be removed' if dry_run else 'removed'}: {name}" for name in names]


if __name__ == "__main__":
    typer.run(command)
