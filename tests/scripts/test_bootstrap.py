"""scripts/bootstrap: makes the environment once, says what is missing, and costs nothing when nothing changed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Stands for a Python: writes down how it was called, and "makes" an environment with itself inside.
PYTHON = """#!/bin/sh
echo "$@" >>"$CALLS"
case "$1 $2" in
    "-c import sys"*) exit ${TOO_OLD:-0} ;;
    "-c import ensurepip"*) exit ${NO_VENV:-0} ;;
    "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    "-m pip") exit ${PIP_FAILS:-0} ;;
esac
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone in a path with a space, with locks of its own."""
    clone = tmp_path / "a clone"
    (clone / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "bootstrap", clone / "scripts")
    (clone / "requirements.lock").write_text("run\n")
    (clone / "requirements-dev.lock").write_text("run\ndevelop\n")
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.write_text(PYTHON)
    python.chmod(0o755)
    return clone


def bootstrap(clone: Path, *options: str, **environment: str) -> tuple[int, str, list[str]]:
    """Return the status, what was said, and what pip was asked for."""
    calls = clone / "calls"
    calls.unlink(missing_ok=True)
    path = f"{clone.parent / 'bin'}:/usr/bin:/bin"
    done = subprocess.run(
        [clone / "scripts" / "bootstrap", *options],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": path, "CALLS": str(calls), **environment},
    )
    asked = calls.read_text().splitlines() if calls.exists() else []
    return done.returncode, done.stderr, [call for call in asked if call.startswith("-m pip")]


def test_the_environment_is_made_from_hashes_alone(clone: Path) -> None:
    status, _, (pip,) = bootstrap(clone)

    assert 0 == status
    assert "--require-hashes --no-deps --only-binary :all:" in pip
    assert pip.endswith(f"-r {clone}/requirements.lock")


def test_nothing_is_done_when_nothing_has_changed(clone: Path) -> None:
    bootstrap(clone)

    assert (0, "", []) == bootstrap(clone)


def test_a_changed_lock_is_installed(clone: Path) -> None:
    bootstrap(clone)
    (clone / "requirements.lock").write_text("run newer\n")

    assert 1 == len(bootstrap(clone)[2])


def test_developers_get_more_which_serves_the_others_too(clone: Path) -> None:
    _, _, (pip,) = bootstrap(clone, "--dev")

    assert pip.endswith(f"-r {clone}/requirements-dev.lock")
    assert (0, "", []) == bootstrap(clone)
    assert (0, "", []) == bootstrap(clone, "--dev")


def test_a_failed_installation_is_not_taken_for_a_good_one(clone: Path) -> None:
    assert 1 == bootstrap(clone, PIP_FAILS="1")[0]

    assert 1 == len(bootstrap(clone)[2])


def test_an_environment_whose_python_has_gone_is_made_anew(clone: Path) -> None:
    bootstrap(clone)
    interpreter = clone / ".venv" / "bin" / "python"
    interpreter.unlink()
    interpreter.symlink_to("/nowhere/python3")

    assert 1 == len(bootstrap(clone)[2])
    assert os.access(interpreter, os.X_OK)


def test_an_old_python_is_told(clone: Path) -> None:
    for name in ("python3.11", "python3.12", "python3.13", "python3.14"):
        shutil.copy(clone.parent / "bin" / "python3", clone.parent / "bin" / name)

    status, said, _ = bootstrap(clone, TOO_OLD="1")

    assert 1 == status
    assert said.startswith("Python 3.11 or newer is needed: install it (Debian: apt install python3 python3-venv)")


def test_a_python_that_makes_no_environments_is_told(clone: Path) -> None:
    status, said, _ = bootstrap(clone, NO_VENV="1")

    assert 1 == status
    assert "This Python cannot make environments: install the Debian package python3-venv.\n" == said
