"""How long the server waits for a request that does not come: a connection is dear, and drips cost the sender nothing.

Uvicorn waits for ever for the rest of a head or a body, and takes a head of any size. A request that has begun must
come in time: so many seconds, and one more for every so many bytes that have come, as in Apache's RequestReadTimeout.
"""

from asyncio import TimerHandle, Transport
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

KIB = 1024


class Patience(HttpToolsProtocol):
    """Uvicorn's protocol, which closes a connection whose request takes too long or whose head is too large."""

    seconds: ClassVar[float] = 20
    bytes_a_second: ClassVar[float] = KIB
    head_bytes: ClassVar[int] = 64 * KIB

    _timer: TimerHandle | None = None
    _begun: float = 0
    _received: int = 0
    _in_head = True  # also before its first byte
    _incomplete = True

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as in Uvicorn
        super().connection_made(transport)
        self._begun = self.loop.time()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = self._incomplete = True
        self._begun, self._received = self.loop.time(), 0

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._incomplete = False
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.is_closing():
            return
        if not self._incomplete:
            self._rest()
            return
        self._received += len(data)
        if self._in_head and self._received > self.head_bytes:
            self._close(b"431 Request Header Fields Too Large")
        elif self._timer is None:
            self._wait()

    def _wait(self) -> None:
        until = self._begun + self.seconds + self._received / self.bytes_a_second
        self._timer = self.loop.call_at(max(until, self.loop.time() + 0.01), self._look)

    def _look(self) -> None:
        """More may have come since; and who is told to wait by ourselves is not late."""
        self._timer = None
        if self.transport.is_closing() or not self._incomplete:
            return
        now, until = self.loop.time(), self._begun + self.seconds + self._received / self.bytes_a_second
        if self.flow.read_paused:
            self._begun += now - until + 1
        elif now >= until:
            self._close(b"408 Request Timeout")
            return
        self._wait()

    def _close(self, status: bytes) -> None:
        """Whatever has been answered already stays the answer."""
        if self._in_head or not self.cycle.response_started:
            self.transport.write(b"HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
        self.transport.close()

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
