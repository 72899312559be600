"""Who follows the trail in this process: how many, when there is news, and that all go home when the server does."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from projections.engine.bell import Bell
from projections.engine.connection import Connect


class FeedFull(Exception):
    """As many follow as there is room for."""


class Feed:
    """`most` may follow at once; whoever waits looks again after `every` seconds, also if the bell is broken.

    A bell that rings with every append would have everybody look each time: nobody looks more often than every
    `rest` seconds.
    """

    def __init__(self, connect: Connect, *, most: int = 200, every: float = 5.0, rest: float = 0.25) -> None:
        self._bell = Bell(connect)
        self._most, self.every, self.rest = most, every, rest
        self._followers = 0
        self._ended = False

    @property
    def followers(self) -> int:
        return self._followers

    @property
    def has_ended(self) -> bool:
        return self._ended

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

    @property
    def next_ring(self) -> asyncio.Event:
        """Take it before looking into the log: what comes after that is not missed."""
        return self._bell.next

    def end(self) -> None:
        """Send everybody home: the server stops."""
        self._ended = True
        self._bell.ring()
