"""One export from its first byte to its last: what it holds, what was counted of it, and what is noted of its end.

Only who has read everything gets an end: a file that breaks off, whatever broke, is noted as cut, and its reader is
told by the transport.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

import anyio
from anyio.to_thread import run_sync

from api.trail.formats.forms import FORMS, Form
from api.trail.formats.items import Item, Selection
from application.evidence.export_log import ExportLog, Taker, Tally
from application.store import ConnectionLost
from projections.evidence.chosen import Connected, Piece, read_chosen
from projections.trail_sought import Sought


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to take away; `everything` brings what the process-mining forms leave out.

    `filters` are what was asked for in the words of the query, as it is noted.
    """

    form: Form
    chosen: Sought = field(default_factory=Sought)
    filters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    everything: bool = False


class Counted:
    """What went by: every event and every byte."""

    def __init__(self) -> None:
        self._events, self._size, self._digest = 0, 0, sha256()
        self._first: int | None = None
        self._last: int | None = None

    def items(self, items: Iterator[Item]) -> Iterator[Item]:
        for item in items:
            position: int = item.told["position"]
            self._events += 1
            self._first = position if self._first is None else min(position, self._first)
            self._last = position if self._last is None else max(position, self._last)
            yield item

    def bytes(self, chunk: bytes) -> bytes:
        self._size += len(chunk)
        self._digest.update(chunk)
        return chunk

    @property
    def tally(self) -> Tally:
        return Tally(
            events=self._events, first=self._first, last=self._last, size=self._size, sha256=self._digest.hexdigest()
        )


class Exporting:
    """An export under way; `looked_at` tells how much of the ledger it has come through."""

    def __init__(self, connected: Connected, wish: Wish, *, head: int) -> None:
        written = FORMS[wish.form]
        self._writing, self._counted, self.looked_at = written.writing(), Counted(), 0
        self._pieces = read_chosen(connected, wish.chosen, order=written.order, head=head)
        self._selection = Selection(
            permits_only=written.permits_only,
            everything=wish.everything,
        )

    @property
    def tally(self) -> Tally:
        return self._counted.tally

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the file. The next piece is read while one is written, which happens beside the event loop."""
        try:
            yield self._counted.bytes(self._writing.begin())
            async with aclosing(_ahead(self._pieces)) as pieces:
                async for piece in pieces:
                    chunk = await run_sync(self._written, piece)
                    self.looked_at += piece.looked_at
                    yield self._counted.bytes(chunk)
            rest = iter(self._writing.end())
            while chunk := await run_sync(next, rest, b""):
                yield self._counted.bytes(chunk)
        finally:
            self._writing.close()

    def _written(self, piece: Piece) -> bytes:
        return self._writing.write(self._counted.items(self._selection.items(piece.events)))


async def logged(
    export: UUID, exporting: Exporting, log: ExportLog, by: Taker, *, wish: Wish, head: int
) -> AsyncGenerator[bytes]:
    """Yield nothing first, once it is noted who takes what; then the file; and note how it ended.

    The end is noted before the reader learns that there is nothing more. Raises `ConnectionLost` where something cannot
    be noted: the file is not begun then, or not finished.
    """
    await log.begin(export, by, form=wish.form, filters=wish.filters, head=head)
    try:
        yield b""
        async with aclosing(exporting.chunks()) as chunks:
            async for chunk in chunks:
                if chunk:
                    yield chunk
        await log.end(export, exporting.tally, complete=True)
    except BaseException:  # also when whoever reads has hung up
        with anyio.CancelScope(shield=True):
            await _note_cut(export, exporting, log)
        raise


async def _note_cut(export: UUID, exporting: Exporting, log: ExportLog) -> None:
    try:
        await log.end(export, exporting.tally, complete=False)
    except ConnectionLost:
        return  # an export without an end is known to have none


async def _ahead(pieces: AsyncGenerator[Piece]) -> AsyncGenerator[Piece]:
    """Yield each piece while the next one is read."""
    coming = asyncio.create_task(_next(pieces))
    try:
        while (piece := await coming) is not None:
            coming = asyncio.create_task(_next(pieces))
            yield piece
    finally:
        coming.cancel()
        with anyio.CancelScope(shield=True):
            await asyncio.gather(coming, return_exceptions=True)
            await pieces.aclose()


async def _next(pieces: AsyncGenerator[Piece]) -> Piece | None:
    return await anext(pieces, None)
