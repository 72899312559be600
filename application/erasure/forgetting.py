"""Forgetting, carried out: a decision in the log, then the key, then what only that key could open.

1. `PersonalDataErased` is recorded. From that moment nobody reads the person any more, whatever is still there.
2. In one transaction the key is destroyed, and noted is what must leave the archive: afterwards nobody could tell.
3. Uploads that no other file names lose their row, so that nobody names them anew; a while later they are deleted.

Each step is done again by whoever finds it undone, at the latest when a process starts: after a kill at any point, and
after a backup that was older than the erasure. Every process follows the log, and drops what it remembers.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import groupby
from uuid import UUID

import orjson
import structlog

from application.archive.archive import Archive
from application.archive.faults import ArchiveUnavailable
from application.ending import ended
from application.erasure.doomed import PAPERS, Doomed, doomed_of, paths_of
from application.erasure.forgotten import Forgotten, Waiting
from application.letters.mailbox import Mailbox
from application.permits import Permits
from application.postgres.pool import small_pool
from application.store import Busy
from application.uploads.register import UploadRegister

# Longer than a submission may be on its way that found the upload before its row was gone.
GRACE = timedelta(minutes=2)
_ALL_AGAIN_S, _PATIENCE_S = 60.0, 2.0
log = structlog.get_logger(__name__)


class Forgetting:
    """Follows the decisions to forget, `every` so many seconds. Any number of processes may."""

    def __init__(
        self,
        forgotten: Forgotten,
        permits: Permits,
        uploads: UploadRegister,
        archive: Archive,
        mailbox: Mailbox,
        *,
        every: float = 0.5,
    ) -> None:
        self._forgotten, self._permits, self._uploads = forgotten, permits, uploads
        self._archive, self._mailbox, self._every = archive, mailbox, every
        self._position = 0
        self._turn, self._under_way = asyncio.Lock(), set[asyncio.Task[None]]()

    async def run(self) -> None:
        """Follow until cancelled, whatever happens: what could not be done now is done later."""
        clock, looked = asyncio.get_running_loop().time, float("-inf")
        while True:
            try:
                if await self.follow() or clock() - looked >= _ALL_AGAIN_S:
                    await self.finish_all()
                    await self.sweep()
                    looked = clock()
            except (Busy, ArchiveUnavailable) as error:
                log.warning("forgetting_waits", error=type(error).__name__)
            except Exception as error:  # outermost loop: one file must not keep the others from being forgotten
                log.exception("forgetting_failed", exc_info=error)
            await asyncio.sleep(self._every)

    async def follow(self) -> bool:
        """Drop from memory whoever was to be forgotten since the last look; return whether there was anybody."""
        news = await self._forgotten.since(self._position)
        for _, permit in news:
            self._permits.forget(permit)
        if news:
            self._uploads.forget()
            self._position = news[-1][0]
        return bool(news)

    async def carry_out(self, permit: UUID) -> None:
        """Destroy the key of a file that is to be forgotten, and let nobody name its uploads anew. Raises `Busy`.

        Looking for other files that name them reads the log: whoever waits does so for a moment, and it goes on.
        """
        await self.finish(permit)
        unclaiming = asyncio.create_task(self.sweep())
        self._under_way.add(unclaiming)
        unclaiming.add_done_callback(self._under_way.discard)
        await asyncio.wait([unclaiming], timeout=_PATIENCE_S)

    async def discard(self, upload: Doomed) -> None:
        """Let nobody name an upload that belongs to no file, and delete it a while later. Raises `Busy`."""
        await self._forgotten.doom(upload)
        self._uploads.forget()

    async def finish_all(self) -> None:
        """Carry out what nobody has, wherever a process died."""
        for permit in await self._forgotten.unfinished():
            await self.finish(permit)

    async def finish(self, permit: UUID) -> None:
        """Destroy the key of a file that is to be forgotten; do nothing where that was done before. Raises `Busy`."""
        filed = await self._permits.last_look(permit)
        if filed is None:
            return
        letters = await self._forgotten.letters(permit)
        await asyncio.to_thread(self._burn, letters)
        await self._forgotten.forget(permit, doomed_of(filed, self._uploads))
        self._permits.forget(permit)
        self._uploads.forget()

    async def sweep(self, *, grace: timedelta = GRACE) -> None:
        """Delete from the archive what must go and no other file names. Raises `Busy` or `ArchiveUnavailable`."""
        async with self._turn:
            await self._sweep(grace)

    async def _sweep(self, grace: timedelta) -> None:
        for permit, group in groupby(await self._forgotten.waiting(), key=lambda each: each.permit):
            waiting = list(group)
            kept = await self._named_elsewhere(permit, waiting)
            for each in waiting:
                if each.path in kept:
                    await self._forgotten.gone(each.path)
                elif each.unclaimed_at is None:
                    await self._forgotten.unclaim(each.path)
                elif each.now - each.unclaimed_at >= grace:
                    await asyncio.to_thread(self._discard, each.path)
                    await self._forgotten.gone(each.path)

    async def _named_elsewhere(self, permit: UUID, waiting: Iterable[Waiting]) -> frozenset[str]:
        """Return the paths that another file opens by a key of its own: the same person may have two files."""
        hashes = {each.sha256 for each in waiting if each.sha256 is not None}
        if not hashes:
            return frozenset()
        others = [await self._permits.get(each) for each in await self._forgotten.naming(hashes, but=permit)]
        return frozenset().union(*(paths_of(filed) for filed in others if filed))

    def _discard(self, path: str) -> None:
        if not path.startswith(PAPERS):
            self._archive.discard(path)
            return
        for pointer in self._archive.pointers(path):
            for copy in self._archive.copies(orjson.loads(pointer)["document_sha256"]):
                self._archive.discard(copy)

    def _burn(self, letters: Sequence[UUID]) -> None:
        """A demo's letters lie in its mailbox; a real office's are where they were sent."""
        for letter in letters:
            self._mailbox.burn(letter)


@asynccontextmanager
async def open_forgetting(
    url: str, make: Callable[[Forgotten], Forgetting], *, follow: bool = True
) -> AsyncGenerator[Forgetting]:
    """Yield what forgets in the database at `url`, the primary, following the log until the end of the block."""
    async with small_pool(url) as pool:
        forgetting = make(Forgotten(pool))
        work = asyncio.create_task(forgetting.run()) if follow else None
        try:
            yield forgetting
        finally:
            if work:
                await ended(work)
