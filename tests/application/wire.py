"""The wire between a program and its PostgreSQL, which can lose what it carries."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from enum import Enum, auto
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from psycopg.conninfo import conninfo_to_dict, make_conninfo

SOCKET = ".s.PGSQL.5432"
READY = b"Z\x00\x00\x00\x05I"  # ReadyForQuery, idle: the statement before it is committed


class Loses(Enum):
    NOTHING = auto()
    REQUEST = auto()  # the connection is cut before the server hears anything
    ANSWER = auto()  # the connection is cut when the server has committed
    SILENTLY = auto()  # the same, and neither side is told


class Wire:
    """`url` leads through the wire to `server_url`. Set `next`: it happens once, to the next statement with `mark`."""

    def __init__(self, server_url: str, directory: str) -> None:
        self.url = make_conninfo(server_url, host=directory)
        self.next = Loses.NOTHING
        self.mark = b""
        self.lost = asyncio.Event()
        self.over = asyncio.Event()
        self._is_cut = False
        self._server = Path(str(conninfo_to_dict(server_url)["host"])) / SOCKET
        self._calls: set[asyncio.Task[None] | None] = set()

    def cut(self) -> None:
        """From now on nobody gets through."""
        self._is_cut = True

    def mend(self) -> None:
        self._is_cut = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Forward both ways until one side hangs up, or the wire is cut."""
        if self._is_cut:
            writer.close()
            return
        self._calls.add(asyncio.current_task())
        from_server, to_server = await asyncio.open_unix_connection(self._server)
        call = _Call(self, to_server, writer)
        ways = {asyncio.create_task(call.ask(reader)), asyncio.create_task(call.answer(from_server))}
        over = asyncio.create_task(self.over.wait())
        await asyncio.wait({*ways, over}, return_when=asyncio.FIRST_COMPLETED)
        for task in (*ways, over):
            task.cancel()
        await asyncio.wait({*ways, over})
        for end in (writer, to_server):
            end.close()
            with suppress(OSError):
                await end.wait_closed()
        self._calls.discard(asyncio.current_task())

    async def close(self) -> None:
        """Hang up for everybody."""
        self.over.set()
        if calls := [call for call in self._calls if call]:
            await asyncio.wait(calls)


class _Call:
    def __init__(self, wire: Wire, to_server: asyncio.StreamWriter, to_client: asyncio.StreamWriter) -> None:
        self._wire, self._to_server, self._to_client = wire, to_server, to_client
        self._fate = Loses.NOTHING

    async def ask(self, from_client: asyncio.StreamReader) -> None:
        while data := await from_client.read(65536):
            if self._wire.next is not Loses.NOTHING and self._wire.mark in data:
                self._fate, self._wire.next = self._wire.next, Loses.NOTHING
                self._wire.lost.set()
            if self._fate is Loses.REQUEST:
                return
            self._to_server.write(data)
            await self._to_server.drain()

    async def answer(self, from_server: asyncio.StreamReader) -> None:
        swallowed = b""
        while data := await from_server.read(65536):
            if self._fate is Loses.NOTHING:
                self._to_client.write(data)
                await self._to_client.drain()
                continue
            swallowed += data
            if self._fate is Loses.ANSWER and swallowed.endswith(READY):
                return
        if self._fate is Loses.SILENTLY:
            await self._wire.over.wait()


@asynccontextmanager
async def wire_to(server_url: str) -> AsyncGenerator[Wire]:
    """Yield a wire on this event loop."""
    with TemporaryDirectory(prefix="wire-") as directory:
        wire = Wire(server_url, directory)
        async with await asyncio.start_unix_server(wire.carry, Path(directory) / SOCKET):
            try:
                yield wire
            finally:
                await wire.close()


@contextmanager
def wire_beside(server_url: str) -> Generator[Wire]:
    """Yield a wire on a loop of its own, for a program that blocks."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    carried = wire_to(server_url)
    try:
        yield asyncio.run_coroutine_threadsafe(carried.__aenter__(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(carried.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
