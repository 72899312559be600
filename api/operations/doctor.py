"""Look at an installation: one line a check, each with its cure; status 1 if something is broken."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from api.http.instance import running
from api.operations.terminal import end_with_a_sentence
from application.checkup import examine
from application.finding import Finding, State
from application.identity.links import GOOD_FOR, make_link
from application.settings import Settings, read_settings

COLOURS = {State.OK: "green", State.WARN: "yellow", State.FAIL: "red"}


def command(
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database is.")] = None,
    database_url: Annotated[str | None, typer.Option(help="The database (better as IZIN_DATABASE_URL).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    break_glass: Annotated[
        bool, typer.Option("--break-glass", help="Print a link that lets one administrator in, once, and end.")
    ] = False,
) -> None:
    """Say what is configured, what works, and what to do about the rest."""
    broken = False
    with end_with_a_sentence():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=database_url)
        if break_glass:
            typer.echo(f"{make_link(settings)}\nGood once, within {GOOD_FOR.seconds // 60} minutes. Its use is logged.")
            return
        for finding in chain((_server(settings),), examine(settings, datetime.now(UTC).date())):
            broken = broken or finding.state is State.FAIL
            typer.echo(json.dumps(asdict(finding)) if as_json else _line(finding))
    raise typer.Exit(1 if broken else 0)


def _server(settings: Settings) -> Finding:
    instance = running(settings.data_dir)
    says = f"{instance.url} (process {instance.pid})" if instance else "does not run on this data directory"
    return Finding(about="server", state=State.OK, says=says)


def _line(finding: Finding) -> str:
    state = typer.style(f"{finding.state:<4}", fg=COLOURS[finding.state])
    cure = f" → {finding.cure}" if finding.cure else ""
    return f"{state}  {finding.about:<18} {finding.says}{cure}"


if __name__ == "__main__":
    typer.run(command)
