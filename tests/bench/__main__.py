"""The command: what to measure, for how long, and where the figures go; a table for people, progress on stderr."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.bench.commands import measure_commands
from tests.bench.place import place
from tests.bench.wrk import require_wrk


class What(StrEnum):
    COMMANDS = "commands"


def command(
    what: Annotated[list[What], typer.Argument(help="What to measure.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="Where the figures go as JSON.")] = None,
    seconds: Annotated[int, typer.Option(min=1, help="How long each load lasts.")] = 5,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is measured, in turn; medians are told.")] = 3,
) -> None:
    progress = Console(stderr=True)
    require_wrk()
    with place() as here:
        figures: dict[str, object] = {
            "commands": measure_commands(here, seconds=seconds, repetitions=rounds, say=progress.print)
        }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    typer.run(command)
