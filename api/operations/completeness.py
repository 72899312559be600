"""`scripts/completeness`: where log, numbers, keys, read models, decrees and archive differ, one line a check."""

import asyncio
from pathlib import Path
from typing import Annotated

import orjson
import typer

from api.operations.terminal import end_with_a_sentence
from api.trail.completeness import report_view
from api.trail.completeness_texts import MEANS
from application.archive.archive import open_archive
from application.completeness.compare import Completeness
from application.completeness.difference import Checked, Difference
from application.installation import open_databases
from application.master_key import vault_of
from application.rulebook import load_rulebook
from application.settings import read_settings


def command(
    quick: Annotated[bool, typer.Option("--quick", help="Leave out what reads every stored byte.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The whole report as one line of JSON.")] = False,
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database and the archive are.")] = None,
    database_url: Annotated[str | None, typer.Option(help="The database (better as IZIN_DATABASE_URL).")] = None,
) -> None:
    """Compare everything that says the same thing, as it stands now. Status 1 if something differs."""
    with end_with_a_sentence():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=database_url)
        with open_databases(settings) as databases:
            vault, archive = vault_of(settings), open_archive(settings)
            comparing = Completeness(databases.app, vault, archive, load_rulebook())
            watch = _silent if as_json else _tell
            report = asyncio.run(comparing.report(deep=not quick, watch=watch))
    if as_json:
        typer.echo(orjson.dumps(report_view(report, "en"), option=orjson.OPT_UTC_Z).decode())
    else:
        found = sum(checked.count for checked in report.checks)
        typer.echo(f"{report.position} events, {found} differences")
    raise typer.Exit(0 if report.is_complete else 1)


def _silent(_: Checked) -> None:
    """The report is told at the end."""


def _tell(checked: Checked) -> None:
    """One line for the check as it ends, and one for each of its first differences."""
    state = typer.style("differs", fg="red") if checked.count else typer.style("ok", fg="green")
    typer.echo(f"{checked.check:<14} {state}" + (f"  {checked.count}" if checked.count else ""))
    for each in checked.differences:
        typer.echo(f"  {_line(each)}")


def _line(each: Difference) -> str:
    where = f" {each.application}:" if each.application else ""
    return f"{MEANS[each.kind].en}{where} expected {each.expected or 'nothing'}, found {each.found or 'nothing'}"


if __name__ == "__main__":
    typer.run(command)
