"""`scripts/restore`: an office from its backups, proven; or with `--check` a drill, of which nothing stays."""

from pathlib import Path
from typing import Annotated

import typer

from api.operations.backup_terminal import ending_backups, looking, tell
from application.backup.backup_key import backup_key
from application.backup.restoring import Restored, Wish, restore
from application.settings import Settings, read_settings


def command(
    source: Annotated[
        Path | None, typer.Option("--from", help="A backup of the data, or the folder whose newest it is to be.")
    ] = None,
    keys_from: Annotated[
        Path | None, typer.Option(help="The same for the keys: the newest there is, also for older data.")
    ] = None,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="Give up everybody's personal data; the trail stays.")
    ] = False,
    older_keys: Annotated[
        bool, typer.Option("--older-keys", help="Even if the keys are older than the data: newer files stay closed.")
    ] = False,
    without_papers: Annotated[
        bool, typer.Option("--without-papers", help="Leave the archive alone: only the database was lost.")
    ] = False,
    key_file: Annotated[
        Path | None, typer.Option(help="The backup key, 32 bytes in base64 (else IZIN_BACKUP_KEY).")
    ] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="A published checkpoint to judge by (else the newest of the folder).")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="A drill: restore to a database of its own, prove, and throw it away.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="What was done as one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing unless something is wrong.")] = False,
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database and the archive are to be.")] = None,
    to_database_url: Annotated[
        str | None, typer.Option(help="The empty database (better as IZIN_OWNER_DATABASE_URL).")
    ] = None,
) -> None:
    """Restore. Status 1: it failed; 2: wrong options; 3: refused by rule; 4: no such backup. Then nothing changed."""
    if without_keys and keys_from:
        raise typer.BadParameter("--without-keys and --keys-from exclude one another.")
    with ending_backups():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=to_database_url)
        wish = Wish(
            source=_place(source, settings.backup_directory, "--from", "IZIN_BACKUP_DIRECTORY"),
            keys_from=None if without_keys else _keys(keys_from, settings),
            key=backup_key(settings, key_file),
            papers=not without_papers,
            checkpoint=checkpoint,
            drill=check,
            older_keys=older_keys,
        )
        with looking(quiet=quiet) as watch:
            done = restore(settings, wish, watch)
        tell(_view(done, drill=check), _said(done, drill=check), as_json, quiet)


def _keys(chosen: Path | None, settings: Settings) -> Path:
    return _place(chosen, settings.backup_keys_directory, "--keys-from", "IZIN_BACKUP_KEYS_DIRECTORY")


def _place(chosen: Path | None, configured: Path | None, option: str, variable: str) -> Path:
    place = chosen or configured
    if place is None:
        raise typer.BadParameter(f"From where? Give {option} or {variable}.")
    return place.absolute()


def _view(done: Restored, *, drill: bool) -> dict[str, object]:
    return {
        "drill": drill,
        "data": done.data,
        "keys": done.keys,
        "position": done.position,
        "entries_proven": done.entries,
        "roots_proven": done.proven,
        "keys_opened": done.opened_keys,
        "papers": done.papers,
        "papers_gone": done.papers_gone,
        "forgotten_again": done.forgotten_again,
        "lost": done.lost,
        "published_is_signed": done.published_is_signed,
        "seconds": done.seconds,
    }


def _said(done: Restored, *, drill: bool) -> list[str]:
    lines = [
        (
            f"{'Drill: ' if drill else ''}{done.data} and {done.keys or 'no keys'}, up to event {done.position}, "
            f"in {done.seconds:.1f} s ({done.entries / max(done.seconds, 0.001):,.0f} entries a second)"
        ),
        f"proven: {done.entries} leaves made anew, no gaps; the root of {', '.join(map(str, done.proven))} events",
        f"opened: {done.opened_keys} keys; papers: {done.papers} whole",
    ]
    if done.papers_gone:
        lines.append(f"{done.papers_gone} papers had left the archive since and were not put back (see docs/backup.md)")
    lines += [f"forgotten again: {permit}" for permit in done.forgotten_again]
    if done.lost:
        first, last = done.lost
        lines.append(
            f"LOST: events {first} to {last} were published and are not in this backup. Give the log a new "
            "IZIN_LOG_NAME before the first start, and say in public why (docs/evidence.md)."
        )
    elif done.published_is_signed is None:
        lines.append("what was published since is not known here: compare with --checkpoint")
    if drill:
        lines.append("nothing of it was kept")
    return lines


if __name__ == "__main__":
    typer.run(command)
