"""A log that is written, sealed and tampered with: on a real PostgreSQL, with a key and a folder of its own."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg.rows import TupleRow

from application.evidence.folder import Folder
from application.evidence.keys import LogKeys
from application.evidence.patrol import Patrol
from application.evidence.sealer import Sealer
from application.evidence.signers import KeySigner, Signer
from application.evidence.stored import Connection
from application.postgres.database import APP, as_role
from domain.signed_note import Checkpoint
from tests.application.ledgers import store_at, write

NAME = "izin.test/log"
TABLES = ("events", "tree", "checkpoints", "sealing_alarms", "access_log", "access_tree")


@dataclass
class Log:
    """`url` is the superuser's. Its patrol looks at once, as if time had passed."""

    url: str
    folder: Path
    key: Ed25519PrivateKey
    name: str = NAME

    @property
    def keys(self) -> LogKeys:
        return LogKeys(name=self.name, published=(self.key.public_key().public_bytes_raw(),))

    def published(self) -> Folder:
        return Folder(self.folder, self.keys)

    def sealer(self, *, signer: Signer | None = None, patrol: Patrol | None = None, stride: int = 250_000) -> Sealer:
        patrol = patrol or Patrol(every=0)
        return Sealer(self.keys, signer or KeySigner(self.key), self.published(), patrol=patrol, stride=stride)

    async def seal(self) -> Checkpoint:
        """Seal as a new process would."""
        async with self.connected() as connection:
            return self.keys.verified(await self.sealer().seal(connection))

    @asynccontextmanager
    async def connected(self) -> AsyncGenerator[Connection]:
        connection: Connection = await psycopg.AsyncConnection.connect(as_role(self.url, APP), autocommit=True)
        async with connection:
            yield connection

    async def append(self, events: int) -> None:
        async with store_at(self.url) as store:
            await store.append([write(uuid4(), facts=events)])

    def tamper(self, *statements: str) -> None:
        """As a superuser, who switches off what stands in the way."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for table in TABLES:
                connection.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL".encode())
            for statement in statements:
                connection.execute(statement.encode())

    def rows(self, query: str) -> list[TupleRow]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query.encode()).fetchall()


def log_at(url: str, folder: Path) -> Log:
    return Log(url=url, folder=folder, key=Ed25519PrivateKey.generate())
