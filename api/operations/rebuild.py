"""Read models built anew from the log while everything runs, or proved to be what the log says."""

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.building import projections_of
from api.operations.terminal import end_with_a_sentence
from application.installation import open_databases
from application.master_key import vault_of
from application.published_calendars import calendars_at
from application.read_side import open_state
from application.rulebook import load_rulebook
from application.settings import read_settings
from application.vault import Vault
from projections.engine.connection import Connect, connector
from projections.engine.projection import AnyProjection
from projections.engine.rebuild import AlreadyRebuilding, Watch, rebuild
from projections.sla.comparison import Comparison, Difference, compare


def command(
    name: Annotated[str | None, typer.Argument(help="One read model; without it, all.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Compare with the live rows; change nothing.")] = False,
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database and its key are.")] = None,
    database_url: Annotated[str | None, typer.Option(help="The database (better as IZIN_DATABASE_URL).")] = None,
) -> None:
    """Build read models anew beside the live ones and switch. Status 1 if a check finds a difference."""
    with end_with_a_sentence():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=database_url)
        with open_databases(settings) as databases:
            equal = asyncio.run(_rebuilt(databases.projector, vault_of(settings), name, check=check))
    raise typer.Exit(0 if equal else 1)


async def _rebuilt(url: str, vault: Vault, name: str | None, *, check: bool) -> bool:
    async with calendars_at(url, load_rulebook()) as calendars:
        every = projections_of(lambda: calendars.book, vault)
        return await _each(connector(url), _chosen(every, name), check=check)


def _chosen(every: Sequence[AnyProjection], name: str | None) -> list[AnyProjection]:
    chosen = [projection for projection in every if name in {None, projection.name}]
    if not chosen:
        known = ", ".join(projection.name for projection in every)
        raise typer.BadParameter(f"There is no read model {name}; there are {known}.")
    return chosen


async def _each(connect: Connect, projections: Sequence[AnyProjection], *, check: bool) -> bool:
    """Return whether every read model is what the log says."""
    equal = True
    for projection in projections:
        try:
            with _bar(projection.name) as watch:
                if check:
                    found = await compare(connect, projection, open_state, watch=watch)
                    equal = equal and not found.differences
                    said = _verdict(found)
                else:
                    built = await rebuild(connect, projection, open_state, watch=watch)
                    said = f"{projection.name}: built anew up to position {built.position} and live"
        except AlreadyRebuilding:
            equal, said = False, f"{projection.name}: another process is building it anew; nothing was done"
        typer.echo(said)
    return equal


def _verdict(found: Comparison) -> str:
    head = f"{found.projection}: {found.rows} live rows at position {found.position}"
    if not found.differences:
        return f"{head} equal a rebuild"
    return "\n".join([f"{head} DIFFER from a rebuild:", *map(_line, found.differences)])


def _line(difference: Difference) -> str:
    where = f"  {difference.table} {' '.join(difference.key)}"
    if not difference.live:
        return f"{where}: missing"
    return f"{where}: {', '.join(difference.columns) if difference.rebuilt else 'should not be there'}"


@contextmanager
def _bar(name: str) -> Generator[Watch]:
    columns = TextColumn(f"[bold]{name}[/]"), BarColumn(bar_width=32), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda reached, of: bar.update(task, completed=reached, total=of)


if __name__ == "__main__":
    typer.run(command)
