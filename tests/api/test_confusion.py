"""Headers that say one thing to a proxy and another to us, and forms that were begun by somebody who is gone by now."""

import asyncio
from collections.abc import Iterator, Mapping

import psycopg
import pytest

from application.postgres.embedded import EmbeddedPostgres
from tests.api.browser import Browser
from tests.api.casework import APPLICATIONS, Case, a_pdf, an_applicant, submission, submitted
from tests.api.product import Ask, Json, Product, opened, told
from tests.api.test_door import served
from tests.api.test_sessions import COOKIE, SESSIONS, in_the_database, signed_in
from tests.application.ledgers import database

EVIL = "evil.example"
# What frameworks and proxies elsewhere take as orders.
ORDERS: Mapping[str, Mapping[str, str]] = {
    "another host": {"X-Forwarded-Host": EVIL, "X-Host": EVIL, "Forwarded": f"for=10.0.0.1;host={EVIL};proto=https"},
    "another scheme": {"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on", "Front-End-Https": "on"},
    "another prefix": {"X-Forwarded-Prefix": f"//{EVIL}", "X-Script-Name": f"/{EVIL}", "X-Forwarded-Path": f"/{EVIL}"},
    "another address": {"X-Original-URL": "/v1/access-log", "X-Rewrite-URL": "/v1/access-log"},
    "another method": {"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "DELETE", "X-Method-Override": "DELETE"},
    "another person": {"X-Remote-User": "demo-admin", "Remote-User": "demo-admin", "X-Forwarded-User": "demo-admin"},
    "another role": {"X-Roles": "admin", "X-Original-Role": "admin"},
    "a certificate": {"X-SSL-Client-Verify": "SUCCESS", "X-Client-Cert-DN": "CN=admin"},
    "from inside": {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1", "True-Client-IP": "127.0.0.1"},
    "a debugger": {"X-Debug": "1", "Debug": "true", "Accept": "*/*;q=0.1", "Range": "bytes=0-1,2-3"},
}
MADE_ANEW = {"x-request-id", "date", "ratelimit-remaining", "ratelimit-reset"}


@pytest.fixture(scope="module")
def case(product: Product) -> Case:
    return submitted(product)


@pytest.mark.parametrize("order", ORDERS)
def test_no_header_of_a_proxy_is_an_order(case: Case, order: str) -> None:
    officer = case.by("front_office")
    for path in (case.path, f"{APPLICATIONS}?limit=1", "/v1/access-log", "/login", "/problems"):
        plain, bent = (officer.get(path, **headers) for headers in ({}, _underscored(ORDERS[order])))

        assert plain.status_code == bent.status_code, path
        for name, value in plain.headers.items():
            assert name in MADE_ANEW or value == bent.headers.get(name), (path, name)
        assert EVIL not in bent.text + str(bent.headers)


def test_a_strange_host_is_written_nowhere(case: Case) -> None:
    for path in (f"{APPLICATIONS}?limit=1", "/login", "/nowhere", "/docs"):
        answer = case.by("supervisor").get(path, host=f"{EVIL}:666")

        assert EVIL not in str(answer.headers), path
        assert f'"//{EVIL}' not in answer.text, path


RAW = {
    "a null": b"GET / HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n",
    "a bare line feed": b"GET / HTTP/1.1\r\nHost: a\r\nX-A: b\nX-B: c\r\n\r\n",
    "a bare carriage return": b"GET / HTTP/1.1\r\nHost: a\r\nX-A: b\rX-B: c\r\n\r\n",
    "a folded line": b"GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n",
    "a space before the colon": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc",
    "two lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 30\r\n\r\nabc",
    "length and chunks": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks that are not": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunks twice": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "a length with a sign": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
    "a chunk of nonsense": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
    "no such version": b"GET / HTTP/3.7\r\nHost: a\r\n\r\n",
}


async def test_what_two_parsers_would_read_in_two_ways_is_read_in_none() -> None:
    """Request smuggling needs a second request in the first one's body: here the connection is over instead."""
    behind = b"GET /smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answered: dict[str, list[bytes]] = {}
    async with served() as address:
        for name, head in RAW.items():
            reader, writer = await asyncio.open_connection(*address)
            writer.write(head + behind)
            said = await asyncio.wait_for(reader.read(), 5)
            answered[name] = [part[:3] for part in said.split(b"HTTP/1.1 ")[1:]]
            writer.close()

    assert {name: [b"400"] for name in RAW} == answered


@pytest.fixture(scope="module")
def office_and_url(
    cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Product, str]]:
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("forms")) as running:
        an_applicant(running)
        yield running, url


@pytest.mark.parametrize("change", ["expires_at = clock_timestamp()", "ended_at = clock_timestamp()"])
def test_who_is_signed_out_while_filling_in_sends_nothing_and_loses_nothing(
    office_and_url: tuple[Product, str], change: str
) -> None:
    office, url = office_and_url
    browser = signed_in(office, "pemohon", sub="siti")
    file = {"file": ("ktp.pdf", a_pdf("R02"), "application/pdf")}
    in_the_database(url, change, browser)
    before = _events(url)

    refused = [
        browser.call("POST", APPLICATIONS, json=submission()),
        browser.call("POST", f"{APPLICATIONS}?dry_run=true", json=submission()),
        browser._ask("POST", "/v1/documents", {"Sec-Fetch-Site": "same-origin"}, files=file),
        browser.call("DELETE", SESSIONS),
    ]

    assert [(401, "session-over")] * 4 == [told(each) for each in refused]
    assert before == _events(url)
    again = signed_in(office, "pemohon", sub="siti")
    assert 201 == again.call("POST", APPLICATIONS, json=submission()).status_code


def test_a_key_is_of_its_person_and_not_of_the_session_or_the_token(office_and_url: tuple[Product, str]) -> None:
    """The retry after signing in anew is the same request; a thief with the key alone has nothing."""
    office, _ = office_and_url
    siti, headers = (
        signed_in(office, "pemohon", sub="siti"),
        {"Idempotency-Key": "kirim-1", "Sec-Fetch-Site": "same-origin"},
    )
    first = siti.call("POST", APPLICATIONS, headers, json=submission())
    siti.submit("/logout")
    anew = signed_in(office, "pemohon", sub="siti").call("POST", APPLICATIONS, headers, json=submission())
    by_token = an_applicant(office).post(APPLICATIONS, submission(), idempotency_key="kirim-1")
    thief = signed_in(office, "pemohon", sub="pencuri").call("POST", APPLICATIONS, headers, json=submission())
    nobody = Browser(office, {COOKIE: "A" * 43}).call("POST", APPLICATIONS, headers, json=submission())

    assert first.json()["id"] == anew.json()["id"] == by_token.json()["id"]
    assert ["true", "true"] == [each.headers["idempotent-replayed"] for each in (anew, by_token)]
    assert [(422, "invalid-request"), (401, "session-over")] == [told(thief), told(nobody)]


def test_of_two_browsers_that_press_at_once_one_is_told_who_was_faster(
    office_and_url: tuple[Product, str],
) -> None:
    office, _ = office_and_url
    case = submitted(office)
    rivals = [signed_in(office, sub=sub) for sub in ("fajar", "fitri")]
    asks = [_pressed(rival, f"{case.path}/claim") for rival in rivals]

    answers = office.ask_all(asks)

    winner = next(n for n, answer in enumerate(answers) if answer.status_code == 200)
    assert (409, "claimed-by-colleague") == told(answers[1 - winner])
    assert ("fajar", "fitri")[winner] == answers[1 - winner].json()["claimed_by"]["sub"]


def test_a_form_that_is_sent_twice_at_once_is_one_file(office_and_url: tuple[Product, str]) -> None:
    office, _ = office_and_url
    siti = signed_in(office, "pemohon", sub="siti")
    twice = [_pressed(siti, APPLICATIONS, json=submission(), key="dua-kali")] * 3

    answers = office.ask_all(twice)

    assert [201] * 3 == [answer.status_code for answer in answers]
    assert 1 == len({answer.json()["id"] for answer in answers})
    assert 2 == sum(answer.headers.get("idempotent-replayed") == "true" for answer in answers)


def _pressed(browser: Browser, path: str, *, json: Json | None = None, key: str | None = None) -> Ask:
    """What a page of this browser would send; not sent yet."""
    cookie = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}", "Sec-Fetch-Site": "same-origin"}
    headers = {**cookie, **({"Idempotency-Key": key} if key else {})}
    return Ask(method="POST", path=path, headers=headers, json=json or {})


def _underscored(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("-", "_"): value for name, value in headers.items()}


def _events(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM ledger.events) + (SELECT count(*) FROM files.uploads)"
        ).fetchone()
    assert row is not None
    return int(row[0])
