"""scripts/serve as a stranger runs it: a clone in a path with a space, one command, and somebody signs in."""

import shutil
import signal
import subprocess
from pathlib import Path

import httpx2
import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "application", "domain", "projections", "scripts")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    clone = tmp_path / "a clone"
    for room in ROOMS:
        shutil.copytree(ROOT / room, clone / room, ignore=shutil.ignore_patterns("__pycache__"))
    for lock in ROOT.glob("requirements*.lock"):
        shutil.copy(lock, clone)
    (clone / ".venv").symlink_to(ROOT / ".venv")
    return clone


def test_one_command_and_somebody_signs_in(clone: Path) -> None:
    command: list[str | Path] = [clone / "scripts" / "serve", "--port=0", "--data-dir=my data", "--no-demo-data"]
    with subprocess.Popen(command, cwd=clone.parent, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            url = next(line for line in server.stdout if line.startswith("Jejak Izin: ")).split()[-1]
            ready = httpx2.get(f"{url}/readyz", timeout=20)
            token = httpx2.post(f"{url}/demo/token", json={"role": "front_office"}, timeout=20)
            queues = httpx2.get(
                f"{url}/v1/queues", headers={"Authorization": f"Bearer {token.json()['access_token']}"}, timeout=20
            )
        finally:
            server.send_signal(signal.SIGINT)
            status = server.wait(30)

    assert [200, 200, 200] == [ready.status_code, token.status_code, queues.status_code]
    assert 0 == status
    assert (clone.parent / "my data" / "master.key").exists()
    assert not list(clone.parent.glob("my data/postgresql/*/data/postmaster.pid"))
