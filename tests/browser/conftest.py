"""What the tests in a browser share: an office of its own, and Debian's chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from application.postgres.embedded import EmbeddedPostgres
from tests.api.product import Product, opened
from tests.application.ledgers import database
from tests.browser.chromium import chromium


@pytest.fixture(scope="module")
def product(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("browser")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each module: while it lives, nothing else in this thread can run a loop."""
    with chromium() as running:
        yield running
