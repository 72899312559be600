"""What the tests of HTTP share: the tiny application and a client for it."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.tiny import client_of, tiny_app


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tiny_app(tmp_path))
