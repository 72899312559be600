"""Sessions of the pages, in a demo: made, rotated, ended, and of no use to another site."""

from collections.abc import Iterator

import psycopg
import pytest

from api.identity.where_next import where_next
from application.postgres.embedded import EmbeddedPostgres
from tests.api.browser import Browser
from tests.api.casework import APPLICATIONS
from tests.api.product import Product, opened, told
from tests.application.ledgers import database

SESSIONS = "/v1/sessions"
COOKIE = "izin"


@pytest.fixture(scope="module")
def office_and_url(
    cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Product, str]]:
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("demo")) as running:
        yield running, url


@pytest.fixture
def office(office_and_url: tuple[Product, str]) -> Product:
    return office_and_url[0]


@pytest.fixture
def url(office_and_url: tuple[Product, str]) -> str:
    return office_and_url[1]


def signed_in(office: Product, role: str = "front_office", **form: str) -> Browser:
    browser = Browser(office)
    assert 303 == browser.submit("/login", None, role=role, **form).status_code
    return browser


def in_the_database(url: str, change: str, browser: Browser) -> None:
    with psycopg.connect(url) as connection:
        changed = connection.execute(
            f"UPDATE access.sessions SET {change} WHERE token_hash = sha256(%s)".encode(),
            (browser.cookies[COOKIE].encode(),),
        )
        assert 1 == changed.rowcount


def test_a_demo_says_loudly_that_it_is_one_and_offers_every_role(office: Product) -> None:
    shown = Browser(office).get("/login", Accept_Language="id").text

    assert "INI UJI COBA" in shown
    assert 10 == shown.count('<button class="plain" name="role"')
    assert "THIS IS A DEMO" in Browser(office).get("/login?lang=en").text


def test_one_button_signs_in_and_the_session_opens_what_the_role_may_see(office: Product) -> None:
    browser = Browser(office)
    answer = browser.submit("/login", role="kabid", name="Dewi Anggraini", next="/register?lang=en")

    assert (303, "/register?lang=en") == (answer.status_code, answer.headers["location"])
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "no-store" == answer.headers["cache-control"]
    assert 200 == browser.get(APPLICATIONS).status_code
    assert (403, "role-not-permitted") == told(browser.call("GET", "/v1/access-log"))


def test_signing_in_is_in_the_access_log(office: Product) -> None:
    signed_in(office, "sekretaris")
    log = signed_in(office, "auditor").call("GET", "/v1/access-log?action=sign_in&actor=demo-sekretaris").json()

    assert [("signIn", "ok")] == [(each["operation"], each["outcome"]) for each in log["items"]]


@pytest.mark.parametrize(
    "form",
    [{}, {"role": "system"}, {"role": "king"}, {"role": "kabid", "name": "a\u0000b"}, {"role": "kabid", "x": "1"}],
)
def test_nobody_else_can_be_chosen(office: Product, form: dict[str, str]) -> None:
    browser = Browser(office)

    assert 422 == browser.submit("/login", None, **form).status_code
    assert {} == browser.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://izin.test.evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://izin.test"},
    ],
    ids=str,
)
def test_another_site_neither_signs_anybody_in_nor_acts_in_their_name(office: Product, headers: dict[str, str]) -> None:
    assert 403 == Browser(office).submit("/login", headers, role="admin").status_code
    browser = signed_in(office, "pemohon")

    assert (403, "cross-site-request") == told(browser.call("POST", APPLICATIONS, headers, json={}))
    assert (403, "cross-site-request") == told(browser.call("DELETE", SESSIONS, headers))
    assert 403 == browser.submit("/logout", headers).status_code
    assert 200 == browser.get(APPLICATIONS).status_code


def test_an_older_browser_says_by_origin_that_it_is_ours(office: Product) -> None:
    browser = signed_in(office, "pemohon")

    assert (422, "invalid-request") == told(browser.call("POST", APPLICATIONS, {"Origin": "http://izin.test"}, json={}))


def test_a_token_goes_before_a_session_and_needs_no_origin(office: Product) -> None:
    browser = signed_in(office, "auditor")
    bearer = dict(office.person("pemohon").headers)

    assert (422, "invalid-request") == told(browser.call("POST", APPLICATIONS, bearer, json={}))
    assert (401, "invalid-token") == told(browser.call("GET", APPLICATIONS, {"Authorization": "Bearer x"}))


def test_a_session_is_never_one_that_was_there_before(office: Product) -> None:
    victim = Browser(office, {COOKIE: "A" * 43})
    victim.submit("/login", role="kabid")
    assert "A" * 43 != victim.cookies[COOKIE]
    assert (401, "session-over") == told(Browser(office, {COOKIE: "A" * 43}).call("GET", APPLICATIONS))

    first = dict(victim.cookies)
    victim.submit("/login", role="auditor")

    assert first != victim.cookies
    assert (401, "session-over") == told(Browser(office, first).call("GET", APPLICATIONS))


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "A" * 5000, "'; DROP TABLE access.sessions; --", "%00", "\x7f"])
def test_a_made_up_session_is_none(office: Product, value: str) -> None:
    assert (401, "session-over") == told(Browser(office, {COOKIE: value}).call("GET", SESSIONS))
    assert 200 == Browser(office, {COOKIE: "A" * 43}).get("/track").status_code


def test_two_cookies_of_one_name_are_none(office: Product) -> None:
    token = signed_in(office).cookies[COOKIE]
    jar = {"Cookie": f"{COOKIE}={'A' * 43}; {COOKIE}={token}"}

    assert (401, "unauthenticated") == told(office.ask("GET", APPLICATIONS, headers=jar))


@pytest.mark.parametrize(
    "change",
    [
        "expires_at = clock_timestamp()",
        "seen_at = clock_timestamp() - interval '31 minutes'",
        "ended_at = clock_timestamp()",
        "via = 'provider'",
    ],
)
def test_what_is_over_opens_nothing(office: Product, url: str, change: str) -> None:
    browser = signed_in(office)
    in_the_database(url, change, browser)

    assert (401, "session-over") == told(browser.call("GET", APPLICATIONS))


def test_a_session_that_is_used_stays(office: Product, url: str) -> None:
    browser = signed_in(office)
    in_the_database(url, "seen_at = clock_timestamp() - interval '29 minutes'", browser)
    assert 200 == browser.call("GET", APPLICATIONS).status_code
    in_the_database(url, "created_at = created_at - interval '2 minutes'", browser)

    assert 200 == browser.call("GET", APPLICATIONS).status_code


def test_signing_out_ends_the_session_and_not_only_the_cookie(office: Product) -> None:
    browser = signed_in(office)
    before = dict(browser.cookies)

    shown = browser.submit("/logout")

    assert (200, {}) == (shown.status_code, browser.cookies)
    assert (401, "session-over") == told(Browser(office, before).call("GET", APPLICATIONS))
    assert 200 == browser.submit("/logout").status_code
    assert 405 == browser.get("/logout").status_code


def test_everybody_sees_and_ends_their_own_sessions_and_nobody_elses(office: Product) -> None:
    here, there = (signed_in(office, "pemohon", sub="made") for _ in range(2))
    other = signed_in(office, "pemohon", sub="wayan")
    mine = here.call("GET", SESSIONS).json()["items"]
    assert [True, False] == sorted((each["this"] for each in mine), reverse=True)
    of_other = other.call("GET", SESSIONS).json()["items"][0]["id"]

    assert (404, "session-not-found") == told(here.call("DELETE", f"{SESSIONS}/{of_other}"))
    assert (403, "role-not-permitted") == told(here.call("GET", f"{SESSIONS}?sub=wayan"))
    assert (403, "role-not-permitted") == told(here.call("DELETE", f"{SESSIONS}?sub=wayan"))
    that = next(each["id"] for each in mine if not each["this"])
    assert {"ended": 1} == here.call("DELETE", f"{SESSIONS}/{that}").json()

    assert (401, "session-over") == told(there.call("GET", SESSIONS))
    assert 200 == other.call("GET", SESSIONS).status_code
    assert {"ended": 1} == here.call("DELETE", SESSIONS).json()


def test_an_administrator_shuts_a_person_out_at_once(office: Product) -> None:
    people = [signed_in(office, "kabid", sub="hendra") for _ in range(2)]
    admin = signed_in(office, "admin")

    assert 2 == len(admin.call("GET", f"{SESSIONS}?sub=hendra").json()["items"])
    assert {"ended": 2} == admin.call("DELETE", f"{SESSIONS}?sub=hendra").json()
    assert [(401, "session-over")] * 2 == [told(each.call("GET", APPLICATIONS)) for each in people]


def test_no_token_of_a_session_is_stored(office: Product, url: str) -> None:
    token = signed_in(office).cookies[COOKIE]

    with psycopg.connect(url) as connection:
        rows = str(connection.execute("SELECT s::text FROM access.sessions s").fetchall())

    assert token not in rows
    assert token.encode().hex() not in rows


def test_forms_are_tried_so_often_and_not_more(office: Product) -> None:
    answers = [office.get("/login/entry").headers["ratelimit-limit"], office.get("/login").headers["ratelimit-limit"]]

    assert ["30", "120"] == answers


@pytest.mark.parametrize("asked", ["/", "/register", "/v/abc?x=1&y=%20", "/track?number=REG-1#a"])
def test_a_page_of_ours_is_where_somebody_goes_next(asked: str) -> None:
    assert asked == where_next(asked)


@pytest.mark.parametrize(
    "asked",
    [
        None,
        "",
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/ /evil.example",
        "/\r\nSet-Cookie: izin=x",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:evil.example",
        "evil.example",
        "?next=//evil.example",
        "/\u2215/evil.example",
        "/%00\x00",
        "//[evil",
        "/" + "x" * 500,
    ],
)
def test_another_host_is_never_where_somebody_goes_next(asked: str | None) -> None:
    assert "/" == where_next(asked)
