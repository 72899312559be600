"""Letters by SMTP, at a real server: what it takes, defers and refuses, and what is never said to it unencrypted."""

import logging
import socket
from email.headerregistry import Address
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.letters.addresses import address
from application.letters.carriage import SENT, Channel, Item, Verdict, again, dead
from application.letters.post import message_of
from application.letters.smtp import Relay, SmtpPost
from domain.letter_texts import LetterText
from domain.refusals import Sentence
from tests.application.certificates import Authority
from tests.application.desk import submit
from tests.application.mail_office import SENDER, mail_office
from tests.application.smtp_server import PASSWORD, Server, smtp_server
from tests.scenario import MONDAY

SITI = address("siti@example.org", "Siti Rahmah")
TEXT = LetterText(
    subject=Sentence("Izin PAUD Kasih Ibu – Banjarbaru telah terbit", "Issued"),
    paragraphs=(Sentence("Yth. Bapak/Ibu Siti,", "Dear Siti,"), Sentence(".\n..titik\n" + "x" * 1200, "Dots.")),
)


def item() -> Item:
    return Item(
        id=UUID(int=5),
        position=1,
        permit=uuid4(),
        version=1,
        kind="issued",
        channel=Channel.MAIL,
        recipient="applicant",
        attempts=1,
        created_at=MONDAY,
    )


async def send(server: Server, to: Address = SITI, **relay: Any) -> Verdict:
    chosen: dict[str, Any] = {"host": "127.0.0.1", "port": server.port, "tls": "none", "timeout": 2.0, **relay}
    return await SmtpPost(Relay(**chosen)).send(message_of(TEXT, item(), to=to, sender=SENDER), to, item())


async def test_what_arrives_is_what_was_written() -> None:
    async with smtp_server() as server:
        assert SENT == await send(server)

    (message,) = server.taken
    assert f"<{UUID(int=5)}@dpmptsp.example>" == message["Message-ID"]
    assert "Izin PAUD Kasih Ibu – Banjarbaru telah terbit" == str(message["Subject"])
    assert MONDAY == message["Date"].datetime
    text = message.get_content().replace("\r\n", "\n")
    assert "\n\n.\n..titik\n" + "x" * 1200 in text
    assert text.endswith("Issued\n\nDear Siti,\n\nDots.\n")


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (Server(rcpt=["450 4.2.1 <{address}> is full"]), again("SMTP 450")),
        (Server(rcpt=["550 5.1.1 <{address}> is unknown"]), dead("SMTP 550")),
        (Server(data=["451 4.3.0 later"]), again("SMTP 451")),
        (Server(data=["554 5.7.1 refused"]), dead("SMTP 554")),
    ],
)
async def test_the_relays_answer_is_final_or_may_change(server: Server, expected: Verdict) -> None:
    async with smtp_server(server):
        assert expected == await send(server)
        assert [] == server.taken
        assert SENT == await send(server)


async def test_a_letter_that_was_deferred_is_sent_later(postgres_url: str) -> None:
    async with smtp_server(Server(data=["451 4.3.0 later"])) as server:
        post = SmtpPost(Relay(host="127.0.0.1", port=server.port, tls="none"))
        async with mail_office(postgres_url, post) as office:
            await submit(office.permits)
            await office.feed()
            office.change("state = 'dropped', settled_at = now() WHERE kind = 'task'")
            deferred = (await office.delivered())[0]
            office.change("next_at = now() WHERE kind = 'received'")
            sent = (await office.delivered())[0]

    assert [("pending", 1, "SMTP 451"), ("sent", 2, None)] == [deferred[2:], sent[2:]]
    assert 1 == len(server.taken)


async def test_nobody_answers() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))

        assert again("no connection: SMTPConnectError") == await send(Server(port=unheard.getsockname()[1]))


async def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        verdict = await send(Server(port=silent.getsockname()[1]), timeout=0.2)

    assert again("no connection: SMTPConnectTimeoutError") == verdict or "Timeout" in (verdict.reason or "")


async def test_a_server_that_hangs_over_a_letter_is_given_up() -> None:
    async with smtp_server(Server(hangs=True)) as server:
        assert again("SMTPReadTimeoutError") == await send(server, timeout=0.3)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.make(tmp_path)


@pytest.mark.parametrize("implicit", [False, True])
async def test_letters_go_encrypted(authority: Authority, implicit: bool) -> None:
    async with smtp_server(tls=authority.server("127.0.0.1"), implicit=implicit) as server:
        tls = "implicit" if implicit else "starttls"

        assert SENT == await send(server, tls=tls, context=authority.client())

    assert [True] == server.was_encrypted


async def test_a_relay_that_offers_no_encryption_gets_no_letter(authority: Authority) -> None:
    async with smtp_server() as server:
        verdict = await send(server, tls="starttls", context=authority.client(), user="izin", password="rahasia")

    assert "pending" == verdict.state
    assert (verdict.reason or "").startswith("no connection: ")
    assert [] == server.taken


@pytest.mark.parametrize(
    "names", [("mail.example",), ("127.0.0.1",)], ids=["another's certificate", "an unknown authority"]
)
async def test_a_relay_that_is_not_who_it_should_be_gets_no_letter(
    authority: Authority, tmp_path: Path, names: tuple[str, ...]
) -> None:
    (tmp_path / "other").mkdir()
    trusted = authority if names == ("mail.example",) else Authority.make(tmp_path / "other")
    async with smtp_server(tls=authority.server(*names)) as server:
        verdict = await send(server, tls="starttls", context=trusted.client())

    assert "pending" == verdict.state
    assert [] == server.taken


@pytest.mark.parametrize(
    ("password", "expected"), [(PASSWORD.decode(), SENT), ("salah", again("no connection: SMTP 535"))]
)
async def test_a_wrong_password_is_our_fault_and_no_letters(
    authority: Authority, password: str, expected: Verdict
) -> None:
    async with smtp_server(tls=authority.server("127.0.0.1"), auth=True) as server:
        verdict = await send(server, tls="starttls", context=authority.client(), user="izin", password=password)

    assert expected == verdict


async def test_an_address_beyond_ascii_needs_a_relay_that_takes_it() -> None:
    async with smtp_server() as server:
        assert dead("the relay does not take this address") == await send(server, address("sítí@example.org"))
        assert SENT == await send(server, address("siti@bücher.example"))

    assert "siti@xn--bcher-kva.example" == str(server.taken[0]["To"])


async def test_neither_address_nor_text_is_logged(
    postgres_url: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with smtp_server(Server(rcpt=["550 <{address}> is unknown"])) as server:
        post = SmtpPost(Relay(host="127.0.0.1", port=server.port, tls="none"))
        async with mail_office(postgres_url, post) as office:
            await submit(office.permits)
            rows = await office.delivered()

    out, err = capfd.readouterr()
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.log")]
    assert "siti@" not in "".join([out, err, *ours, str(rows)])
    assert "Siti" not in "".join([out, err, *ours, str(rows)])
