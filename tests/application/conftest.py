"""What tests of the archive share: the two S3 servers, started when the first test asks."""

from collections.abc import Iterator

import pytest

from tests.application.s3_servers import S3Server, moto, rclone


@pytest.fixture(scope="session")
def s3_moto() -> Iterator[S3Server]:
    with moto() as server:
        yield server


@pytest.fixture(scope="session")
def s3_rclone() -> Iterator[S3Server]:
    with rclone() as server:
        yield server


@pytest.fixture(params=["moto", "rclone"])
def s3(request: pytest.FixtureRequest) -> S3Server:
    """Each of the two servers."""
    server: S3Server = request.getfixturevalue(f"s3_{request.param}")
    return server
