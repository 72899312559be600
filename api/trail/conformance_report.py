"""`scripts/conformance`: every file of the ledger by its SOP, as a report in JSON or Markdown.

The report is written while the ledger is read: first the files with findings, then the totals.
"""

import asyncio
import sys
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TextIO
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import Progress

from api.http.negotiation import Language
from api.operations.terminal import end_with_a_sentence
from api.trail.conformance_forms import Form, Json, Markdown, Report
from api.trail.conformity import Counts, Judge, Judged, judged_view
from application.evidence.deeds import DeedReader
from application.installation import Databases, open_databases
from application.master_key import vault_of
from application.published_calendars import calendars_at
from application.rulebook import load_rulebook
from application.settings import read_settings
from projections.engine.log import read_head
from projections.engine.reads import Reads
from projections.evidence.files import read_files

_SHARE = 2**128


def command(
    form: Annotated[Form, typer.Option("--format", help="The form of the report.")] = Form.JSON,
    lateness: Annotated[bool, typer.Option("--lateness", help="Also what took too long, as of now.")] = False,
    language: Annotated[str, typer.Option("--lang", help="id or en.")] = "id",
    application: Annotated[UUID | None, typer.Option(help="One application only, by its id.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database is.")] = None,
    database_url: Annotated[str | None, typer.Option(help="The database (better as IZIN_DATABASE_URL).")] = None,
) -> None:
    """Write which files leave their SOP, at which event, by whom. Status 1 if there is one."""
    if language not in ("id", "en"):
        raise typer.BadParameter("id or en", param_hint="--lang")
    said: Language = "en" if language == "en" else "id"
    with end_with_a_sentence():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=database_url)
        reader = DeedReader(vault_of(settings))
        report = Markdown(said) if form is Form.MARKDOWN else Json()
        as_of = datetime.now(UTC) if lateness else None
        with open_databases(settings) as databases:
            counts = asyncio.run(
                write(databases, report, sys.stdout, reader=reader, as_of=as_of, language=said, only=application)
            )
    raise SystemExit(1 if counts.told["deviating"] else 0)


async def write(
    databases: Databases,
    report: Report,
    out: TextIO,
    *,
    reader: DeedReader,
    as_of: datetime | None,
    language: Language,
    only: UUID | None = None,
) -> Counts:
    """Write the report of what is in the ledger now, and return the counts."""
    counts = Counts()
    console = Console(stderr=True)
    async with (
        Reads(databases.read, most=2) as reads,
        calendars_at(databases.app, load_rulebook()) as calendars,
    ):
        async with reads() as connection:
            head = await read_head(connection)
        judge = Judge(book=calendars.book, reader=reader, as_of=as_of)
        out.write(report.begin())
        with Progress(console=console, disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task("Reading the files", total=1.0)
            async with aclosing(read_files(reads, head=head, only=only)) as files:
                async for file in files:
                    judged = judge.judged(file)
                    counts.add(judged)
                    out.write(_told(report, judged, language))
                    bar.update(task, completed=file.stream.int / _SHARE)  # ids are random, and in order here
        out.write(report.end({"head": head, **counts.told}))
    return counts


def _told(report: Report, judged: Judged, language: Language) -> str:
    return report.file(judged_view(judged, language)) if judged.findings else ""


if __name__ == "__main__":
    typer.run(command)
