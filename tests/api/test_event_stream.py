"""The trail as it grows, over real sockets: resumed where it was left, bounded, and nothing left behind."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace

import psycopg
import pytest
import uvicorn
from starlette.types import Message, Scope

from api.building import running
from api.serve import Server
from api.trail.feed import Feed, Pace
from api.trail.stream import LiveResponse, follow
from projections.engine.connection import connector
from projections.engine.reads import Reads
from projections.trail_sought import Sought
from tests.api.casework import Case, case_at, submitted
from tests.api.product import Json, Person, Product, faults, told

EVENTS = "/v1/events"
STREAM = f"{EVENTS}/stream"
PATIENCE_S = 20
MOST = 200
SCOPE: Scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}}


@pytest.fixture(scope="module")
def case(product: Product) -> Case:
    return case_at(product, 4)


@pytest.fixture(scope="module")
def auditor(product: Product, case: Case) -> Person:
    """There is something to read, wherever this runs."""
    assert case.id
    return product.person("auditor")


def head(auditor: Person) -> int:
    position: int = auditor.get(f"{EVENTS}?order=desc&limit=1").json()["items"][0]["position"]
    return position


def events(text: str) -> list[Json]:
    """Read server-sent events as browsers do: each as its id and its data."""
    found: list[Json] = []
    for block in text.split("\n\n"):
        parts = [line.partition(": ") for line in block.split("\n") if not line.startswith(":")]
        lines = {name: value for name, _, value in parts}
        if "data" in lines:
            found.append({**json.loads(lines["data"]), "event_id": int(lines["id"])})
    return found


def test_a_stream_goes_on_after_the_last_event_that_was_read(case: Case, auditor: Person) -> None:
    whole = auditor.get(f"{EVENTS}?application={case.id}").json()["items"]
    third, until = whole[2]["position"], whole[-1]["position"] + 1
    path = f"{STREAM}?application={case.id}&before={until}"

    resumed = [
        auditor.get(path, last_event_id=str(third)),
        auditor.get(f"{path}&last_event_id={third}"),
        auditor.get(f"{path}&after={third}"),
        auditor.get(f"{path}&after=0", last_event_id=str(third)),
        auditor.get(f"{path}&after=0&last_event_id={third}"),
    ]

    for answer in resumed:
        assert "text/event-stream; charset=utf-8" == answer.headers["content-type"]
        found = events(answer.text)
        assert [item["position"] for item in whole[3:]] == [event["event_id"] for event in found]
        assert whole[3:] == [{name: event[name] for name in whole[0]} for event in found]


def test_filters_are_those_of_the_list(case: Case, auditor: Person) -> None:
    until = head(auditor) + 1

    found = events(auditor.get(f"{STREAM}?application={case.id}&fact=Verified&after=0&before={until}").text)

    assert ["Verified"] == [event["fact"] for event in found]
    assert [] == events(auditor.get(f"{STREAM}?number=REG-0&after=0&before={until}").text)


@pytest.mark.parametrize("garbage", ["x", "-1", "1.5", "", "9" * 18, "٣"])
def test_nobody_can_have_read_what_is_no_position_yet(auditor: Person, garbage: str) -> None:
    answer = auditor.product.ask("GET", STREAM, headers={**auditor.headers, "Last-Event-ID": garbage.encode()})

    assert (400, "malformed-header") == told(answer)


def test_a_wrong_place_or_filter_in_the_address_is_refused(auditor: Person) -> None:
    assert [("/query/last_event_id", "not_reached")] == faults(auditor.get(f"{STREAM}?last_event_id={10**12}"))
    assert [("/query/cursor", "extra_forbidden")] == faults(auditor.get(f"{STREAM}?cursor=x"))
    assert [("/query/before", "before_after")] == faults(auditor.get(f"{STREAM}?after=3&before=3"))


@dataclass(frozen=True, slots=True)
class Line:
    """A connection to the server of a stream."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def until(self, mark: bytes) -> str:
        async with asyncio.timeout(PATIENCE_S):
            return (await self.reader.readuntil(mark)).decode()

    async def rest(self) -> bytes:
        async with asyncio.timeout(PATIENCE_S):
            return await self.reader.read()

    def hang_up(self) -> None:
        self.writer.transport.abort()


@asynccontextmanager
async def served(product: Product, token: str) -> AsyncGenerator[Callable[[str], Awaitable[Line]]]:
    """Serve the product on a socket; yield how to open a stream to it. When it stops, it does so as `serve` does."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=500)
    server = Server(uvicorn.Config(product.app, lifespan="off", log_config=None, timeout_graceful_shutdown=PATIENCE_S))
    running = asyncio.create_task(server.serve([listener]))

    async def opened(query: str) -> Line:
        line = Line(*await asyncio.open_connection(*listener.getsockname()))
        ask = f"GET {STREAM}{query} HTTP/1.1\r\nHost: izin.test\r\nAuthorization: {token}\r\nConnection: close\r\n\r\n"
        line.writer.write(ask.encode())
        return line

    try:
        yield opened
    finally:
        server.should_exit = True
        await running


async def come(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - nobody tells us: it is the product that counts
            await asyncio.sleep(0.02)


def connections(product: Product) -> int:
    with psycopg.connect(product.databases.owner) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_two_hundred_readers_come_and_hang_up_and_nothing_of_them_stays(product: Product, auditor: Person) -> None:
    before = connections(product)

    async def crowd() -> str:
        async with served(product, auditor.headers["Authorization"]) as opened:
            lines = [await opened("?after=0&fact=Submitted") for _ in range(MOST)]
            for line in lines:
                assert "200 OK" in await line.until(b"retry: 3000")
            assert product.office.feed.followers == MOST
            one_more = await opened("?after=0")
            refusal = await one_more.until(b"}")
            for line in [*lines, one_more]:
                line.hang_up()
            await come(lambda: product.office.feed.followers == 0)
            return refusal

    refusal = product.run(crowd)

    assert "503 Service Unavailable" in refusal
    assert "retry-after: 5" in refusal.lower()
    assert "too-many-streams" in refusal
    assert connections(product) <= before + product.office.settings.database_pool_size
    assert 200 == auditor.get(EVENTS).status_code


def test_what_happens_is_told_at_once_and_nothing_from_before(product: Product, auditor: Person) -> None:
    async def following() -> tuple[str, str]:
        async with served(product, auditor.headers["Authorization"]) as opened:
            line = await opened("?fact=Submitted")
            await line.until(b"retry: 3000")
            case = await asyncio.to_thread(submitted, product)
            told = await line.until(b'"fact":"Submitted"')
            line.hang_up()
            return case.id, told

    application, told = product.run(following)

    assert 1 == told.count("id: ")
    assert f'"application":"{application}"' in told


def test_a_server_that_stops_ends_its_streams_first(product: Product, auditor: Person) -> None:
    office = product.office
    passing = Feed(connector(product.databases.app))

    async def stopping() -> bytes:
        product.app.state.office = replace(office, feed=passing)
        async with served(product, auditor.headers["Authorization"]) as opened:
            line = await opened("")
            await line.until(b"retry: 3000")
            passing.end()
            rest = await line.rest()
            line.hang_up()
            return rest

    try:
        rest = product.run(stopping)
    finally:
        product.app.state.office = office

    assert rest.endswith(b"0\r\n\r\n")
    assert 0 == passing.followers


def test_while_a_reader_is_slow_no_connection_waits_for_it_and_after_a_while_nobody_does(
    product: Product, case: Case
) -> None:
    assert case.id, "there is something to send"
    pace = Pace(patience=0.5)
    office = replace(product.office, feed=Feed(connector(product.databases.app), pace=pace))
    sent: list[Message] = []
    busy: list[int] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        """Take the head and the first event, and no more."""
        sent.append(message)
        if b"data:" in message.get("body", b""):
            busy.append(in_transaction(product))
            await asyncio.Event().wait()

    async def reading() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await LiveResponse(office, Sought(), after=0)(SCOPE, receive, send)

    product.run(reading)

    assert [0] == busy
    assert 0 == office.feed.followers
    assert 3 == len(sent)


def in_transaction(product: Product) -> int:
    with psycopg.connect(product.databases.owner) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
            " AND pid <> pg_backend_pid() AND query LIKE '%trail_index%'"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_quiet_line_tells_that_it_stands_and_ends_before_a_token_does(product: Product) -> None:
    pace = Pace(rest=0.01, look_again=0.01, alive=0.05, longest=0.3)
    office = replace(product.office, feed=Feed(connector(product.databases.app), pace=pace))

    async def listening() -> list[bytes]:
        return [piece async for piece in follow(office, Sought(facts=()), after=0)]

    begin, *rest = product.run(listening)

    assert b"retry: 3000\n\n" == begin
    assert {b": still here\n\n"} == set(rest)
    assert len(rest) >= 2


def test_the_bell_wakes_whoever_waits(product: Product, auditor: Person) -> None:
    """Nobody would look again within the hour."""
    office = replace(product.office, feed=Feed(connector(product.databases.app), pace=Pace(rest=0.01, look_again=3600)))
    after = head(auditor)

    async def waiting() -> bytes:
        async with running(office.feed.run()), aclosing(follow(office, Sought(), after=after)) as pieces:
            assert b"retry: 3000\n\n" == await anext(pieces)
            coming = asyncio.ensure_future(anext(pieces))
            await asyncio.to_thread(submitted, product)
            async with asyncio.timeout(PATIENCE_S):
                return await coming

    assert product.run(waiting).startswith(b"id: %d\n" % (after + 1))


def test_without_a_database_a_stream_ends_and_its_reader_may_come_again(product: Product) -> None:
    nowhere = Reads("postgresql://127.0.0.1:1/nowhere", most=1)
    office = replace(product.office, reads=nowhere)

    async def cut_off() -> list[bytes]:
        return [piece async for piece in follow(office, Sought(), after=0)]

    assert [b"retry: 3000\n\n"] == product.run(cut_off)
