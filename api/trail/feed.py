"""Who follows the trail in this process: how many, when there is news, and that all go home when the server does."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from projections.engine.bell import Bell
from projections.engine.connection import Connect


class FeedFull(Exception):
    """As many follow as there is room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds: between two looks at least and at most, between signs of life, of a stream, and with a silent reader.

    The bell rings with every append, of which one look in a while is enough; and it is a hint only. A stream ends
    before tokens do: whoever goes on comes again, with a new one.
    """

    rest: float = 0.25
    look_again: float = 5.0
    alive: float = 15.0
    longest: float = 900.0
    patience: float = 30.0


class Feed:
    """At most `most` follow at once."""

    def __init__(self, connect: Connect, *, most: int = 200, pace: Pace | None = None) -> None:
        self._bell = Bell(connect)
        self._most, self._followers, self._ended = most, 0, False
        self.pace = pace or Pace()

    @property
    def followers(self) -> int:
        return self._followers

    @property
    def has_ended(self) -> bool:
        return self._ended

    @property
    def next_ring(self) -> asyncio.Event:
        """Take it before looking into the log: what comes after that is not missed."""
        return self._bell.next

    async def run(self) -> None:
        """Listen until cancelled."""
        await self._bell.listen()

    @contextmanager
    def following(self) -> Generator[None]:
        """Be one of the followers within the block, or raise `FeedFull`."""
        if self._followers >= self._most:
            raise FeedFull
        self._followers += 1
        try:
            yield
        finally:
            self._followers -= 1

    def end(self) -> None:
        """Send everybody home: the server stops."""
        self._ended = True
        self._bell.ring()
