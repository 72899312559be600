"""What is kept beside the code: locks without addresses, scripts without logic, no default secret."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GIVEN_AWAY = ROOT / "scripts" / "verify-trail"  # for those who have nothing else of ours
SCRIPTS = sorted(file for folder in ("scripts", ".ci") for file in (ROOT / folder).iterdir() if file.is_file())
SCRIPTS.remove(GIVEN_AWAY)
REQUIREMENT = re.compile(r"^([a-z0-9.-]+)(?:\[[a-z0-9,-]+\])?==\S+", re.MULTILINE)


def locked(name: str) -> set[str]:
    return set(REQUIREMENT.findall((ROOT / name).read_text()))


def declared(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ]", requirement, maxsplit=1)[0] for requirement in requirements}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_by_hash_and_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text()

    assert "://" not in text
    assert "index-url" not in text
    for block in re.split(r"\n(?=\S)", text):
        assert "--hash=sha256:" in block, block


def test_the_locks_hold_what_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run, develop = declared(project["project"]["dependencies"]), declared(project["dependency-groups"]["dev"])

    assert run <= locked("requirements.lock")
    assert run | develop <= locked("requirements-dev.lock")
    assert locked("requirements.lock") <= locked("requirements-dev.lock")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_is_a_few_lines_that_say_what_it_does(script: Path) -> None:
    lines = script.read_text().splitlines()

    assert "#!/usr/bin/env bash" == lines[0]
    assert lines[1].startswith("# ")
    assert len(lines) <= 50
    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", script], check=True)


def test_no_secret_has_a_default() -> None:
    compose = (ROOT / "docker-compose.yml").read_text()

    secrets = re.findall(r"\$\{(IZIN_\w*(?:PASSWORD|KEY)\w*)(:?[?-])?", compose)

    folders, optional = {"IZIN_SEALER_KEYS", "IZIN_LOG_KEYS"}, {"IZIN_WRAPPING_KEY", "IZIN_WRAPPING_KEYS_ALSO"}
    needed = {"IZIN_OWNER_PASSWORD", "IZIN_WEB_PASSWORD", "IZIN_MASTER_KEY", *folders}
    assert {(name, ":?") for name in needed} | {(name, ":-") for name in optional} == set(secrets)
    assert not re.findall(r"\$\{IZIN_\w+:-[^}]", compose.replace("${IZIN_PORT:-8000}", "").replace(":-8080}", "}"))


def test_what_is_given_away_is_one_file_that_needs_only_python() -> None:
    text = GIVEN_AWAY.read_text(encoding="utf-8")
    imported = {found[1] for found in re.finditer(r"^\s*(?:import|from) (\w+)", text, re.MULTILINE)}

    assert text.startswith("#!/usr/bin/env python3\n")
    assert imported <= sys.stdlib_module_names
    assert GIVEN_AWAY.stat().st_mode & 0o111
