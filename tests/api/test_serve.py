"""The one command: says where it is, answers, and leaves nothing running however it ends."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from api.http.instance import running

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from pathlib import Path
from fastapi import FastAPI
from api.serve import run
from api.operations.terminal import end_with_a_sentence
from application.settings import read_settings

def create_app(settings, databases, address):
    if "fail" in sys.argv:
        raise SystemExit("no app today")
    app = FastAPI()
    app.get("/livez")(lambda: {"demo": settings.demo, "address": address})
    return app

with end_with_a_sentence():
    run(read_settings(data_dir=Path(sys.argv[1])), create_app, host="127.0.0.1", port=int(sys.argv[2]))
"""


@contextmanager
def serving(data_dir: Path, *options: str) -> Generator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(data_dir), *(options or ("0",))],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


def greeting(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith("Stop with"):
            break
    return lines


def postgres_of(data_dir: Path) -> list[str]:
    found = data_dir.glob("postgresql/*/data/postmaster.pid")
    return [file.read_text().split()[0] for file in found]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kota") / "data of the office"


def test_it_says_where_it_is_and_how_to_sign_in(data_dir: Path) -> None:
    with serving(data_dir) as process:
        lines = greeting(process)
        instance = running(data_dir)
        assert instance is not None
        answer = httpx2.get(f"{instance.url}/livez")

    assert f"Jejak Izin: {instance.url}" == lines[0]
    assert f"Demo database, one machine: {data_dir}" == lines[1]
    assert lines[2].startswith(f"Sign in as anybody: curl -s {instance.url}/demo/token ")
    assert {"demo": True, "address": instance.url} == answer.json()
    assert process.pid == instance.pid


def test_an_installation_with_an_address_of_its_own_is_not_called_a_demo(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IZIN_PUBLIC_URL", "https://izin.example")
    with serving(data_dir) as process:
        lines = greeting(process)

    nobody = "Nobody can sign in yet: set IZIN_OIDC_ISSUER, or come in once by scripts/doctor --break-glass."
    assert [f"Private database, one machine: {data_dir}", nobody] == lines[1:3]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_in_order_and_leaves_nothing(data_dir: Path, ending: signal.Signals) -> None:
    with serving(data_dir) as process:
        greeting(process)
        assert postgres_of(data_dir)
        process.send_signal(ending)
        status = process.wait(20)

    assert 0 == status
    assert [] == postgres_of(data_dir)
    assert running(data_dir) is None
    assert not (data_dir / "serve.json").exists()


def test_it_ends_in_order_while_it_is_still_starting(tmp_path: Path) -> None:
    with serving(tmp_path) as process:
        while not (tmp_path / "postgresql").exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        status = process.wait(20)

    assert 0 == status
    assert [] == postgres_of(tmp_path)


def test_a_killed_one_does_not_stand_in_the_way(data_dir: Path) -> None:
    with serving(data_dir) as process:
        greeting(process)
        process.kill()
        process.wait(20)
        assert running(data_dir) is None

        with serving(data_dir) as next_one:
            assert greeting(next_one)[0].startswith("Jejak Izin: ")


def test_a_second_one_on_the_same_data_is_told_where_the_first_is(data_dir: Path) -> None:
    with serving(data_dir) as first:
        url = greeting(first)[0].removeprefix("Jejak Izin: ")
        with serving(data_dir) as second:
            said, _ = second.communicate(timeout=20)

    assert f"Jejak Izin already runs on {data_dir}, at {url} (process {first.pid}).\n" == said
    assert 1 == second.returncode


@pytest.mark.parametrize(
    ("below", "said"), [("", "File exists"), ("kota", "Not a directory")], ids=["a file", "below a file"]
)
def test_a_data_directory_that_cannot_be_one_is_named_in_one_sentence(tmp_path: Path, below: str, said: str) -> None:
    (tmp_path / "taken").touch()
    place = tmp_path / "taken" / below
    with serving(place) as process:
        told, _ = process.communicate(timeout=20)

    assert f"Cannot use {place}: {said}.\n" == told
    assert 1 == process.returncode


def test_a_busy_port_is_told_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy, serving(tmp_path, str(busy.getsockname()[1])) as process:
        said, _ = process.communicate(timeout=20)

    assert said.startswith("Cannot listen on 127.0.0.1:")
    assert said.endswith("(Address already in use): stop what uses it, or choose another with --port.\n")
    assert 1 == process.returncode
    assert [] == list(tmp_path.iterdir())


def test_a_program_that_cannot_start_leaves_no_database_behind(data_dir: Path) -> None:
    with serving(data_dir, "0", "fail") as process:
        said, _ = process.communicate(timeout=20)

    assert "no app today\n" == said
    assert 1 == process.returncode
    assert [] == postgres_of(data_dir)
