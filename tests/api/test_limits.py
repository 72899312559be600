"""Too large and too often: refused early, told clearly, and never in a way that hides the answer."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from api.http.limits import BodyLimits
from api.http.rate_limits import Buckets, Rate, RateRules, address_of
from tests.api.tiny import VERIFICATION, Clock, client_of, sign_in, tiny_app

RULES = RateRules(
    caller=Rate(limit=3),
    address=Rate(limit=2),
    failed=None,
    by_path={"/livez": None, "/demo/token": None, "/problems/": Rate(limit=1)},
)


@pytest.mark.parametrize("size", [1025, 100_000])
def test_a_body_over_the_limit_is_a_413(client: TestClient, size: int) -> None:
    answer = client.post("/v1/things", content=b"x" * size, headers={"Content-Type": "application/json"})

    assert (413, "Isi permintaan melampaui batas 1 KiB.") == (answer.status_code, answer.json()["detail"])
    assert "x-request-id" in answer.headers


@pytest.mark.parametrize("path", [VERIFICATION, "/v1/things"])
def test_a_body_of_unknown_length_is_counted(client: TestClient, path: str) -> None:
    def chunks() -> Iterator[bytes]:
        yield from (b"x" * 600 for _ in range(3))

    headers = {"Content-Type": "application/json", **sign_in(client, "front_office")}

    assert client.post(path, content=chunks(), headers=headers).status_code == 413


def test_a_body_at_the_limit_is_read(client: TestClient) -> None:
    body = b'{"requirement": "R02", "accepted": true}'.ljust(1024)

    answer = client.post("/v1/things", content=body, headers={"Content-Type": "application/json"})

    assert (200, {"id": "R02"}) == (answer.status_code, answer.json())


def test_a_path_that_takes_files_may_have_more(client: TestClient) -> None:
    assert client.post("/v1/documents", files={"file": b"x" * 3000}).json() == {"id": "3000"}
    assert client.post("/v1/documents", files={"file": b"x" * 5000}).status_code == 413


def test_an_upload_of_unknown_length_is_counted_too(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        yield from (b"x" * 1000 for _ in range(9))

    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    assert client.post("/v1/documents", content=chunks(), headers=headers).status_code == 413


def test_a_length_that_is_no_number_is_a_400(client: TestClient) -> None:
    answer = client.post("/v1/things", content=b"{}", headers={"Content-Length": "two"})

    assert answer.status_code == 400


@pytest.mark.parametrize("framing", [b"Content-Length: 3000000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
async def test_who_sends_too_much_still_reads_the_answer(tmp_path: Path, framing: bytes) -> None:
    async with connected(tiny_app(tmp_path)) as (reader, writer):
        writer.write(b"POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + framing)
        for _ in range(30):
            writer.write(b"186a0\r\n" + b"x" * 100_000 + b"\r\n" if b"chunked" in framing else b"x" * 100_000)
            await writer.drain()
        writer.write(b"0\r\n\r\n" if b"chunked" in framing else b"")
        assert (await _answer(reader)).startswith(b"HTTP/1.1 413 ")

        writer.write(b"GET /problems HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert (await _answer(reader)).startswith(b"HTTP/1.1 200 ")  # the connection is still good


async def test_who_waits_for_leave_to_send_is_refused_before_sending(tmp_path: Path) -> None:
    async with connected(tiny_app(tmp_path)) as (reader, writer):
        writer.write(
            b"POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Content-Length: 3000000\r\nExpect: 100-continue\r\n\r\n"
        )

        answer = await reader.read()

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer.lower()


async def test_draining_has_an_end(tmp_path: Path) -> None:
    async with connected(tiny_app(tmp_path)) as (reader, writer):
        writer.write(b"POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: 900000000\r\n\r\n")
        for _ in range(86):  # 8 MiB and a little
            writer.write(b"x" * 100_000)
            await writer.drain()

        answer = await _answer(reader)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer.lower()


def test_the_usual_limits_are_those_of_the_contract() -> None:
    limits = BodyLimits()

    assert limits.default == 256 * 1024
    assert limits.by_path["/v1/documents"] >= 5 * 1024 * 1024


def test_each_person_and_each_address_has_a_limit_of_its_own(tmp_path: Path) -> None:
    client = client_of(tiny_app(tmp_path, rate_rules=RULES))
    kabid, auditor = sign_in(client, "kabid"), sign_in(client, "auditor")

    assert [200, 200, 200, 429] == [client.get("/v1/things", headers=kabid).status_code for _ in range(4)]
    assert client.get("/v1/things", headers=auditor).status_code == 200
    assert [401, 401, 429] == [client.get("/v1/things").status_code for _ in range(3)]


def test_a_new_token_is_no_new_person_and_a_bad_one_is_nobody(tmp_path: Path) -> None:
    client = client_of(tiny_app(tmp_path, rate_rules=RULES))

    again = [client.get("/v1/things", headers=sign_in(client, "kabid")).status_code for _ in range(4)]
    forged = [client.get("/v1/things", headers={"Authorization": f"Bearer {n}"}).status_code for n in range(3)]

    assert ([200, 200, 200, 429], [401, 401, 429]) == (again, forged)


def test_a_429_says_how_long_to_wait(tmp_path: Path) -> None:
    client = client_of(tiny_app(tmp_path, rate_rules=RULES))
    for _ in range(2):
        client.get("/v1/things")

    answer = client.get("/v1/things", headers={"Accept-Language": "en"})

    assert (429, "Too many requests") == (answer.status_code, answer.json()["title"])
    assert 1 <= int(answer.headers["retry-after"]) <= 30


def test_every_answer_says_how_much_is_left(tmp_path: Path) -> None:
    client = client_of(tiny_app(tmp_path, rate_rules=RULES))

    headers = client.get("/v1/things").headers

    names = ("limit", "remaining", "reset", "policy")
    assert ["2", "1", "30", "2;w=60"] == [headers[f"ratelimit-{name}"] for name in names]


def test_a_path_may_have_a_rate_of_its_own_or_none(tmp_path: Path) -> None:
    client = client_of(tiny_app(tmp_path, rate_rules=RULES))

    assert [404, 404, 404] == [client.get("/livez").status_code for _ in range(3)]
    assert [200, 429] == [client.get("/problems/not-found").status_code for _ in range(2)]
    assert client.get("/problems").status_code == 200


def test_the_usual_rates_let_a_person_upload_twenty_documents_a_minute(client: TestClient) -> None:
    who = sign_in(client, "pemohon")

    assert {200} == {client.post("/v1/documents", files={"file": b"x"}, headers=who).status_code for _ in range(40)}


def test_a_bucket_fills_again_evenly() -> None:
    clock = Clock(1000)
    buckets, rate = Buckets(10, clock), Rate(limit=3, window=60)

    assert [True, True, True, False] == [buckets.take("a", rate).allowed for _ in range(4)]
    clock.now += 20
    assert [True, False] == [buckets.take("a", rate).allowed for _ in range(2)]
    clock.now += 3600
    assert [2, 1, 0] == [buckets.take("a", rate).remaining for _ in range(3)]


def test_a_large_limit_is_exact() -> None:
    buckets = Buckets(10, Clock(1000))

    taken = [buckets.take("a", Rate(limit=1000)) for _ in range(1001)]

    assert [*range(999, -1, -1), 0] == [verdict.remaining for verdict in taken]
    assert [True] * 1000 + [False] == [verdict.allowed for verdict in taken]


def test_memory_is_bounded_and_the_busy_are_remembered() -> None:
    buckets = Buckets(100, Clock(1000))
    rate = Rate(limit=2)
    buckets.take("busy", rate)

    for n in range(1000):
        buckets.take(f"passer-by {n}", rate)
        if n == 50:
            buckets.take("busy", rate)
            assert not buckets.take("busy", rate).allowed

    assert len(buckets._young) + len(buckets._old) <= 200


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("not:an:address", "not:an:address"),
    ],
)
def test_an_ipv6_subscriber_is_one_address(host: str, address: str) -> None:
    assert address == address_of({"type": "http", "client": (host, 1)})


def test_a_socket_without_addresses_is_local() -> None:
    assert address_of({"type": "http", "client": None}) == "local"


@asynccontextmanager
async def connected(app: ASGIApp) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Connect to `app` on a real server, because only sockets can be closed too early."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        task = asyncio.create_task(server.serve([listening]))
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        try:
            yield reader, writer
        finally:
            writer.close()
            server.should_exit = True
            await task


async def _answer(reader: asyncio.StreamReader) -> bytes:
    """Return status line and headers, and read the body away."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.partition(b":")[2]))
    return head
