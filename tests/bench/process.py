"""Server processes under measurement: started, waited for, asked for their CPU time, stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
_PAUSE_S = 0.02
_LOG_LINES = 12
_IDLE_CPU_S, _IDLE_FOR_S = 0.03, 0.5


class BenchFailed(Exception):
    """A measurement that cannot be had, or would be worth nothing; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A process that answers at `url` and writes to `log`."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def cpu_s(self) -> float:
        """Return the CPU seconds of the process so far, all its threads, in user and kernel mode."""
        after_name = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")

    def settle(self) -> None:
        """Return once the process does nothing: what it loads behind its first answers is no part of a request."""
        spent, before = self.cpu_s(), -1.0
        while spent - before > _IDLE_CPU_S:
            time.sleep(_IDLE_FOR_S)
            spent, before = self.cpu_s(), spent

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LOG_LINES:])


@contextmanager
def running(command: Sequence[str | Path], *, log: Path, environment: Mapping[str, str]) -> Generator[Server]:
    """Yield the started process, which need not answer yet; it is gone afterwards."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("IZIN_")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env={**ours, "PYTHONPATH": str(ROOT), **environment}, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield Server(process=process, url="", log=log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def uvicorn(application: str, *, log: Path, environment: Mapping[str, str] | None = None) -> Generator[Server]:
    """Yield one uvicorn process with the application that the function `application` ("module:name") makes."""
    port = _free_port()
    options = ("--factory", application, "--port", str(port), "--loop", "uvloop", "--http", "httptools")
    quiet = ("--no-access-log", "--log-level", "warning")
    command = (sys.executable, "-P", "-m", "uvicorn", *options, *quiet)
    with running(command, log=log, environment=environment or {}) as server:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/livez", server)
        yield Server(process=server.process, url=url, log=log)


def wait_for(url: str, server: Server) -> None:
    """Return as soon as `url` is answered with success; raise BenchFailed."""
    deadline = time.monotonic() + PATIENCE_S
    while not _answers(url):
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise BenchFailed(f"{url} does not answer:\n{server.last_words()}")
        time.sleep(_PAUSE_S)


def announced(server: Server, words: str) -> str:
    """Return the end of the log line that begins with `words`, as soon as it is there; raise BenchFailed."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        for line in server.log.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True):
            if line.startswith(words) and line.endswith("\n"):
                return line.removeprefix(words).strip()
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise BenchFailed(f"the server does not start:\n{server.last_words()}")
        time.sleep(_PAUSE_S)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5):
            return True
    except (URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
