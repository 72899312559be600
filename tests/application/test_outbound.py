"""Calls to others' addresses: where the connection really goes, and what is made of the answer."""

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from application.letters.destinations import Forbidden, IPAddress, Policy, is_public
from application.letters.outbound import Outbound, Resolver, Unreachable
from tests.application.certificates import Authority
from tests.application.http_server import receiver, status

OFFICIAL = "127.0.0.2"  # stands for the internet: every address of 127/8 is this machine
INTERNAL = "127.0.0.1"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.make(tmp_path)


class Names:
    """A resolver that answers differently each time, and counts how often it is asked."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers, self.asked = answers, count()

    async def __call__(self, host: str, port: int) -> Sequence[IPAddress]:
        assert host, port
        answer = self._answers[min(next(self.asked), len(self._answers) - 1)]
        return [ip_address(each) for each in answer]

    @property
    def times(self) -> int:
        return next(self.asked)


def outbound(authority: Authority, names: Names, port: int, **options: Any) -> Outbound:
    """Calls as to the internet, of which there is one address here."""
    return Outbound(
        Policy(ports=frozenset({port})),
        context=authority.client(),
        resolved=names,
        is_open=lambda address: str(address) == OFFICIAL,
        timeout=2.0,
        **options,
    )


async def test_the_connection_goes_to_the_address_that_was_looked_at(authority: Authority) -> None:
    """DNS rebinding: the second answer would lead inside, and nobody asks for it."""
    names = Names([OFFICIAL], [INTERNAL])
    async with (
        receiver(host=OFFICIAL, tls=authority.server("hooks.example")) as official,
        receiver(host=INTERNAL, port=official.port, tls=authority.server("hooks.example")) as internal,
    ):
        code = await outbound(authority, names, official.port).post(
            f"https://hooks.example:{official.port}/in?x=1", b"{}", {"webhook-id": "7"}
        )

    assert 204 == code
    assert [] == internal.got
    (got,) = official.got
    assert ("POST /in?x=1 HTTP/1.1", f"hooks.example:{official.port}", "7", b"{}") == (
        got.line,
        got.headers["host"],
        got.headers["webhook-id"],
        got.body,
    )
    assert ["hooks.example"] == official.names
    assert 1 == names.times


@pytest.mark.parametrize(
    "found", [[INTERNAL], [OFFICIAL, INTERNAL], [INTERNAL, OFFICIAL], ["::1"], ["::ffff:127.0.0.2"], [OFFICIAL, "::"]]
)
async def test_one_closed_address_closes_the_name(authority: Authority, found: list[str]) -> None:
    async with receiver(host=OFFICIAL, tls=authority.server("hooks.example")) as official:
        with pytest.raises(Forbidden, match="public internet"):
            await outbound(authority, Names(found), official.port).post(
                f"https://hooks.example:{official.port}/", b"", {}
            )

    assert [] == official.got


async def test_of_several_addresses_the_first_that_answers_is_taken(authority: Authority) -> None:
    async with receiver(host=OFFICIAL, tls=authority.server("hooks.example")) as official:
        calls = Outbound(
            Policy(ports=frozenset({official.port})),
            context=authority.client(),
            resolved=Names(["127.0.0.3", OFFICIAL]),
            is_open=lambda address: str(address) != INTERNAL,
        )
        assert 204 == await calls.post(f"https://hooks.example:{official.port}/", b"", {})

    assert 1 == len(official.got)


@pytest.mark.parametrize("error", [socket.gaierror(-2, "unknown"), OSError("no network"), UnicodeError("label")])
async def test_without_an_answer_of_the_resolver_nobody_is_called(authority: Authority, error: Exception) -> None:
    async def fails(_: str, __: int) -> Sequence[IPAddress]:
        raise error

    calls = Outbound(Policy(), context=authority.client(), resolved=fails)
    with pytest.raises(Unreachable, match="the name has no address"):
        await calls.post("https://hooks.example/", b"", {})
    with pytest.raises(Unreachable, match="the name has no address"):
        await Outbound(Policy(), context=authority.client(), resolved=Names([])).post("https://hooks.example/", b"", {})


async def test_a_resolver_that_hangs_is_given_up(authority: Authority) -> None:
    async def hangs(_: str, __: int) -> Sequence[IPAddress]:
        await asyncio.sleep(60)
        return []

    calls = Outbound(Policy(), context=authority.client(), resolved=hangs, timeout=0.1)
    with pytest.raises(Unreachable, match="timeout"):
        await calls.post("https://hooks.example/", b"", {})


async def test_the_certificate_must_be_the_names(authority: Authority) -> None:
    async with receiver(host=OFFICIAL, tls=authority.server("other.example", OFFICIAL)) as official:
        with pytest.raises(Unreachable, match="no connection"):
            await outbound(authority, Names([OFFICIAL]), official.port).post(
                f"https://hooks.example:{official.port}/", b"", {}
            )

    assert [] == official.got


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_a_redirect_is_an_answer_and_leads_nowhere(authority: Authority, code: int) -> None:
    async with receiver(host=INTERNAL) as internal:
        says = status(code, f"Location: http://{INTERNAL}:{internal.port}/secret")
        async with receiver(says, host=OFFICIAL, tls=authority.server("hooks.example")) as official:
            answer = await outbound(authority, Names([OFFICIAL]), official.port).post(
                f"https://hooks.example:{official.port}/", b"", {}
            )

    assert (code, []) == (answer, internal.got)


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (b"", "timeout|ReadTimeout"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "RemoteProtocolError"),
        (b"HTTP/1.1 200 OK\r\n" + b"x" * 300_000, "RemoteProtocolError"),
        (b"HTTP/1.1 abc\r\n\r\n", "RemoteProtocolError"),
    ],
)
async def test_what_is_no_answer_is_given_up(authority: Authority, says: bytes, error: str) -> None:
    async with receiver(says, host=OFFICIAL, tls=authority.server("hooks.example")) as official:
        with pytest.raises(Unreachable, match=error):
            await outbound(authority, Names([OFFICIAL]), official.port).post(
                f"https://hooks.example:{official.port}/", b"", {}
            )


async def test_an_endless_answer_is_not_read(authority: Authority) -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + b"x" * 4_000_000
    async with receiver(endless, host=OFFICIAL, tls=authority.server("hooks.example")) as official:
        async with asyncio.timeout(1.5):
            assert 200 == await outbound(authority, Names([OFFICIAL]), official.port).post(
                f"https://hooks.example:{official.port}/", b"", {}
            )


async def test_no_proxy_is_asked(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiver(host=INTERNAL) as proxy:
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{INTERNAL}:{proxy.port}")
        async with receiver(host=OFFICIAL, tls=authority.server("hooks.example")) as official:
            assert 204 == await outbound(authority, Names([OFFICIAL]), official.port).post(
                f"https://hooks.example:{official.port}/", b"", {}
            )

    assert [] == proxy.got


async def test_this_machine_is_called_only_where_that_is_allowed() -> None:
    async with receiver() as local:
        url = f"http://localhost:{local.port}/hook"

        assert 204 == await Outbound(Policy(localhost=True)).post(url, b"", {})
        with pytest.raises(Forbidden):
            await Outbound(Policy()).post(url, b"", {})

    assert 1 == len(local.got)


async def test_this_machines_name_may_not_lead_elsewhere() -> None:
    calls = Outbound(Policy(localhost=True), resolved=Names([INTERNAL, "10.0.0.1"]))

    with pytest.raises(Forbidden):
        await calls.post("http://localhost:9000/", b"", {})


async def test_numbers_that_mean_this_machine_are_found_by_the_resolver_too() -> None:
    """Were one to pass for a name, its address would still be looked at."""
    assert not any(is_public(address) for address in await Resolver()("2130706433", 443))
    assert not any(is_public(address) for address in await Resolver()("0x7f.1", 443))
