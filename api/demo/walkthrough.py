"""Walk one permit through all nine steps over HTTP, show each of them, and leave the signed decree here.

Exit status: 0 delivered and verified; 1 the server did not do as the SOP says; 2 wrong options; 3 the decree is not
what the server says it is.
"""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console

from api.demo.walkthrough_client import Server, Unexpected
from api.demo.walkthrough_paper import Paper, fetch_decree
from api.demo.walkthrough_screen import ending, growing_table
from api.demo.walkthrough_steps import Step, Walk
from api.http.instance import running
from api.operations.private_server import DidNotStart, private_server
from api.operations.terminal import end_with_a_sentence
from application.settings import read_settings

NOT_AS_THE_SOP_SAYS, NOT_THE_DECREE = 1, 3


def command(
    url: Annotated[
        str | None, typer.Option(help="A running demo server; the one of this machine if not given.")
    ] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Whose server to look for.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output instead.")] = False,
) -> None:
    """Walk one permit through all nine steps. Where no server runs, a private one is started and stopped again."""
    console = Console(quiet=as_json, highlight=False)
    with end_with_a_sentence():
        try:
            with _address(url, data_dir, console) as found, Server(found) as server:
                paper = _walk(server, console, as_json=as_json)
        except (Unexpected, DidNotStart) as reason:
            typer.secho(str(reason), err=True, fg="red")
            raise SystemExit(NOT_AS_THE_SOP_SAYS) from None
    raise SystemExit(0 if paper.is_good else NOT_THE_DECREE)


def _walk(server: Server, console: Console, *, as_json: bool) -> Paper:
    began, steps, walk = perf_counter(), list[Step](), Walk(server)
    console.print(f"[bold]Jejak Izin[/] at {server.url}\n")
    with growing_table(console, steps):
        for step in walk.steps():
            steps.append(step)
    seconds = perf_counter() - began
    paper = fetch_decree(walk, server, Path.cwd())
    if as_json:
        report = {
            "url": server.url,
            "application": walk.permit["id"],
            "steps": [asdict(step) for step in steps],
            "decree": asdict(paper),
            "seconds": round(seconds, 3),
        }
        typer.echo(json.dumps(report))
    else:
        console.print(ending(paper, seconds=seconds))
    return paper


@contextmanager
def _address(url: str | None, data_dir: Path | None, console: Console) -> Generator[str]:
    """Yield the address to use: the given one, that of the server of this data directory, or a private one's."""
    if url is not None:
        yield url
    elif instance := running(read_settings(data_dir=data_dir and data_dir.resolve()).data_dir):
        yield instance.url
    else:
        console.print("No server runs here: a private one is started.", style="dim")
        with private_server() as private:
            yield private


if __name__ == "__main__":
    typer.run(command)
