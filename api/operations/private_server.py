"""A server for one command: on a free port, in a directory of its own, without sample permits, gone afterwards."""

import os
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import httpx2

from api.http.instance import running
from application.settings import PREFIX

SERVE = (sys.executable, "-P", "-m", "api.serve")
START_S, STOP_S = 60, 20


class DidNotStart(Exception):
    """The private server ended, or took too long. The message is the end of its log."""


@contextmanager
def private_server(program: Sequence[str] = SERVE) -> Generator[str]:
    """Yield its address once it is ready, or raise `DidNotStart`."""
    with TemporaryDirectory(prefix="jejak-izin-") as directory:
        data_dir, log = Path(directory) / "data", Path(directory) / "serve.log"
        with log.open("wb") as output:
            options = ("--port", "0", "--no-demo-data", "--data-dir", str(data_dir))
            # What is configured for the office is not for this one.
            environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
            process = subprocess.Popen([*program, *options], stdout=output, stderr=output, env=environment)
            try:
                yield _ready(process, data_dir, log)
            finally:
                _stop(process)


def _ready(process: subprocess.Popen[bytes], data_dir: Path, log: Path) -> str:
    deadline = monotonic() + START_S
    while process.poll() is None and monotonic() < deadline:
        instance = running(data_dir)
        if instance and httpx2.get(f"{instance.url}/readyz").is_success:
            return instance.url
        sleep(0.05)
    raise DidNotStart(f"The private server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
