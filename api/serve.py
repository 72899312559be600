"""One command that runs everything: database, migrations, read models, API. Ends with nothing left running."""

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from api.http.instance import claim
from api.http.patience import Patience
from api.operations.listener import address, listen
from api.operations.terminal import end_with_a_sentence
from application.installation import Databases, open_databases
from application.settings import Settings, read_settings, unknown_variables
from domain.actor import Role

CreateApp = Callable[[Settings, Databases, str], FastAPI]


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes any free one.")] = 8000,
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database, keys and papers are.")] = None,
    database_url: Annotated[
        str | None,
        typer.Option(help="PostgreSQL to use instead (better as IZIN_DATABASE_URL: `ps` shows options)."),
    ] = None,
    no_demo_data: Annotated[bool, typer.Option("--no-demo-data", help="Leave the sample permits out.")] = False,
) -> None:
    """Run Jejak Izin until Ctrl-C."""
    with end_with_a_sentence():
        settings = read_settings(
            data_dir=data_dir and data_dir.resolve(),
            database_url=database_url,
            demo_data=False if no_demo_data else None,
        )
        run(settings, _create_app, host=host, port=port)


def run(settings: Settings, create_app: CreateApp, *, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM; raise PortTaken, AlreadyRunning or what `open_databases` raises."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)  # the terminal was closed
    with ExitStack() as running:
        listener = running.enter_context(listen(host, port))
        url = address(host, listener)
        announce = running.enter_context(claim(settings.data_dir)) if settings.embedded else None
        databases = running.enter_context(open_databases(settings))
        app = create_app(settings, databases, url)
        server = Server(_config(settings, app))
        server.when_leaving = lambda: _send_followers_home(app)
        server.when_ready = (lambda: announce and announce(url), lambda: _greet(settings, url))
        server.run([listener])
        if not server.started:
            raise SystemExit(1)  # the reason is in the log


class Server(uvicorn.Server):
    """Uvicorn that says when it answers, and when it is about to wait for its last answers."""

    when_ready: tuple[Callable[[], object], ...] = ()
    when_leaving: Callable[[], object] = staticmethod(lambda: None)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            for act in self.when_ready:
                act()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.when_leaving()
        await super().shutdown(sockets)


def _config(settings: Settings, app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        access_log=False,  # ours carries the request id and no personal data
        log_config=None,
        lifespan="on",
        server_header=False,
        forwarded_allow_ips=list(settings.trusted_proxies),
        http=Patience,
        ws="none",
        timeout_graceful_shutdown=10,
    )


def _send_followers_home(app: FastAPI) -> None:
    """A stream of events has no end of its own, for which a server that stops would wait."""
    if hasattr(app.state, "office"):  # not if it never came up
        app.state.office.feed.end()


def _greet(settings: Settings, url: str) -> None:
    typer.echo("\n".join((f"Jejak Izin: {url}", *_about(settings, url), "Stop with Ctrl-C.")))
    sys.stdout.flush()


def _about(settings: Settings, url: str) -> Iterator[str]:
    if settings.embedded:
        yield f"{'Demo' if settings.demo else 'Private'} database, one machine: {settings.data_dir}"
    if settings.demo:
        ask = "-H 'Content-Type: application/json' -d '{\"role\": \"front_office\"}'"
        yield f"Sign in as anybody: curl -s {url}/demo/token {ask}"
        yield f"Or with a browser: {url}/login"
        yield f"Roles: {' '.join(role for role in Role if role is not Role.SYSTEM)}"
        yield f"Letters are not sent, they lie at {url}/demo/mailbox"
    elif settings.oidc_issuer is None:
        yield "Nobody can sign in yet: set IZIN_OIDC_ISSUER, or come in once by scripts/doctor --break-glass."
    for name in unknown_variables():
        yield f"{name} means nothing to this program: a slip of the pen?"


def _leave(signum: int, _frame: FrameType | None) -> None:
    """End in order; while uvicorn runs it has handlers of its own, and raises the signal again when it is done."""
    if signum == signal.SIGHUP:
        os.kill(os.getpid(), signal.SIGTERM)
        return
    raise SystemExit(0)


def _create_app(settings: Settings, databases: Databases, url: str) -> FastAPI:
    from api.app import create_app  # noqa: PLC0415 - a second of imports that --help and a busy port need not wait for

    return create_app(settings, databases, url)


if __name__ == "__main__":
    typer.run(serve)
