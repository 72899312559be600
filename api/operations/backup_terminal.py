"""What `scripts/backup` and `scripts/restore` share: how they end, what they tell, and how far they are."""

import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import NoReturn

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from api.operations.terminal import end_with_a_sentence
from application.backup.faults import BackupFailed, BackupRefused, NoBackup
from application.backup.watch import Watch
from application.postgres.migrations import MigrationRefused
from application.settings import BadSettings

FAILED, USAGE, REFUSED, NOT_FOUND = 1, 2, 3, 4


@contextmanager
def ending_backups() -> Generator[None]:
    """End with a sentence on stderr: 1 failed, 2 wrong settings, 3 refused by rule, 4 no such backup."""
    try:
        with end_with_a_sentence(stopped=FAILED):
            try:
                yield
            except BadSettings as error:
                _end(str(error), USAGE)
    except (BackupRefused, MigrationRefused) as refused:
        _end(str(refused), REFUSED)
    except NoBackup as error:
        _end(str(error), NOT_FOUND)
    except BackupFailed as error:
        _end(str(error), FAILED)
    except OSError as error:
        _end(
            f"{error.filename or 'A file'} cannot be read or written ({error.strerror}). Nothing half is left.", FAILED
        )


@contextmanager
def looking(*, quiet: bool) -> Generator[Watch]:
    """Yield who watches: a line on stderr with rate and remaining time, on a terminal, unless it is to be quiet."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=32),
        _Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    disabled = quiet or not sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=disabled) as bar:
        task = bar.add_task("", total=None)
        doing = ""

        def watch(what: str, done: int, total: int | None) -> None:
            nonlocal doing, task
            if what != doing:
                bar.remove_task(task)
                doing, task = what, bar.add_task(what, total=total)
            bar.update(task, completed=done, total=total)

        yield watch


def tell(view: Mapping[str, object], lines: Sequence[str], as_json: bool, quiet: bool) -> None:
    """Write what was done to the output: for people, or as one JSON object."""
    if as_json:
        typer.echo(orjson.dumps(view).decode())
    elif not quiet:
        typer.echo("\n".join(lines))


class _Rate(ProgressColumn):
    """How many a second: bytes, papers or events, as the line says."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.completed:,.0f}" + (f"  {task.speed:,.0f}/s" if task.speed else ""))


def _end(sentence: str, status: int) -> NoReturn:
    typer.secho(sentence, err=True, fg="red")
    raise SystemExit(status) from None
