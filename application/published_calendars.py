"""The rulebook of this moment: what ships with the program, and every calendar that the office has published since.

Each process has one. It learns of its own publications at once and of those of other processes within a second; while
the database is away it keeps what it knows.
"""

import asyncio
from dataclasses import replace
from types import TracebackType
from typing import Self

import structlog

from application.office_stream import Acted, History, act, read_after
from application.postgres.store import OneConnection, PostgresStore
from application.store import Busy, Store
from domain.admission import Asked
from domain.calendar_publication import CALENDAR, PublishCalendar, publish, published
from domain.office_events import OfficeEvent
from domain.publications import Publications
from domain.rulebook import Rulebook

log = structlog.get_logger(__name__)


class PublishedCalendars:
    """An asynchronous context manager: whoever enters it knows all that is published, and inside it follows the news.

    `shipped` is the rulebook of the files. `store` is this object's own, for one user at a time; who only follows needs
    no more of it than to read. News are looked for `every` so many seconds.
    """

    def __init__(self, shipped: Rulebook, store: Store, *, every: float = 0.5) -> None:
        self._shipped, self._store, self._every = shipped, store, every
        self._book = shipped
        self._history: History = ()
        self._turn = asyncio.Lock()
        self._following: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Raise `Busy`, or what keeps a publication from being read: better now than at noon."""
        await self.refresh()
        self._following = asyncio.create_task(self._follow())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._following is not None, "it was entered"
        self._following.cancel()
        await asyncio.wait([self._following])
        await self._store.close()

    @property
    def book(self) -> Rulebook:
        return self._book

    @property
    def history(self) -> History:
        """Return the publications of the office itself, oldest first."""
        return self._history

    @property
    def seen(self) -> int:
        """Return how many versions of calendar years are known: what a publication names as seen."""
        return len(self._book.publications.all)

    async def refresh(self) -> None:
        """Learn what was published meanwhile, wherever; raise `Busy`."""
        async with self._turn:
            self._learn((*self._history, *await read_after(self._store, CALENDAR, len(self._history))))

    async def publish(self, command: PublishCalendar, asked: Asked, *, fingerprint: bytes = b"") -> Acted:
        """Return what `command` brought about, or raise `Refused`, `KeyReused` or `Busy`."""

        def decide(history: History) -> OfficeEvent:
            self._learn(history)  # whoever is refused because of what could not be seen here, can see it now
            return publish(command, self._shipped.publications, history, asked)

        async with self._turn:
            acted = await act(self._store, asked, decide, fingerprint=fingerprint)
            self._learn(acted.history)
        return acted

    async def rehearse(self, command: PublishCalendar, asked: Asked) -> OfficeEvent:
        """Return what `command` would bring about now, or raise `Refused` or `Busy`; change nothing."""
        await self.refresh()
        return publish(command, self._shipped.publications, self._history, asked)

    def publications(self, history: History) -> Publications:
        """Return all versions as they were after `history`."""
        return published(self._shipped.publications, history)

    async def _follow(self) -> None:
        """Refresh for ever, whatever happens: a calendar that is half a second old is better than none."""
        failing = False
        while True:
            await asyncio.sleep(self._every)
            try:
                await self.refresh()
            except Exception as error:  # outermost loop: what is known stays, and the trouble is told once
                if not failing:
                    log.warning("calendars_not_read", exc_info=None if isinstance(error, Busy) else error)
                failing = True
            else:
                failing = False

    def _learn(self, history: History) -> None:
        if len(history) > len(self._history):
            self._book = replace(self._shipped, publications=self.publications(history))
            self._history = history


def calendars_at(url: str, shipped: Rulebook, *, patience_s: float = 10.0) -> PublishedCalendars:
    """Return the calendars of the log at `url`, which names the role to act in: the projector's may only follow."""
    return PublishedCalendars(shipped, PostgresStore(OneConnection(url), statement_timeout_s=patience_s))
