"""Everything one process needs, built from its settings; and opened and closed in the right order."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

from psycopg_pool import AsyncConnectionPool

from api.metrics import Metrics
from api.office import Office
from api.paging import Cursors
from application.archive import open_archive
from application.authority import ensure_authority
from application.installation import Databases
from application.master_key import master_key
from application.papers import Papers
from application.permits import Permits
from application.postgres_store import OneConnection, PostgresStore
from application.read_side import Deadlines, Unsealer, open_state
from application.rulebook import load_rulebook
from application.settings import Settings
from application.signatures import Signatures
from application.signing import Signer
from application.signing_key_file import demo_signer
from application.subkeys import subkeys
from application.upload_register import UploadRegister
from application.vault import Vault
from domain.rulebook import Rulebook
from projections.cases import Cases
from projections.checkpoint import install
from projections.connection import connector
from projections.inbox import Inbox
from projections.projection import AnyProjection
from projections.runner import Runner
from projections.tide import Tide

DEMO_OFFICIAL = "Dr. Siti Rahmawati, M.Si."
DEMO_PASSPHRASE = "demo"  # noqa: S105 - of a certificate without legal force, as the contract says


def utc_now() -> datetime:
    return datetime.now(UTC)


class Building:
    """The parts of one process. Nothing is connected before `open`."""

    def __init__(
        self, settings: Settings, databases: Databases, public_url: str, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.settings, self.databases, self.metrics = settings, databases, Metrics()
        master = master_key(settings)
        self.vault, keys, book = Vault([master]), subkeys(master), load_rulebook()
        self._reads, self._fresh = _pool(databases.read, settings), _pool(databases.app, settings)
        archive = open_archive(settings.archive_url or (settings.data_dir / "archive").as_uri())
        permits = self._permits(book)
        self.office = Office(
            settings=settings,
            book=book,
            clock=clock,
            subkeys=keys,
            permits=permits,
            uploads=UploadRegister(self._fresh.connection, archive, keys),
            signatures=Signatures(
                permits=permits,
                book=book,
                archive=archive,
                signer=_signer(settings, clock),
                public_url=public_url,
                clock=clock,
            ),
            papers=Papers(book, archive, public_url),
            reads=self._reads.connection,
            tide=Tide(connector(databases.read)),
            cursors=Cursors(key=keys.cursors),
        )

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[Office]:
        """Connect, install the read models, run the writer and, where this process is the projector, the runner."""
        async with AsyncExitStack() as stack:
            for pool in (self._reads, self._fresh):
                await stack.enter_async_context(pool)
            await stack.enter_async_context(self.office.permits)
            stack.push_async_callback(self.office.tide.close)
            await self._install_read_models()
            if self.settings.projector:
                await stack.enter_async_context(_running(self.runner()))
            yield self.office

    def runner(self) -> Runner:
        """Return the runner of all projections, which tells this process of every step."""
        return Runner(
            connect=connector(self.databases.projector),
            projections=self.projections(),
            open_state=open_state,
            tide=self.office.tide,
        )

    def projections(self) -> Sequence[AnyProjection]:
        return projections_of(self.office.book, self.vault)

    def _permits(self, book: Rulebook) -> Permits:
        settings = self.settings
        return Permits(
            vault=self.vault,
            book=lambda: book,
            store=PostgresStore(OneConnection(self.databases.app)),
            reader=PostgresStore(self._fresh.connection),
            batch=settings.writer_batch,
            queue=settings.writer_queue,
        )

    async def _install_read_models(self) -> None:
        connection = await connector(self.databases.projector)()
        try:
            await install(connection, *self.projections())
        finally:
            await connection.close()


def projections_of(book: Rulebook, vault: Vault) -> Sequence[AnyProjection]:
    """Return every read model of the product."""
    deadlines = Deadlines(book)
    return Inbox(due=deadlines.due, soon=deadlines.soon), Cases(unseal=Unsealer(vault))


def _pool(url: str, settings: Settings) -> AsyncConnectionPool:
    return AsyncConnectionPool(
        url, min_size=2, max_size=settings.database_pool_size, open=False, timeout=5, kwargs={"autocommit": True}
    )


def _signer(settings: Settings, clock: Callable[[], datetime]) -> Signer:
    """The trial chain, made on first run: its signatures say on every page that they have no legal force."""
    chain = ensure_authority(
        settings.data_dir / "authority", official=DEMO_OFFICIAL, passphrase=DEMO_PASSPHRASE, now=clock()
    )
    return demo_signer(chain, utc_now)


@asynccontextmanager
async def _running(runner: Runner) -> AsyncGenerator[None]:
    task = asyncio.create_task(runner.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
