"""The rulebook of this moment: what ships with the program, and every calendar that the office has published since.

Each process has one. It learns of its own publications at once and of those of other processes within a second; while
the database is away it keeps what it knows.
"""

from dataclasses import replace
from types import TracebackType
from typing import Self

from application.followed_stream import FollowedStream
from application.office_stream import Acted, History
from application.postgres.store import OneConnection, PostgresStore
from application.store import Store
from domain.admission import Asked
from domain.calendar_publication import CALENDAR, PublishCalendar, publish, published
from domain.office_events import OfficeEvent
from domain.publications import Publications
from domain.rulebook import Rulebook


class PublishedCalendars:
    """An asynchronous context manager: whoever enters it knows all that is published, and inside it follows the news.

    `shipped` is the rulebook of the files. `store` is this object's own, for one user at a time; who only follows needs
    no more of it than to read. News are looked for `every` so many seconds.
    """

    def __init__(self, shipped: Rulebook, store: Store, *, every: float = 0.5) -> None:
        self._shipped, self._book = shipped, shipped
        self._stream = FollowedStream(store, CALENDAR, self._learn, every=every)

    async def __aenter__(self) -> Self:
        """Raise `Busy`, or what keeps a publication from being read."""
        await self._stream.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._stream.__aexit__(kind, error, traceback)

    @property
    def book(self) -> Rulebook:
        return self._book

    @property
    def history(self) -> History:
        """Return the publications of the office itself, oldest first."""
        return self._stream.history

    @property
    def seen(self) -> int:
        """Return how many versions of calendar years are known: what a publication names as seen."""
        return len(self._book.publications.all)

    async def refresh(self) -> None:
        """Learn what was published meanwhile, wherever; raise `Busy`."""
        await self._stream.refresh()

    async def publish(self, command: PublishCalendar, asked: Asked, *, fingerprint: bytes = b"") -> Acted:
        """Return what `command` brought about, or raise `Refused`, `KeyReused` or `Busy`."""

        def decide(history: History) -> OfficeEvent:
            return publish(command, self._shipped.publications, history, asked)

        return await self._stream.act(asked, decide, fingerprint=fingerprint)

    async def rehearse(self, command: PublishCalendar, asked: Asked) -> OfficeEvent:
        """Return what `command` would bring about now, or raise `Refused` or `Busy`; change nothing."""
        await self.refresh()
        return publish(command, self._shipped.publications, self.history, asked)

    def publications(self, history: History) -> Publications:
        """Return all versions as they were after `history`."""
        return published(self._shipped.publications, history)

    def _learn(self, history: History) -> None:
        self._book = replace(self._shipped, publications=self.publications(history))


def calendars_at(url: str, shipped: Rulebook, *, patience_s: float = 10.0) -> PublishedCalendars:
    """Return the calendars of the log at `url`, which names the role to act in: the projector's may only follow."""
    return PublishedCalendars(shipped, PostgresStore(OneConnection(url), statement_timeout_s=patience_s))
