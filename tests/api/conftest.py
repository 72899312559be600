"""What the tests of HTTP share: the tiny application and a client for it, and the product itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from application.postgres.embedded import EmbeddedPostgres
from tests.api.product import Product, opened
from tests.api.tiny import client_of, tiny_app
from tests.application.ledgers import database


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tiny_app(tmp_path))


@pytest.fixture(scope="session")
def product(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product, running, for all tests of this session: each works on files of its own."""
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("product")) as running:
        yield running
