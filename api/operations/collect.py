"""Papers of the archive that nobody names, listed and set aside; those set aside long enough are taken away."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from api.operations.terminal import end_with_a_sentence
from application.archive.archive import open_archive
from application.archive.collecting import Collector, Found, Paper
from application.archive.names import named_in_database
from application.installation import open_databases
from application.postgres.database import APP, Timeouts, as_role
from application.settings import read_settings

LONG_MS = 3_600_000  # the whole log is read


def command(
    older_than_days: Annotated[int, typer.Option(min=1, help="Papers younger than this are never touched.")] = 7,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; do nothing.")] = False,
    however_many: Annotated[bool, typer.Option("--however-many", help="Even if most papers are orphans.")] = False,
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database and the archive are.")] = None,
    database_url: Annotated[str | None, typer.Option(help="The database (better as IZIN_DATABASE_URL).")] = None,
) -> None:
    """Set papers aside that no event, no upload and no pointer names; take away what lay aside as long again."""
    with end_with_a_sentence():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=database_url)
        with open_databases(settings) as databases:
            patient = Timeouts(statement=LONG_MS, idle_in_transaction=LONG_MS)
            collector = Collector(
                store=open_archive(settings).store,
                names=partial(named_in_database, as_role(databases.app, APP, timeouts=patient)),
                older_than=timedelta(days=older_than_days),
                now=datetime.now(UTC),
            )
            _tell(collector.run(dry_run=dry_run, however_many=however_many), dry_run=dry_run)


def _tell(found: Found, *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    for papers, done in (
        (found.set_aside, "set aside"),
        (found.put_back, "put back"),
        (found.taken_away, "taken away"),
    ):
        for paper in papers:
            typer.echo(f"{would}{done}: {_line(paper)}")
    typer.echo(
        f"{found.old} old papers: {len(found.set_aside)} {would}set aside, {len(found.put_back)} put back, "
        f"{len(found.taken_away)} taken away"
    )


def _line(paper: Paper) -> str:
    return f"{paper.path} ({paper.size} bytes, {paper.modified:%Y-%m-%d %H.%M} UTC)"


if __name__ == "__main__":
    typer.run(command)
