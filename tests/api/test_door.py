"""The door on real sockets: who drips, who sends endless heads, who says to be somebody else, whose scripts call."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.patience import Patience
from api.http.rate_limits import Rate, RateRules, address_of
from application.settings import BadSettings, read_settings
from tests.api.tiny import client_of, sign_in, tiny_app

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Hasty(Patience):
    """The same in a hurry: half a second, and one more for each KiB."""

    seconds = 0.5
    head_bytes = 8 * 1024


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)} from {address_of(scope)}")(scope, receive, send)


@asynccontextmanager
async def served(app: ASGIApp = echo, proxies: str = "127.0.0.1") -> AsyncGenerator[tuple[str, int]]:
    config = uvicorn.Config(app, http=Hasty, log_config=None, lifespan="off", ws="none", forwarded_allow_ips=proxies)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve([listening]))
        try:
            yield listening.getsockname()
        finally:
            server.should_exit = True
            await task


@asynccontextmanager
async def connected(**options: str) -> AsyncGenerator[Streams]:
    async with served(**options) as address:  # type: ignore[arg-type]  # only names of proxies are chosen
        reader, writer = await asyncio.open_connection(*address)
        try:
            yield reader, writer
        finally:
            writer.close()


async def drip(streams: Streams, *, seconds: float) -> bool:
    """Send a byte every 50 ms for so long; tell whether the server had enough of it before."""
    reader, writer = streams
    ended = asyncio.create_task(reader.read())
    for _ in range(int(seconds / 0.05)):
        if ended.done():
            break
        writer.write(b"x")
        await asyncio.wait([ended], timeout=0.05)
    closed = ended.done()
    ended.cancel()
    await asyncio.gather(ended, return_exceptions=True)  # its answer may be lost with what was still on the way
    return closed


async def test_a_head_that_drips_is_not_waited_for() -> None:
    async with connected() as streams:
        streams[1].write(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")

        assert await drip(streams, seconds=3)


async def test_who_connects_and_says_nothing_is_not_waited_for() -> None:
    async with connected() as (reader, _):
        assert (await asyncio.wait_for(reader.read(), 3)).startswith(b"HTTP/1.1 408 ")


async def test_a_body_that_drips_is_not_waited_for_and_the_others_are_served() -> None:
    async with served() as address:
        slow = await asyncio.open_connection(*address)
        slow[1].write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

        served_meanwhile, closed = await asyncio.gather(reader.read(), drip(slow, seconds=3))
        writer.close()
        slow[1].close()

    assert served_meanwhile.startswith(b"HTTP/1.1 200 ")
    assert closed


async def test_who_sends_slowly_but_fast_enough_is_heard_to_the_end() -> None:
    async with connected() as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 8192\r\n\r\n")
        for _ in range(16):
            writer.write(b"x" * 512)
            await asyncio.sleep(0.06)  # a second in all, twice what silence is granted

        assert (await reader.read()).endswith(b"8192 from 127.0.0.1")


async def test_a_connection_is_used_again_and_each_request_has_its_own_time() -> None:
    async with connected() as (reader, writer):
        for _ in range(4):
            writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
            assert b"1 from 127.0.0.1" in await reader.readuntil(b"127.0.0.1")
            await asyncio.sleep(0.2)


async def test_a_head_without_end_is_refused() -> None:
    async with connected() as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"x" * 20_000)

        assert (await asyncio.wait_for(reader.read(), 3)).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        ("10.0.0.1", "203.0.113.7", "127.0.0.1"),  # a stranger may say what they like
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "192.0.2.66, 203.0.113.7", "203.0.113.7"),  # what the client itself wrote is before our hop
        ("127.0.0.1,203.0.113.0/24", "198.51.100.1, 203.0.113.7", "198.51.100.1"),
    ],
)
async def test_the_client_is_whom_our_own_proxy_says(proxies: str, forwarded: str, client: str) -> None:
    async with connected(proxies=proxies) as (reader, writer):
        writer.write(f"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {forwarded}\r\nConnection: close\r\n\r\n".encode())

        assert (await reader.read()).endswith(f"0 from {client}".encode())


@pytest.mark.parametrize("proxies", ["*", "proxy.example", "10.0.0.0/99", "127.0.0.1, *"])
def test_nobody_believes_just_any_proxy(proxies: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZIN_TRUSTED_PROXIES", proxies)

    with pytest.raises(BadSettings, match="TRUSTED_PROXIES"):
        read_settings()


@pytest.mark.parametrize("origin", ["*", "null", "https://a.example/", "http://a.example", "https://*.example"])
def test_only_whole_origins_are_let_in(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZIN_CORS_ORIGINS", f"https://portal.example,{origin}")

    with pytest.raises(BadSettings, match="CORS_ORIGINS"):
        read_settings()


def test_a_named_origin_may_call_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZIN_CORS_ORIGINS", "https://portal.example, http://localhost:5173")
    client = client_of(tiny_app(tmp_path, origins=read_settings().cors_origins))

    ours, theirs = (preflight(client, f"https://{name}.example") for name in ("portal", "evil"))

    assert "https://portal.example" == ours["access-control-allow-origin"]
    assert "authorization" in ours["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in ours
    assert "access-control-allow-origin" not in theirs
    answer = client.get("/problems", headers={"Origin": "https://portal.example"})
    assert "https://portal.example" == answer.headers["access-control-allow-origin"]
    assert "etag" in answer.headers["access-control-expose-headers"].lower()


def test_tokens_are_sent_and_not_tried(tmp_path: Path) -> None:
    rules = RateRules(failed=Rate(limit=3), by_path={"/demo/token": None})
    client = client_of(tiny_app(tmp_path, rate_rules=rules))
    tried = [client.get("/v1/things", headers={"Authorization": f"Bearer {n}.{n}.{n}"}).status_code for n in range(5)]

    assert [401, 401, 401, 429, 429] == tried
    assert 200 == client.get("/v1/things", headers=sign_in(client, "kabid")).status_code
    assert 200 == client.get("/problems").status_code


def preflight(client: TestClient, origin: str) -> dict[str, str]:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    return dict(client.options("/v1/things", headers=asked).headers)
