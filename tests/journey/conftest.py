"""The office of the journeys: the whole product on a real PostgreSQL, shared by the tests of one worker."""

from collections.abc import Iterator

import pytest

from application.embedded_postgres import EmbeddedPostgres
from tests.api.product import Product, opened
from tests.application.ledgers import database


@pytest.fixture(scope="session")
def office(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("journeys")) as running:
        yield running
