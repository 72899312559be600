"""The trail as it grows, as server-sent events: `id` is the position, and whoever was cut off goes on after it.

Between two looks into the log a stream holds nothing but its socket: a slow reader costs no connection of the database.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from time import monotonic

import orjson
import structlog
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from api.office import Office
from api.problems import texts_trail as problem_texts_trail
from api.problems.problems import retry_later
from api.trail.event_view import event_item
from api.trail.feed import FeedFull
from projections.engine.bell import rung_within
from projections.engine.log import read_head
from projections.engine.page import Page
from projections.engine.reads import ReadsUnavailable
from projections.trail import Entry
from projections.trail_page import trail_page
from projections.trail_sought import Sought

log = structlog.get_logger(__name__)

MEDIA_TYPE = "text/event-stream"
_LOOK = 100  # events read at a time
_BEGIN = b"retry: 3000\n\n"
_ALIVE = b": still here\n\n"


class LiveResponse(StreamingResponse):
    """A place in the feed is taken while it answers, so that no way of ending keeps one."""

    def __init__(self, office: Office, sought: Sought, *, after: int) -> None:
        self._feed = office.feed
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(follow(office, sought, after=after), headers=headers, media_type=MEDIA_TYPE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def patiently(message: Message) -> None:
            async with asyncio.timeout(self._feed.pace.patience):
                await send(message)

        try:
            with self._feed.following():
                await super().__call__(scope, receive, patiently)
        except FeedFull:
            raise retry_later(problem_texts_trail.TOO_MANY_STREAMS, 5) from None
        except TimeoutError:
            log.info("stream_not_read")


async def follow(office: Office, sought: Sought, *, after: int) -> AsyncGenerator[bytes]:
    """Yield what is sought after this position, as it comes; end with the range, with the server or after a while."""
    feed, pace = office.feed, office.feed.pace
    yield _BEGIN
    until, said = monotonic() + pace.longest, monotonic()
    while not feed.has_ended and monotonic() < until:
        ring = feed.next_ring
        try:
            page, head = await _look(office, sought, after)
        except ReadsUnavailable:
            return  # the reader comes back, and is told then
        for entry in page.items:
            yield _told(entry)
            said = monotonic()
        after = page.items[-1].position if page.next else max(after, head)
        if sought.before is not None and after >= sought.before - 1:
            return
        if page.next:
            continue
        if monotonic() - said >= pace.alive:
            yield _ALIVE
            said = monotonic()
        await rung_within(ring, pace.look_again)
        await asyncio.sleep(pace.rest)


async def _look(office: Office, sought: Sought, after: int) -> tuple[Page[Entry], int]:
    async with office.reads() as connection:
        head = await read_head(connection)
        page = await trail_page(connection, replace(sought, after=max(after, sought.after)), head=head, limit=_LOOK)
    return page, head


def _told(entry: Entry) -> bytes:
    """JSON has no line ends."""
    return b"id: %d\ndata: %s\n\n" % (entry.position, orjson.dumps(event_item(entry), option=orjson.OPT_UTC_Z))
