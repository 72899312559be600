"""The roster of this moment: who holds which post and who acts for whom, as the office has ordered it so far."""

from types import TracebackType
from typing import Self

from application.followed_stream import FollowedStream
from application.office_stream import Acted, History
from application.postgres.store import OneConnection, PostgresStore
from application.store import Store
from domain.admission import Asked
from domain.office_events import OfficeEvent
from domain.post_orders import Order, order
from domain.posts import POSTS, Roster, roster


class KeptPosts:
    """An asynchronous context manager, like the published calendars: inside it the roster is followed.

    An order given in another process counts here at most `every` so many seconds later.
    """

    def __init__(self, store: Store, *, every: float = 0.5) -> None:
        self._roster = Roster()
        self._stream = FollowedStream(store, POSTS, self._learn, every=every)

    async def __aenter__(self) -> Self:
        """Raise `Busy`, or what keeps an order from being read."""
        await self._stream.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._stream.__aexit__(kind, error, traceback)

    @property
    def roster(self) -> Roster:
        return self._roster

    @property
    def history(self) -> History:
        return self._stream.history

    async def refresh(self) -> None:
        """Learn what was ordered meanwhile, wherever; raise `Busy`."""
        await self._stream.refresh()

    async def order(self, command: Order, asked: Asked, *, fingerprint: bytes = b"") -> Acted:
        """Return what `command` brought about, or raise `Refused`, `KeyReused` or `Busy`."""

        def decide(history: History) -> OfficeEvent:
            return order(command, history, asked)

        return await self._stream.act(asked, decide, fingerprint=fingerprint)

    async def rehearse(self, command: Order, asked: Asked) -> OfficeEvent:
        """Return what `command` would bring about now, or raise `Refused` or `Busy`; change nothing."""
        await self.refresh()
        return order(command, self.history, asked)

    def _learn(self, history: History) -> None:
        self._roster = roster(history)


def posts_at(url: str, *, patience_s: float = 10.0) -> KeptPosts:
    """Return the posts of the log at `url`, which names the role to act in."""
    return KeptPosts(PostgresStore(OneConnection(url), statement_timeout_s=patience_s))
