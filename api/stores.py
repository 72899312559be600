"""What one process keeps open to its databases, opened in the order in which it is needed and closed the other way."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from api.identity.identity import life_of, via_of
from application.access.log import AccessLog, access_log
from application.applying.desk import open_desk
from application.applying.drafts import Drafts
from application.applying.surveys import Surveys
from application.archive.archive import Archive
from application.disclosures import Disclosures, open_disclosures
from application.evidence.export_log import ExportLog, export_log
from application.identity.sessions import Sessions, open_sessions
from application.installation import Databases
from application.permits import Permits
from application.permits_on_postgres import open_permits
from application.settings import Settings
from application.subkeys import Subkeys
from application.uploads.register import UploadRegister, upload_register
from application.vault import Vault
from application.verification_counts import VerificationCounts, verification_counts
from application.writer import Limits
from domain.rulebook import Rulebook
from projections.engine.reads import Reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The log's own writer and readers, the read models, and what stands beside the log."""

    permits: Permits
    reads: Reads
    uploads: UploadRegister
    verifications: VerificationCounts
    accesses: AccessLog
    exports: ExportLog
    disclosures: Disclosures
    sessions: Sessions
    drafts: Drafts
    surveys: Surveys


@asynccontextmanager
async def open_stores(
    settings: Settings,
    databases: Databases,
    archive: Archive,
    vault: Vault,
    keys: Subkeys,
    book: Callable[[], Rulebook],
) -> AsyncGenerator[Stores]:
    """Yield the stores of one process."""
    app = databases.app
    async with AsyncExitStack() as stack:
        opened = stack.enter_async_context
        permits = await opened(_permits(settings, app, vault, book))
        reads = await opened(Reads(databases.read, most=settings.database_pool_size))
        drafts, surveys = await opened(open_desk(app, vault, keys.drafts))
        yield Stores(
            permits=permits,
            reads=reads,
            uploads=await opened(upload_register(app, archive, keys)),
            verifications=await opened(verification_counts(app)),
            accesses=await opened(access_log(app, vault, keys, settings.timeouts)),
            exports=await opened(export_log(app)),
            disclosures=await opened(open_disclosures(app)),
            sessions=await opened(open_sessions(app, life_of(settings), via_of(settings))),
            drafts=drafts,
            surveys=surveys,
        )


def _permits(
    settings: Settings, url: str, vault: Vault, book: Callable[[], Rulebook]
) -> AbstractAsyncContextManager[Permits]:
    limits = Limits(batch=settings.writer_batch, queue=settings.writer_queue)
    return open_permits(
        url,
        vault=vault,
        book=book,
        timeouts=settings.timeouts,
        limits=limits,
        readers=settings.database_pool_size,
    )
