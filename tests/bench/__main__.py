"""The command: what to measure, for how long, where the figures go. A table for people, progress on stderr."""

import json
import logging
import platform
import signal
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from importlib.metadata import version
from os import cpu_count
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.console import Console

from tests.bench.access import measure_access
from tests.bench.commands import measure_commands
from tests.bench.export import measure_export
from tests.bench.flatness import measure_flatness
from tests.bench.pages import measure_pages
from tests.bench.place import Place, place
from tests.bench.process import BenchFailed
from tests.bench.projections import measure_projections
from tests.bench.report import print_tables
from tests.bench.sealing import measure_sealing
from tests.bench.signing import measure_signing
from tests.bench.start import measure_start
from tests.bench.trail import measure_trail
from tests.bench.what_if import measure_what_if
from tests.bench.wrk import ToolMissing, require_wrk

Say = Callable[[str], None]
Figures = dict[str, object]

FAILED, MISSING = 1, 2
_TRAIL = 100_000  # events, where nobody says otherwise
_ONLY_TROUBLE = structlog.make_filtering_bound_logger(logging.WARNING)


class What(StrEnum):
    COMMANDS = "commands"
    PROJECTIONS = "projections"
    START = "start"
    SIGNING = "signing"
    WHAT_IF = "what_if"
    FLATNESS = "flatness"
    SEALING = "sealing"
    TRAIL = "trail"
    ACCESS = "access"
    EXPORT = "export"
    PAGES = "pages"


def command(
    what: Annotated[list[What], typer.Argument(help="What to measure.")],
    *,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where the figures go as JSON.")] = None,
    seconds: Annotated[int, typer.Option(min=1, help="How long each load lasts.")] = 5,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is measured, in turn; medians count.")] = 3,
    applications: Annotated[
        int, typer.Option(min=2_000, help="How many the large office has (flatness, export).")
    ] = 20_000,
    events: Annotated[list[int] | None, typer.Option(min=1, help="How long the trail is; may be repeated.")] = None,
) -> None:
    """Measure Jejak Izin beside a bare endpoint and the stock library: only figures of one run compare."""
    progress = Console(stderr=True, highlight=False)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # also then nothing is left running
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr), wrapper_class=_ONLY_TROUBLE)
    try:
        if What.COMMANDS in what:
            require_wrk()
        sizes = events or [_TRAIL]
        figures = _measured(
            what, seconds=seconds, rounds=rounds, applications=applications, sizes=sizes, say=progress.print
        )
    except ToolMissing as missing:
        progress.print(str(missing))
        raise typer.Exit(MISSING) from None
    except BenchFailed as failed:
        progress.print(str(failed), markup=False)
        raise typer.Exit(FAILED) from None
    if json_file:
        json_file.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print_tables(figures, Console())


def _measured(
    what: Sequence[What], *, seconds: int, rounds: int, applications: int, sizes: Sequence[int], say: Say
) -> Figures:
    figures: Figures = {"seconds": seconds, "rounds": rounds}
    with place() as here:
        figures["machine"] = _machine(here)
        if What.COMMANDS in what:
            figures["commands"] = measure_commands(here, seconds=seconds, rounds=rounds, say=say)
        if What.PROJECTIONS in what:
            figures["projections"] = measure_projections(here, seconds=seconds, rounds=rounds, say=say)
        if What.WHAT_IF in what:
            figures["what_if"] = measure_what_if(here, rounds=rounds, say=say)
        if What.SEALING in what:
            figures["sealing"] = measure_sealing(here, applications=applications, rounds=rounds, say=say)
    if What.START in what:
        figures["start"] = measure_start(rounds=rounds, say=say)
    if What.FLATNESS in what:
        figures["flatness"] = measure_flatness(applications=applications, requests=100 * rounds, say=say)
    if What.TRAIL in what:
        figures["trail"] = measure_trail(sizes=sizes, requests=100 * rounds, say=say)
    if What.ACCESS in what:
        figures["access"] = measure_access(requests=100 * rounds, say=say)
    if What.EXPORT in what:
        figures["export"] = measure_export(applications=applications, say=say)
    if What.PAGES in what:
        figures["pages"] = measure_pages(rounds=rounds, say=say)
    if What.SIGNING in what:
        figures["signing"] = measure_signing(rounds=rounds, say=say)
    return figures


def _machine(here: Place) -> Figures:
    packages = ("eventsourcing", "fastapi", "uvicorn", "psycopg", "pydantic")
    return {
        "cpus": cpu_count(),
        "python": platform.python_version(),
        "postgresql": here.version(),
        **{package: version(package) for package in packages},
    }


if __name__ == "__main__":
    typer.run(command)
