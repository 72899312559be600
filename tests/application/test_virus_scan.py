"""Asking a real ClamAV: clean, found, and every way of getting no answer, which is never taken for clean."""

import socket
from collections.abc import Iterator
from datetime import date
from threading import Thread

import pytest

from application.checkup import examine
from application.finding import State
from application.settings import BadSettings, read_settings
from application.uploads.virus_scan import Scanner, ScannerAway
from tests.application.clamd import EICAR, SIGNATURE, Clamd, clamd

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def running() -> Iterator[Clamd]:
    with clamd() as scanner:
        yield scanner


@pytest.fixture(params=["tcp", "socket"])
def scanner(request: pytest.FixtureRequest, running: Clamd) -> Scanner:
    return Scanner(getattr(running, request.param))


@pytest.mark.parametrize("content", [b"", b"surat", b"x" * (5 * MIB)], ids=["empty", "short", "5 MiB"])
def test_what_is_clean_is_clean(scanner: Scanner, content: bytes) -> None:
    assert scanner.scan(content) is None


@pytest.mark.parametrize("before", [0, 65_000, 5 * MIB - 100], ids=["at once", "over two chunks", "at the end"])
def test_what_is_infected_is_named(scanner: Scanner, before: int) -> None:
    assert (scanner.scan(b"x" * before + EICAR) or "").startswith(SIGNATURE)


def test_it_says_what_it_is(scanner: Scanner) -> None:
    assert scanner.version().startswith("ClamAV ")


def test_a_file_that_it_will_not_take_is_not_clean() -> None:
    with clamd("StreamMaxLength 1M") as strict, pytest.raises(ScannerAway, match=r"size limit|127\.0\.0\.1"):
        Scanner(strict.tcp).scan(b"x" * 3 * MIB)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock", "[::1]:1", "no-such-host.invalid:1"])
def test_nobody_there_is_not_clean(address: str) -> None:
    with pytest.raises(ScannerAway, match=r".+: "):
        Scanner(address).scan(b"surat")


@pytest.mark.parametrize("answer", [b"", b"stream: ", b"stream: OK but\0", b"FOUND\0", b"\xff\0", None])
def test_an_answer_that_says_nothing_is_not_clean(answer: bytes | None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = Thread(target=_answer, args=(door, answer))
        thread.start()
        with pytest.raises(ScannerAway):
            Scanner(f"127.0.0.1:{door.getsockname()[1]}", patience_s=0.5).scan(b"surat")
        thread.join()


def _answer(door: socket.socket, answer: bytes | None) -> None:
    """Take the question; None: and keep silent until the other side has gone."""
    connection, _ = door.accept()
    with connection:
        asked = b""
        while not asked.endswith(bytes(4)):
            asked += connection.recv(4096)
        if answer is None:
            assert b"" == connection.recv(1)
        else:
            connection.sendall(answer)


def test_the_doctor_asks_it(running: Clamd) -> None:
    today = date(2026, 11, 23)

    for settings, state in (
        (read_settings(clamav=running.tcp), State.OK),
        (read_settings(clamav="127.0.0.1:1"), State.FAIL),
        (read_settings(public_url="https://izin.example"), State.WARN),
        (read_settings(), State.OK),
    ):
        (finding,) = [each for each in examine(settings, today) if each.about == "virus scanner"]
        assert state is finding.state
        assert finding.cure or state is State.OK


@pytest.mark.parametrize("address", ["clamd", "127.0.0.1", "localhost:", "relative/socket"])
def test_an_address_that_is_none_is_told_at_the_start(address: str) -> None:
    with pytest.raises(BadSettings, match="IZIN_CLAMAV"):
        read_settings(clamav=address)
