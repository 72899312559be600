"""scripts/bench before it measures anything: what it wants to be told, and what it needs to be there."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def bench(*arguments: str, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-P", "-m", "tests.bench", *arguments),
        env={"PYTHONPATH": str(ROOT), "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_wrk_is_named_with_its_package(tmp_path: Path) -> None:
    refused = bench("commands", path=str(tmp_path))

    assert (2, "The bench needs wrk: install the Debian package wrk.\n") == (refused.returncode, refused.stderr)


def test_what_cannot_be_measured_is_refused_with_what_can(tmp_path: Path) -> None:
    refused = bench("everything", path=str(tmp_path))

    assert 2 == refused.returncode
    assert all(what in refused.stderr for what in ("commands", "projections", "start", "signing", "what_if"))
