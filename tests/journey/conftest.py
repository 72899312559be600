"""The office of the journeys: the whole product on a real PostgreSQL, and one permit that has walked all the way."""

from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest

from application.postgres.embedded import EmbeddedPostgres
from tests.api.product import Clock, Product, opened
from tests.application.ledgers import database
from tests.journey.desk import THE_WALK, File, Walked, walked
from tests.journey.late_file import late_file
from tests.scenario import MONDAY


@pytest.fixture(scope="session")
def office(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    clock = Clock(MONDAY.astimezone(UTC))
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("journeys"), clock=clock) as running:
        yield running


@pytest.fixture(scope="session")
def walk(office: Product) -> Walked:
    """A delivered permit to look at; whoever wants to do something to a file takes one of their own."""
    return walked(office, THE_WALK)


@pytest.fixture(scope="session")
def desk(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Another office, whose clock the late file moves."""
    clock = Clock((MONDAY + timedelta(days=3)).astimezone(UTC))
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("late"), clock=clock) as running:
        yield running


@pytest.fixture(scope="session")
def late(desk: Product) -> File:
    return late_file(desk)
