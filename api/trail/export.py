"""`scripts/export`: the trail as a file, personal fields masked; the forms of `GET /v1/export`, and noted as there."""

import asyncio
import getpass
import os
import sys
from collections.abc import Callable, Generator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import Annotated, Any, BinaryIO
from uuid import uuid4

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.operations.terminal import end_with_a_sentence
from api.problems.problems import Problem
from api.trail.export_query import ExportQuery, wish_of
from api.trail.exporting import Exporting, logged
from api.trail.formats.forms import Form
from api.trail.question import Correlate
from application.evidence.export_log import Taker, Tally, export_log
from application.installation import Databases, open_databases
from application.master_key import master_key
from application.settings import Settings, read_settings
from application.store import ConnectionLost
from application.subkeys import correlation_of, subkeys
from projections.engine.log import read_head
from projections.engine.reads import Reads, ReadsUnavailable

OPERATOR = "operator"
Seen = Callable[[int, int], None]
"""Is told how much of the ledger was looked at, and how much there is."""


def command(
    form: Annotated[Form, typer.Option("--format", help="The form of the file.")] = Form.NDJSON,
    output: Annotated[Path | None, typer.Option(dir_okay=False, help="Where it goes; else to the output.")] = None,
    application: Annotated[str | None, typer.Option(help="Of one application, by its id.")] = None,
    number: Annotated[str | None, typer.Option(help="Of one application, by registration or decree number.")] = None,
    fact: Annotated[list[str] | None, typer.Option(help="A kind of fact; may be repeated.")] = None,
    actor: Annotated[str | None, typer.Option(help="What this officer did, by sub.")] = None,
    acting_for: Annotated[str | None, typer.Option(help="What was done for this post (Plt/Plh).")] = None,
    role: Annotated[str | None, typer.Option(help="What was done in this role.")] = None,
    step: Annotated[int | None, typer.Option(help="At this step of the SOP.")] = None,
    sop: Annotated[str | None, typer.Option(help="Of this permit type, by its SOP's code.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="From this instant (RFC 3339) or day on.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Before this instant, or up to this day's end.")] = None,
    recorded_from: Annotated[str | None, typer.Option(help="Recorded from this instant or day on.")] = None,
    recorded_to: Annotated[str | None, typer.Option(help="Recorded before this instant, or up to this day.")] = None,
    correlation: Annotated[str | None, typer.Option(help="Brought about by one request.")] = None,
    request_id: Annotated[str | None, typer.Option(help="The same, by the request's X-Request-Id.")] = None,
    after: Annotated[int | None, typer.Option(help="Positions after this one.")] = None,
    before: Annotated[int | None, typer.Option(help="Positions before this one.")] = None,
    include: Annotated[
        str | None,
        typer.Option(help="all: also automatic Routed, Claimed, Released, Reassigned and powers of attorney."),
    ] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database is.")] = None,
    database_url: Annotated[str | None, typer.Option(help="The database (better as IZIN_DATABASE_URL).")] = None,
) -> None:
    """Write the trail, or what of it is asked for, and say how much it was."""
    query = _query(
        {
            "format": form,
            "application": application,
            "number": number,
            "fact": fact,
            "actor": actor,
            "acting_for": acting_for,
            "role": role,
            "step": step,
            "sop": sop,
            "from": since,
            "to": until,
            "recorded_from": recorded_from,
            "recorded_to": recorded_to,
            "correlation": correlation,
            "request_id": request_id,
            "after": after,
            "before": before,
            "include": include,
        }
    )
    with end_with_a_sentence(), _ending_with_a_sentence():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=database_url)
        with open_databases(settings) as databases, _opened(output) as out, _progress() as seen:
            tally = asyncio.run(export(databases, query, out, seen, correlating(settings)))
        _tell(tally)


async def export(
    databases: Databases, query: ExportQuery, out: BinaryIO, seen: Seen, correlate: Correlate = str
) -> Tally:
    """Write what is asked for to `out` as it is read, and return what was written; noted like every export.

    `correlate` tells what the trail keeps of a request id.
    """
    async with Reads(databases.read, most=2) as reads, export_log(databases.app) as log:
        async with reads() as connection:
            head = await read_head(connection)
            wish = await wish_of(connection, query, correlate, head=head)
        exporting, person = Exporting(reads, wish, head=head), getpass.getuser()
        by = Taker(sub=f"local:{person}", name=person, role=OPERATOR)
        async with aclosing(logged(uuid4(), exporting, log, by, wish=wish, head=head)) as chunks:
            async for chunk in chunks:
                out.write(chunk)
                out.flush()
                seen(exporting.looked_at, head)
        return exporting.tally


def correlating(settings: Settings) -> Correlate:
    """Return what the trail keeps of request ids; the master key is not looked for unless one is asked for."""
    return lambda request_id: correlation_of(subkeys(master_key(settings)), request_id)


def _query(given: dict[str, Any]) -> ExportQuery:
    try:
        return ExportQuery.model_validate({name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        raise typer.BadParameter(first["msg"], param_hint=f"--{str(first['loc'][0]).replace('_', '-')}") from None


@contextmanager
def _opened(output: Path | None) -> Generator[BinaryIO]:
    """A file has its name only when it is whole; a device or a pipe stays what it is."""
    if output is None:
        yield sys.stdout.buffer
    elif output.exists() and not output.is_file():
        with output.open("wb") as out:
            yield out
    else:
        unfinished = output.with_name(f"{output.name}.part")
        with unfinished.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(output)


@contextmanager
def _progress() -> Generator[Seen]:
    """A bar on a terminal, and nothing elsewhere: files and pipes hold what they are meant to."""
    columns = TextColumn("Reading the trail"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)
        yield lambda looked_at, head: bar.update(task, completed=looked_at, total=head)


def _tell(tally: Tally) -> None:
    range_ = f"positions {tally.first} to {tally.last}" if tally.events else "no positions"
    typer.echo(f"{tally.events} events, {range_}, {tally.size} bytes, SHA-256 {tally.sha256}", err=True)


@contextmanager
def _ending_with_a_sentence() -> Generator[None]:
    try:
        yield
    except Problem as refused:
        said = refused.errors[0].message if refused.errors else refused.sentence
        typer.secho(said.en, err=True, fg="red")
        raise SystemExit(1) from None
    except (ReadsUnavailable, ConnectionLost):
        typer.secho("The database stopped answering: the export was cut.", err=True, fg="red")
        raise SystemExit(1) from None
    except BrokenPipeError:  # whoever reads us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as error:
        typer.secho(f"The export was cut: {error.strerror}.", err=True, fg="red")
        raise SystemExit(1) from None


if __name__ == "__main__":
    typer.run(command)
