"""How long `scripts/serve` takes until /readyz says yes: on a fresh data directory, and on the same one again."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from statistics import median
from tempfile import mkdtemp

from tests.bench.process import ROOT, announced, running, wait_for

Say = Callable[[str], None]
Figures = dict[str, object]


def measure_start(*, rounds: int, say: Say) -> Figures:
    """Return medians of cold and warm starts, in seconds, with the environment installed and the demo data on."""
    cold: list[float] = []
    warm: list[float] = []
    for n in range(rounds):
        root = Path(mkdtemp(prefix="izin-bench-start-"))
        root.chmod(0o711)  # as root, PostgreSQL runs as another account, which must pass through
        try:
            cold.append(_start(root))
            warm.append(_start(root))
        finally:
            rmtree(root)
        say(f"round {n + 1}, start: cold {cold[-1]:.2f} s, warm {warm[-1]:.2f} s")
    return {"cold_s": round(median(cold), 2), "warm_s": round(median(warm), 2)}


def _start(root: Path) -> float:
    begun = time.perf_counter()
    command = (ROOT / "scripts" / "serve", "--port=0", f"--data-dir={root / 'data'}")
    with running(command, log=root / "log", environment={}) as started:
        server = replace(started, url=announced(started, "Jejak Izin: "))
        wait_for(f"{server.url}/readyz", server)
        return time.perf_counter() - begun
