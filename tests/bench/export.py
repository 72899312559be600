"""What it costs to take the trail away: events a second and peak memory of the command, in every form, at two sizes.

The large ledger is the small one told many times by SQL, as for flatness. The seconds are those that the export's own
note says, from before its first byte to after its last; the memory is the process's, whatever it did. Beside them the
seconds in which every file is judged by its SOP.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from api.trail.formats.forms import Form
from application.master_key import master_key
from application.postgres.migrations import migrate
from application.settings import read_settings
from application.vault import Vault
from tests.bench.multitude import multiply_ledger
from tests.bench.office_life import fill_office
from tests.bench.place import Place, place
from tests.bench.process import BenchFailed

Say = Callable[[str], None]
Figures = dict[str, object]

SMALL = 1_000
_NOTED = """
SELECT d.events, extract(epoch FROM d.ended_at - e.started_at), d.bytes
  FROM ledger.exports e
  JOIN ledger.export_ends d USING (export)
 ORDER BY e.started_at DESC
 LIMIT 1
"""


def measure_export(*, applications: int, say: Say) -> Figures:
    """Return for each form events a second, bytes an event, and the peak of memory in a small and a large ledger."""
    with place() as here:
        migrate(here.url)
        vault = Vault([master_key(read_settings(data_dir=here.data_dir))])
        fill_office(here.url, vault, applications=SMALL)
        few = {form: _exported(here, form) for form in Form}
        events = multiply_ledger(here.url, max(2, applications // SMALL))
        say(f"{events:,} events")
        figures: Figures = {"events": events}
        for form in Form:
            many = _exported(here, form)
            say(f"{form}: {many}")
            figures |= {f"{form}_{name}": value for name, value in many.items()}
            figures[f"{form}_small_peak_mb"] = few[form]["peak_mb"]
        figures |= {f"conformance_{name}": value for name, value in _judged(here, events).items()}
    return figures


def _exported(here: Place, form: Form) -> dict[str, float]:
    options = (f"--format={form}", f"--data-dir={here.data_dir}", "--include=all", "--output=/dev/null")
    peak, cpu = _used([sys.executable, "-P", "-m", "api.trail.export", *options])
    with psycopg.connect(here.url) as connection:
        row = connection.execute(_NOTED).fetchone()
    assert row is not None, "every export is noted"
    events, seconds, size = (float(value) for value in row)
    return {
        "events_per_s": round(events / seconds),
        "seconds": round(seconds, 1),
        "bytes_per_event": round(size / events),
        "cpu_s": cpu,
        "peak_mb": peak,
    }


def _judged(here: Place, events: int) -> dict[str, float]:
    """Judge every file by its SOP. Copies cannot be opened: their applicants are nobody in particular."""
    begun = time.perf_counter()
    peak, cpu = _used([sys.executable, "-P", "-m", "api.trail.conformance_report", f"--data-dir={here.data_dir}"])
    seconds = time.perf_counter() - begun
    return {
        "events_per_s": round(events / seconds),
        "seconds": round(seconds, 1),
        "cpu_s": cpu,
        "peak_mb": peak,
    }


def _used(command: list[str]) -> tuple[float, float]:
    """Run a command; return the most memory that it held, in MiB, and its seconds of a processor, start included."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0.0
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        peak = max(peak, _held(process.pid))
        time.sleep(0.05)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BenchFailed(f"{command[3]} failed")
    return round(peak), round(usage.ru_utime + usage.ru_stime, 1)


def _held(pid: int) -> float:
    """Return the most that a process has held so far. What `wait4` says of it begins with what its parent held."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:  # it has just ended
        return 0.0
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
