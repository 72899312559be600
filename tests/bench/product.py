"""The product itself as one process, started as everybody starts it."""

import json
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from urllib.request import urlopen

from tests.bench.place import Place
from tests.bench.process import PATIENCE_S, BenchFailed, Server, announced, running, wait_for


@contextmanager
def product(place: Place, *, projector: bool = False, module: str = "api.serve") -> Generator[Server]:
    """Yield the product, ready, on the data directory of `place`: real application, demo tokens, log to a file.

    `projector` feeds the read models in the same process, which has caught up by then; else nobody does, as if
    `scripts/project` did it elsewhere.
    """
    options = ("--port=0", f"--data-dir={place.data_dir}", "--no-demo-data")
    # What the clock would say of the many files of a bench, and letters to nobody, are measured by no one here.
    quiet = {"IZIN_CLOCKWORK": "false", "IZIN_DELIVER": "false"}
    environment = {"IZIN_PROJECTOR": str(projector).lower(), **quiet}
    command = (sys.executable, "-P", "-m", module, *options)
    with running(command, log=place.log("product"), environment=environment) as started:
        server = replace(started, url=announced(started, "Jejak Izin: "))
        wait_for(f"{server.url}/livez", server)
        if projector:
            _wait_for_read_models(server)
        yield server


def _wait_for_read_models(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        wait_for(f"{server.url}/readyz", server)
        with urlopen(f"{server.url}/readyz", timeout=5) as answer:
            checks = json.loads(answer.read())["checks"]
        if all(check.get("lag_events", 0) == 0 for check in checks):
            return
        time.sleep(0.1)
    raise BenchFailed(f"the read models do not catch up:\n{server.last_words()}")
