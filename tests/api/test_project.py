"""The projector alone: makes the read models, follows, and ends in order."""

import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_it_follows_until_it_is_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "api.project", "--data-dir", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as projector:
        assert projector.stdout is not None
        first = projector.stdout.readline()
        projector.send_signal(signal.SIGTERM)
        status = projector.wait(20)

    assert "Feeding the read models. Stop with Ctrl-C.\n" == first
    assert 0 == status
    assert not list(tmp_path.glob("postgresql/*/data/postmaster.pid"))
