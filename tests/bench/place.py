"""Where everything is measured: one temporary directory, one PostgreSQL 18 with its defaults, a database for each."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from application.installation import postgres_directory
from application.postgres.embedded import EmbeddedPostgres
from application.settings import read_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`data_dir` is that of the product, whose database is `url`; both are gone afterwards."""

    data_dir: Path
    url: str

    def log(self, name: str) -> Path:
        return self.data_dir / f"{name}.log"

    def fresh_database(self, name: str) -> str:
        """Return the superuser's URL of a new, empty database in the same cluster."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return make_conninfo(self.url, dbname=name)

    def version(self) -> str:
        with psycopg.connect(self.url) as connection:
            return str(connection.info.parameter_status("server_version"))

    def settle(self) -> None:
        """Leave no work of the past to the next measurement."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")


@contextmanager
def place() -> Generator[Place]:
    """Yield a place. Not below a home directory: root's PostgreSQL runs as another account, which must pass."""
    root = Path(tempfile.mkdtemp(prefix="izin-bench-"))
    root.chmod(0o711)
    data_dir = root / "data"
    try:
        with EmbeddedPostgres(postgres_directory(read_settings(data_dir=data_dir))) as server:
            yield Place(data_dir=data_dir, url=server.url)
    finally:
        rmtree(root)
