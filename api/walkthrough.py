"""Walk one permit through all nine steps over HTTP, show each of them, and leave the signed decree here.

Exit status: 0 delivered and verified; 1 the server did not do as the SOP says; 2 wrong options; 3 the decree is not what
the server says it is.
"""

import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep
from typing import Annotated, Any

import httpx2
import typer
from rich.console import Console
from rich.live import Live

from api.instance import running
from api.terminal import end_with_a_sentence
from api.walkthrough_client import Server, Unexpected
from api.walkthrough_screen import ending, table
from api.walkthrough_steps import Step, Walk
from application.settings import PREFIX, read_settings

START_S = 60
STOP_S = 20
REFUSED, NOT_THE_DECREE = 1, 3


def command(
    url: Annotated[str | None, typer.Option(help="A running demo server; the one of this machine if not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of the table.")] = False,
) -> None:
    """Walk one permit through all nine steps; without a running server a private one is started, and stopped."""
    console = Console(stderr=as_json)
    with end_with_a_sentence():
        try:
            with _server_at(url, console) as found, Server(found) as server:
                verified = _walk(server, console, as_json=as_json)
        except Unexpected as reason:
            typer.secho(str(reason), err=True, fg="red")
            raise SystemExit(REFUSED) from None
    raise SystemExit(0 if verified else NOT_THE_DECREE)


def _walk(server: Server, console: Console, *, as_json: bool) -> bool:
    began, steps = perf_counter(), list[Step]()
    walk = Walk(server)
    console.print(f"[bold]Jejak Izin[/] {server.url}")
    with Live(table(steps, walking=True), console=console, refresh_per_second=10) as screen:
        for step in walk.steps():
            steps.append(step)
            screen.update(table(steps, walking=True))
        screen.update(table(steps, walking=False))
    seconds = perf_counter() - began
    decree, seal = _verified(walk, server)
    matches = decree["sha256"] == walk.permit["decree"]["document_sha256"]
    if as_json:
        typer.echo(json.dumps(_report(walk, server, steps, decree, seal, matches=matches, seconds=seconds)))
    else:
        console.print(ending(decree, matches=matches, intact=seal["intact"], signer=seal["signer"], seconds=seconds))
    return matches and seal["intact"]


def _verified(walk: Walk, server: Server) -> tuple[dict[str, str], dict[str, Any]]:
    """Write the decree into the current directory; return where it is and what its signature shows."""
    from api.decree_check import check_decree  # noqa: PLC0415 - a second of imports that only the end needs

    pdf, decree = walk.decree(), walk.permit["decree"]
    path = Path.cwd() / f"SK-{decree['number'].replace('/', '-')}.pdf"
    path.write_bytes(pdf)
    told = {
        "number": decree["number"],
        "path": str(path),
        "sha256": sha256(pdf).hexdigest(),
        "url": f"{server.url}/v/{decree['code']}",
    }
    return told, asdict(check_decree(pdf))


def _report(
    walk: Walk,
    server: Server,
    steps: list[Step],
    decree: dict[str, str],
    seal: dict[str, Any],
    *,
    matches: bool,
    seconds: float,
) -> dict[str, Any]:
    return {
        "url": server.url,
        "application": walk.permit["id"],
        "number": walk.permit["number"],
        "steps": [asdict(step) for step in steps],
        "decree": {**decree, "sha256_matches": matches, **seal},
        "seconds": round(seconds, 3),
    }


@contextmanager
def _server_at(url: str | None, console: Console) -> Generator[str]:
    """Yield the address to use: the given one, the server of this data directory, or a private one."""
    if url is not None:
        yield url
        return
    if instance := running(read_settings().data_dir):
        yield instance.url
        return
    with TemporaryDirectory(prefix="jejak-izin-") as directory, _private_server(Path(directory), console) as private:
        yield private


@contextmanager
def _private_server(directory: Path, console: Console) -> Generator[str]:
    """Run `scripts/serve` beside us, on a free port and without sample permits; nothing of ours in its environment."""
    options = ("--port", "0", "--no-demo-data", "--data-dir", str(directory / "data"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    log = directory / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "api.serve", *options], stdout=output, stderr=output, env=environment
        )
        try:
            with console.status("No server runs here: starting a private one."):
                url = _ready(process, directory / "data", log)
            yield url
        finally:
            process.terminate()
            process.wait(STOP_S)


def _ready(process: subprocess.Popen[bytes], data_dir: Path, log: Path) -> str:
    deadline = monotonic() + START_S
    while process.poll() is None and monotonic() < deadline:
        instance = running(data_dir)
        if instance and httpx2.get(f"{instance.url}/readyz").is_success:
            return instance.url
        sleep(0.05)
    raise Unexpected(f"The private server did not start:\n{log.read_text(errors='replace')[-2000:]}")


if __name__ == "__main__":
    typer.run(command)
