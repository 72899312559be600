"""scripts/rebuild and scripts/project --retry-parked, as an operator calls them."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import anyio.to_thread
import psycopg
import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from api.operations import project, rebuild
from application.postgres.database import PROJECTOR, as_role
from application.read_side import open_state
from projections.engine.recorded import OpenState
from tests.projections.histories import PLOTS, life
from tests.projections.office import MASTER, POISON, Log, append, cases, choking, contents, reached, running

PERMIT = UUID(int=7)
Call = Callable[..., Result]


@pytest.fixture
async def fed(postgres_url: str) -> str:
    return await feed(postgres_url, open_state)


@pytest.fixture
def call(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """A function that runs a command on this test's database and returns how it ended and what it said."""
    monkeypatch.setenv("IZIN_MASTER_KEY", b64encode(MASTER).decode())
    monkeypatch.setenv("IZIN_DATABASE_URL", postgres_url)

    def run(command: Callable[..., None], *words: str) -> Result:
        typed = Typer(pretty_exceptions_enable=False)
        typed.command()(command)
        return CliRunner().invoke(typed, [*words, f"--data-dir={tmp_path}"])

    return run


async def feed(url: str, opener: OpenState) -> str:
    poisoned = [replace(event, correlation=POISON) for event in life(PLOTS["claimed"], PERMIT)]
    append(url, events := Log().record(poisoned))
    async with running(url, opener=opener):
        assert await reached(url, len(events))
    return url


@pytest.mark.usefixtures("fed")
async def test_a_check_that_finds_nothing_says_so(call: Call) -> None:
    result = await anyio.to_thread.run_sync(call, rebuild.command, "--check")

    assert 0 == result.exit_code
    assert {
        "inbox: 6 live rows at position 5 equal a rebuild",
        "cases: 2 live rows at position 5 equal a rebuild",
    } <= set(result.stdout.splitlines())


async def test_a_check_that_finds_something_ends_with_status_1(fed: str, call: Call) -> None:
    with psycopg.connect(as_role(fed, PROJECTOR)) as connection:
        connection.execute("UPDATE read.cases SET round = 2, holder = 'kabid'")
        connection.execute("DELETE FROM read.cases_words")

    result = await anyio.to_thread.run_sync(call, rebuild.command, "cases", "--check")

    assert 1 == result.exit_code
    assert (
        "cases: 1 live rows at position 5 DIFFER from a rebuild:\n"
        f"  cases {PERMIT}: holder, round\n"
        f"  cases_words {PERMIT}: missing\n"
    ) == result.stdout


async def test_what_was_wrong_is_right_after_a_rebuild(fed: str, call: Call) -> None:
    before = contents(fed)
    with psycopg.connect(as_role(fed, PROJECTOR)) as connection:
        connection.execute("DELETE FROM read.cases")

    result = await anyio.to_thread.run_sync(call, rebuild.command, "cases")

    assert (0, "cases: built anew up to position 5 and live\n") == (result.exit_code, result.stdout)
    assert before == contents(fed)


def test_a_read_model_that_there_is_not_is_named(call: Call) -> None:
    result = call(rebuild.command, "weather")

    assert 2 == result.exit_code
    assert "There is no read model weather; there are inbox, cases" in result.stderr


async def test_parked_permits_are_tried_again_on_request(postgres_url: str, call: Call) -> None:
    await feed(postgres_url, choking)
    assert [] == contents(postgres_url, cases())["cases"]

    result = await anyio.to_thread.run_sync(call, project.command, "--retry-parked")

    assert 0 == result.exit_code
    assert {"inbox: 1 go on, 0 stay parked", "cases: 1 go on, 0 stay parked"} <= set(result.stdout.splitlines())
    assert [5] == [row["version"] for row in contents(postgres_url, cases())["cases"]]
