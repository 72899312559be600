"""The filling beside the server: it stops with it, says how far it is, and never stands in its way."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from rich.console import Console

from api.demo.data import _fill_and_tell, demo_data
from api.demo.progress import quarters, shown_progress
from application.permits import Permits
from application.postgres.embedded import EmbeddedPostgres
from tests.api.product import Clock, Product, opened
from tests.application.desk import vault
from tests.application.ledgers import database
from tests.book import office_rulebook
from tests.journey.sample_office import files_of, plan_of
from tests.scenario import MONDAY


def test_a_server_that_stops_stops_filling(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    with database(cluster) as url, opened(url, tmp_path, clock=Clock(MONDAY.astimezone(UTC))) as office:

        async def until_the_first_event_is_seen() -> None:
            async with demo_data(office.office) as filled:
                await office.office.tide.reached("cases", 1, within=30)
                assert not filled.is_set()

        office.run(until_the_first_event_is_seen)
        begun = files_of(office, plan_of(office))

        assert 0 < len(begun) < len(plan_of(office).permits)


def test_without_a_calendar_the_demo_runs_without_samples(office: Product) -> None:
    beyond = replace(office.office, clock=lambda: datetime(2031, 5, 1, tzinfo=UTC))

    async def until_there_is_nothing_to_wait_for() -> None:
        async with demo_data(beyond) as filled:
            await filled.wait()

    office.run(until_there_is_nothing_to_wait_for)

    assert 200 == office.get("/livez").status_code


def test_no_clock_runs_while_the_samples_wait_for_another_start(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    """What it did now would come before what the samples are still to do in their past."""
    with database(cluster) as url, opened(url, tmp_path, clock=Clock(MONDAY.astimezone(UTC))) as office:
        busy = replace(office.office, permits=Permits(vault=vault(), book=office_rulebook))  # not open: takes nothing
        filled = asyncio.Event()

        office.run(_fill_and_tell, busy, filled)

        assert not filled.is_set()


def test_the_progress_tells_each_quarter_once_in_a_log() -> None:
    told: list[tuple[int, int]] = []
    progress = quarters(lambda done, of: told.append((done, of)))

    for done in range(1, 11):
        progress(done, 10)

    assert [(3, 10), (5, 10), (8, 10), (10, 10)] == told


def test_the_progress_is_a_bar_on_a_terminal() -> None:
    screen = StringIO()
    with shown_progress(Console(file=screen, force_terminal=True, width=80)) as progress:
        progress(7, 10)

    assert "Sample permits" in screen.getvalue()
    assert "7/10" in screen.getvalue()
