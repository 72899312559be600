"""A stream of the office as this process knows it: its own acts at once, those of other processes within a second.

While the database is away, what is known stays. One store of its own, for one user at a time.
"""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self
from uuid import UUID

import structlog

from application.ending import ended
from application.office_stream import Acted, Decide, History, act, read_after
from application.store import Busy, Store
from domain.admission import Asked
from domain.office_events import OfficeEvent

log = structlog.get_logger(__name__)


class FollowedStream:
    """An asynchronous context manager: whoever enters it knows all that has happened, and inside it follows the news.

    `learn` is called with every longer history. News are looked for `every` so many seconds.
    """

    def __init__(self, store: Store, stream: UUID, learn: Callable[[History], None], *, every: float = 0.5) -> None:
        self._store, self._stream, self._every = store, stream, every
        self._tell = learn
        self._history: History = ()
        self._turn = asyncio.Lock()
        self._following: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Raise `Busy`, or what keeps an event from being read: better now than at noon."""
        await self.refresh()
        self._following = asyncio.create_task(self._follow())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._following is not None, "it was entered"
        await ended(self._following)
        await self._store.close()

    @property
    def history(self) -> History:
        return self._history

    async def refresh(self) -> None:
        """Learn what happened meanwhile, wherever; raise `Busy`."""
        async with self._turn:
            self._learn((*self._history, *await read_after(self._store, self._stream, len(self._history))))

    async def act(self, asked: Asked, decide: Decide, *, fingerprint: bytes = b"") -> Acted:
        """Return what `decide` brought about, or raise `Refused`, `KeyReused` or `Busy`."""

        def knowing(history: History) -> OfficeEvent:
            self._learn(history)  # whoever is refused because of what could not be seen here, can see it now
            return decide(history)

        async with self._turn:
            acted = await act(self._store, asked, knowing, fingerprint=fingerprint)
            self._learn(acted.history)
        return acted

    async def _follow(self) -> None:
        """Refresh for ever, whatever happens: what is half a second old is better than nothing."""
        failing = False
        while True:
            await asyncio.sleep(self._every)
            try:
                await self.refresh()
            except Exception as error:  # outermost loop: what is known stays, and the trouble is told once
                if not failing:
                    quiet = isinstance(error, Busy)
                    log.warning("stream_not_read", stream=str(self._stream), exc_info=None if quiet else error)
                failing = True
            else:
                failing = False

    def _learn(self, history: History) -> None:
        if len(history) > len(self._history):
            self._tell(history)
            self._history = history
