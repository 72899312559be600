"""The projector alone follows the calendar as well as the log: what is published elsewhere dates its read models."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.api.casework import case_at
from tests.api.product import opened
from tests.api.publishing import CALENDAR, dues, once_more, until

ROOT = Path(__file__).parents[2]


def test_it_goes_by_the_calendar_that_another_process_publishes(postgres_url: str, tmp_path: Path) -> None:
    with opened(postgres_url, tmp_path, projector=False) as office:
        elsewhere = {
            "IZIN_DATABASE_URL": postgres_url,
            "IZIN_MASTER_KEY": (tmp_path / "master.key").read_text().strip(),
            "IZIN_CLOCKWORK": "false",
        }
        with projecting(tmp_path, elsewhere) as projector:
            case_at(office, 4)
            until(lambda: ["2026-11-27T08:30:00Z"] == dues(office))

            office.person("admin").post(CALENDAR, once_more(office, 2026, "2026-11-25"))

            until(lambda: ["2026-11-30T08:00:00Z"] == dues(office))
            until(lambda: all("2026.2" in basis for basis in bases(postgres_url)))
            projector.send_signal(signal.SIGTERM)
            assert 0 == projector.wait(20)
        command = [sys.executable, "-m", "api.operations.rebuild", "--check", "--data-dir", str(tmp_path)]
        said = subprocess.check_output(command, cwd=ROOT, env={**os.environ, **elsewhere}, text=True)

    assert all(line.endswith("equal a rebuild") for line in said.splitlines()), said


def bases(url: str) -> list[str]:
    """By which calendars the read models are dated that depend on one."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT basis FROM read.checkpoints WHERE live AND basis <> ''").fetchall()
    return [basis for (basis,) in rows]


@contextmanager
def projecting(data_dir: Path, settings: Mapping[str, str] = {}) -> Generator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "api.operations.project", "--data-dir", str(data_dir)]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True
    ) as projector:
        try:
            yield projector
        finally:
            projector.kill()
