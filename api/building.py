"""Everything one process needs, built from its settings; and opened and closed in the right order."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache
from importlib import import_module

from api.clockwork import show, wind
from api.desks.inbox import inbox
from api.http.paging import Cursors
from api.identity.identity import identity_of
from api.letters.mailroom import Mailroom, open_mailroom
from api.office import Office
from api.operations.metrics import Metrics
from api.operations.pulse import Pulse
from api.stores import Stores, open_stores
from api.trail.feed import Feed
from api.trail.sealing import Evidence, evidence_at, seal_for_ever
from application.applying.sweeping import sweep_for_ever
from application.archive.archive import open_archive
from application.authority import Authority, ensure_authority
from application.clockwork import Clockwork
from application.completeness.compare import Completeness
from application.ending import ended
from application.erasure.forgetting import Forgetting, open_forgetting
from application.erasure.forgotten import Forgotten
from application.evidence.deeds import DeedReader
from application.evidence.keys import sealing_of
from application.evidence.logs import ACCESS, TRAIL
from application.installation import Databases
from application.kept_posts import posts_at
from application.mark_readers import MarkReaders
from application.master_key import master_key, vault_of
from application.papers import Papers
from application.permits import Permits
from application.published_calendars import calendars_at
from application.read_side import Deadlines, Lookahead, Unsealer, open_state
from application.rulebook import load_rulebook
from application.settings import Settings
from application.signing.certificates import Published, trial_certificates
from application.signing.choice import Choice, Demo, signing_choice
from application.signing.port import Signer
from application.signing.qr_keys import qr_keys
from application.signing.signatures import Signatures
from application.subkeys import subkeys
from application.trust import trust_of
from application.uploads.inspectors import Inspectors
from application.uploads.intake import Intake
from application.uploads.quota import DailyLimit, Quota
from application.uploads.register import UploadRegister
from application.uploads.virus_scan import Scanner
from application.vault import Vault
from domain.rulebook import Rulebook
from projections.alarms import Alarms
from projections.cases import Cases
from projections.engine.checkpoint import install
from projections.engine.connection import connector
from projections.engine.projection import AnyProjection
from projections.engine.runner import Runner
from projections.engine.tide import Tide
from projections.outbox_feed import OutboxFeed
from projections.register import Register
from projections.signals import Signals
from projections.sla.projection import Sla

DEMO_OFFICIAL = "Dr. Siti Rahmawati, M.Si."
DEMO_PASSPHRASE = "demo"  # noqa: S105 - of a certificate without legal force, as the contract says


def utc_now() -> datetime:
    return datetime.now(UTC)


class Building:
    """What stands before anything is connected; `open` makes the office of it."""

    def __init__(
        self, settings: Settings, databases: Databases, public_url: str, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.settings, self.databases, self.metrics = settings, databases, Metrics()
        self.book, self.public_url, self.clock = load_rulebook(), public_url, clock
        patience_s = settings.timeouts.statement / 1000
        self.calendars = calendars_at(databases.app, self.book, patience_s=patience_s)
        self.posts = posts_at(databases.app, patience_s=patience_s)
        self.vault, self.keys = vault_of(settings), subkeys(master_key(settings))
        self.qr_keys, self.sealing = qr_keys(settings), sealing_of(settings)
        self.archive, self.inspectors, self.mark_readers = open_archive(settings), Inspectors(), MarkReaders()
        self.tide, self.trust = Tide(connector(databases.read)), trust_of(settings)
        self.identity = identity_of(settings, self.trust, key=self.keys.sign_ins, address=public_url)
        self.feed = Feed(connector(databases.app))  # where there is a replica, it cannot be listened to
        choice = signing_choice(settings)
        self.signer = cache(lambda: _signer(settings, choice, clock))
        self.certificates = lambda: _certificates(settings, choice, self.signer())

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[Office]:
        """Connect, install the read models, run the writer and, where this process is the projector, the runner."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.calendars)
            await stack.enter_async_context(self.posts)
            stores = await stack.enter_async_context(
                open_stores(self.settings, self.databases, self.archive, self.vault, self.keys, self.rulebook)
            )
            stack.push_async_callback(self.tide.close)
            stack.callback(self.inspectors.close)
            stack.callback(self.mark_readers.close)
            await self._install_read_models()
            if self.settings.projector:
                await stack.enter_async_context(running(self.runner().run()))
                await stack.enter_async_context(running(outbox_feed(self.databases.projector).run()))
            mailroom = await stack.enter_async_context(self._mailroom(stores.permits))
            keys = self.sealing.keys
            trail = await stack.enter_async_context(evidence_at(self.databases.app, TRAIL, keys))
            looks = await stack.enter_async_context(evidence_at(self.databases.app, ACCESS, keys))
            sealing = seal_for_ever(self.settings, self.sealing, self.databases.app, self.trust, utc_now)
            await stack.enter_async_context(running(sealing))
            await stack.enter_async_context(running(sweep_for_ever(stores.drafts, self.clock)))
            forgetting = await stack.enter_async_context(self._forgetting(stores, mailroom))
            pulse = Pulse(stores.reads, self.clock, self.settings.log_name)
            await stack.enter_async_context(running(pulse.run()))
            await stack.enter_async_context(running(self.feed.run()))
            self._show(stores, pulse)
            await stack.enter_async_context(running(asyncio.to_thread(self._warm)))
            yield self._office(stores, mailroom, trail, looks, forgetting)

    def _warm(self) -> None:
        """Load what the first paper and the first signature need; nobody waits for it."""
        import_module("application.documents.decree")
        self.signer()

    @asynccontextmanager
    async def wound(self, office: Office, begin: asyncio.Event) -> AsyncGenerator[None]:
        """Let the office's clock run, from `begin` on, unless that is another process's work."""
        if not self.settings.clockwork:
            yield
            return
        clockwork = Clockwork(permits=office.permits, book=self.rulebook, clock=self.clock)
        show(clockwork, self.metrics)
        async with running(_wind_from(begin, clockwork, self.databases.app)):
            yield

    def rulebook(self) -> Rulebook:
        """The rulebook of this moment; `book` is what ships, whose SOPs and forms are the same."""
        return replace(self.calendars.book, roster=self.posts.roster)

    def runner(self) -> Runner:
        """Return the runner of all projections, which tells this process of every step."""
        return Runner(
            connect=connector(self.databases.projector),
            projections=self.projections(),
            open_state=open_state,
            # Readers of a replica see what the replica has, which the runner cannot know.
            tide=None if self.settings.read_database_url else self.tide,
        )

    def projections(self) -> Sequence[AnyProjection]:
        return projections_of(self.rulebook, self.vault)

    def _show(self, stores: Stores, pulse: Pulse) -> None:
        pulse.show(self.metrics)
        self.metrics.watch("izin_writer_waiting", "Commands not answered yet.", lambda: stores.permits.waiting)
        counts = "Transactions of the writer, commands done, answered again, raced and lost, since it started."
        checked = "Decrees and files that were verified, since the process started."
        self.metrics.count_each("izin_verifications", checked, "result", lambda: stores.verifications.since_start)
        self.metrics.count_each("izin_writer", counts, "kind", lambda: asdict(stores.permits.counts))

    def _mailroom(self, permits: Permits) -> AbstractAsyncContextManager[Mailroom]:
        return open_mailroom(
            self.settings,
            self.databases.app,
            self.keys,
            permits,
            self.rulebook,
            trust=self.trust,
            public_url=self.public_url,
        )

    def _forgetting(self, stores: Stores, mailroom: Mailroom) -> AbstractAsyncContextManager[Forgetting]:
        def make(forgotten: Forgotten) -> Forgetting:
            return Forgetting(forgotten, stores.permits, stores.uploads, self.archive, mailroom.mailbox)

        return open_forgetting(self.databases.app, make)

    def _office(
        self, stores: Stores, mailroom: Mailroom, trail: Evidence, looks: Evidence, forgetting: Forgetting
    ) -> Office:
        return Office(
            settings=self.settings,
            identity=self.identity,
            rulebook=self.rulebook,
            clock=self.clock,
            subkeys=self.keys,
            permits=stores.permits,
            calendars=self.calendars,
            posts=self.posts,
            uploads=stores.uploads,
            intake=self._intake(stores.uploads),
            mark_readers=self.mark_readers,
            verifications=stores.verifications,
            signatures=Signatures(
                permits=stores.permits,
                book=self.book,
                archive=self.archive,
                signer=self.signer,
                public_url=self.public_url,
                clock=self.clock,
                qr_keys=self.qr_keys,
            ),
            certificates=self.certificates,
            papers=Papers(self.book, self.archive, self.public_url),
            reads=stores.reads,
            exports=stores.exports,
            deeds=DeedReader(self.vault),
            tide=self.tide,
            feed=self.feed,
            cursors=Cursors(key=self.keys.cursors),
            mailroom=mailroom,
            evidence=trail,
            access_evidence=looks,
            address=self.public_url,
            accesses=stores.accesses,
            completeness=Completeness(self.databases.app, self.vault, self.archive, self.book),
            forgetting=forgetting,
            disclosures=stores.disclosures,
            sessions=stores.sessions,
            drafts=stores.drafts,
            surveys=stores.surveys,
        )

    def _intake(self, uploads: UploadRegister) -> Intake:
        scanner = Scanner(self.settings.clamav) if self.settings.clamav else None
        quota = Quota(DailyLimit(files=self.settings.upload_files_per_day, mib=self.settings.upload_mib_per_day))
        return Intake(self.inspectors, uploads, scanner, quota)

    async def _install_read_models(self) -> None:
        connection = await connector(self.databases.projector)()
        try:
            await install(connection, *self.projections())
        finally:
            await connection.close()


def projections_of(book: Callable[[], Rulebook], vault: Vault) -> Sequence[AnyProjection]:
    """Return every read model of the product."""
    deadlines = Deadlines(book)
    queues = inbox(deadlines)
    alarms = Alarms(next_at=Lookahead(book), calendar=lambda: deadlines.calendar_id)
    return queues, Cases(unseal=Unsealer(vault)), alarms, Sla(book=book), Signals(book=book), Register()


def outbox_feed(projector: str) -> OutboxFeed:
    """Return what feeds the outbox in the database at `projector`, which names the role to act in."""
    return OutboxFeed(connect=connector(projector), open_state=open_state)


def _signer(settings: Settings, choice: Choice, clock: Callable[[], datetime]) -> Signer:
    """The office's own, or the trial chain: its signatures say on every page that they have no legal force."""
    if not isinstance(choice, Demo):
        from application.signing.office import office_signer  # noqa: PLC0415 - two seconds of imports

        return office_signer(choice)
    from application.signing.key_file import demo_signer  # noqa: PLC0415 - the same

    chain = ensure_authority(
        settings.data_dir / "authority", official=DEMO_OFFICIAL, passphrase=DEMO_PASSPHRASE, now=clock()
    )
    return demo_signer(chain, utc_now)


def _certificates(settings: Settings, choice: Choice, signer: Signer) -> Sequence[Published]:
    if not isinstance(choice, Demo):
        from application.signing.office import office_certificates  # noqa: PLC0415 - two seconds of imports

        return office_certificates(choice, signer)
    return trial_certificates(Authority(settings.data_dir / "authority"))


async def _wind_from(begin: asyncio.Event, clockwork: Clockwork, url: str) -> None:
    await begin.wait()
    await wind(clockwork, url)


@asynccontextmanager
async def running(work: Coroutine[None, None, None]) -> AsyncGenerator[None]:
    """Let `work` run beside the block, and end with it."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        await ended(task)
