"""The projector alone: makes the read models, follows, winds the office's clock, and ends in order."""

import asyncio
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg

from api.operations.project import clock_beside
from application.permits_on_postgres import open_permits
from application.read_side import Lookahead
from application.settings import read_settings
from domain.publications import Publications
from domain.rulebook import Rulebook
from projections.alarms import Alarms
from tests.api.product import databases_at
from tests.application.desk import asked, vault
from tests.book import office_rulebook
from tests.domain.office import published
from tests.papers import SUBMIT
from tests.people import SITI
from tests.projections.office import running, until

ROOT = Path(__file__).parents[2]


def test_it_follows_until_it_is_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "api.operations.project", "--data-dir", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as projector:
        assert projector.stdout is not None
        first = projector.stdout.readline()
        projector.send_signal(signal.SIGTERM)
        status = projector.wait(20)

    assert "Feeding the read models. Stop with Ctrl-C.\n" == first
    assert 0 == status
    assert not list(tmp_path.glob("postgresql/*/data/postmaster.pid"))


def rulebook_of_these_years(now: datetime) -> Rulebook:
    """The office's own, with calendars for whichever years it is."""
    plain = replace(published(2026), seasons=(), closures=())
    years = (replace(plain, year=now.year - 1), replace(plain, year=now.year), replace(plain, year=now.year + 1))
    return replace(office_rulebook(), publications=Publications(years))


async def test_the_office_s_clock_is_wound_where_nobody_serves(postgres_url: str, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    book = rulebook_of_these_years(now)
    settings = read_settings(data_dir=tmp_path, database_url=postgres_url)
    databases = databases_at(postgres_url, settings)
    async with open_permits(postgres_url, vault=vault(), book=lambda: book) as permits:
        await permits.execute(SUBMIT, asked(SITI, uuid4(), at=now - timedelta(days=30)))

    async with (
        running(postgres_url, Alarms(next_at=Lookahead(lambda: book), calendar=lambda: book.calendar.id)),
        clock_beside(settings, databases, vault(), lambda: book),
    ):
        await until(lambda: alerts(postgres_url) == 5)


async def test_a_clock_that_others_wind_is_left_alone(postgres_url: str, tmp_path: Path) -> None:
    for settings in (
        read_settings(data_dir=tmp_path),
        read_settings(data_dir=tmp_path, demo_data=False, clockwork=False),
    ):
        tasks = len(asyncio.all_tasks())
        async with clock_beside(settings, databases_at(postgres_url, settings), vault(), office_rulebook):
            assert tasks == len(asyncio.all_tasks())


def alerts(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM ledger.events WHERE topic = 'Alerted'").fetchone()
    assert row is not None
    return int(row[0])
