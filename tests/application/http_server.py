"""A real HTTP server, in this process, that answers with the very bytes a test wants."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Received:
    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Answers in turn with `says`, then with 204. `b""` says nothing at all."""

    says: list[bytes] = field(default_factory=list[bytes])
    got: list[Received] = field(default_factory=list[Received])
    names: list[str | None] = field(default_factory=list[str | None])
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *lines = head.strip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in lines)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.got.append(Received(line, headers, body))
            said = self.says.pop(0) if self.says else OK
            writer.write(said)
            if said:
                await writer.drain()
            else:
                await reader.read()  # until the other side has had enough
        writer.close()


@asynccontextmanager
async def receiver(
    *says: bytes, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncGenerator[Receiver]:
    """Yield a server on this address of this machine."""
    served = Receiver(says=list(says))
    if tls is not None:
        tls.sni_callback = lambda _, name, __: served.names.append(name)
    listening = await asyncio.start_server(served.serve, host, port, ssl=tls)
    served.port = listening.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        listening.close()


def status(code: int, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {code} Said", "Content-Length: 0", *headers, "", ""]).encode()
