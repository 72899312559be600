"""Load by wrk, from one thread: what it counted, and what the server's process spent on it."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from tests.bench.process import BenchFailed, Server

CONNECTIONS = 64
SCRIPT = Path(__file__).with_name("load.lua")


class ToolMissing(Exception):
    """A program that measures is not installed."""


class Mode(StrEnum):
    """First submissions; verifications of files that nobody remembers; or each submission and then its verification."""

    SUBMISSIONS = "submissions"
    DECISIONS = "decisions"
    MIX = "mix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """`cpu_us`: CPU time of the server's process for each request, which a busy machine hardly changes."""

    per_s: float
    p50_ms: float
    p99_ms: float
    cpu_us: float


def require_wrk() -> None:
    """Raise ToolMissing unless there is a wrk to call."""
    if shutil.which("wrk") is None:
        raise ToolMissing("The bench needs wrk: install the Debian package wrk.")


def put_under_load(server: Server, path: str, folder: Path, mode: Mode, *, seconds: int, warm_up: bool = False) -> Load:
    """Return what `server` did for `seconds`, or raise BenchFailed if any answer was no success."""
    server.settle()
    before = server.cpu_s()
    told = {
        "FOLDER": str(folder),
        "BASE": path,
        "MODE": mode,
        "RUN": uuid4().hex,
        "WARM_UP": "yes" if warm_up else "no",
    }
    output = subprocess.run(  # wrk is found on the PATH, as any tool of the user's
        ("wrk", "--threads=1", f"--connections={CONNECTIONS}", f"--duration={seconds}s", "--timeout=10s",
         f"--script={SCRIPT}", f"{server.url}/"),
        env={**os.environ, **told},
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    spent = server.cpu_s() - before
    result = next((line for line in output.stdout.splitlines() if line.startswith("RESULT ")), None)
    if result is None:
        raise BenchFailed(f"wrk: {output.stdout}{output.stderr}")
    counted = json.loads(result.removeprefix("RESULT "))
    if counted["failed"] or not counted["requests"]:
        raise BenchFailed(f"{counted['failed']} of {counted['requests']} requests failed:\n{server.last_words()}")
    return Load(
        per_s=counted["requests"] / counted["seconds"],
        p50_ms=counted["p50_ms"],
        p99_ms=counted["p99_ms"],
        cpu_us=spent / counted["requests"] * 1e6,
    )
