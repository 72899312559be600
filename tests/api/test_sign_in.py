"""Signing in by the office's provider: only who has begun here comes in, and only as whom the provider says."""

from collections.abc import Iterator
from time import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import pytest

from application.postgres.embedded import EmbeddedPostgres
from tests.api.browser import Browser
from tests.api.casework import APPLICATIONS
from tests.api.issuer import Issuer, issuer, new_key
from tests.api.product import Product, told
from tests.api.signing_in import office_with

COOKIE, PENDING = "__Host-izin", "__Host-izin-login"
CALLBACK = "/login/callback"
CLIENT = "izin-pages"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture(scope="module")
def provider() -> Iterator[Issuer]:
    with issuer() as running:
        yield running


@pytest.fixture(scope="module")
def office(provider: Issuer, cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    chosen = {"oidc_client_id": CLIENT, "oidc_client_secret": "s/e:c", "public_url": "https://izin.test"}
    with office_with(cluster, tmp_path_factory.mktemp("office"), provider, **chosen) as (running, _):
        yield running


def begun(browser: Browser, path: str = "/login") -> dict[str, str]:
    """Return what the provider is asked."""
    answer = browser.get(path)
    assert 303 == answer.status_code, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def id_token(provider: Issuer, asked: dict[str, str], *, header: dict[str, Any] | None = None, **claims: Any) -> str:
    good = {"aud": CLIENT, "nonce": asked["nonce"], "client_id": None, "sid": "sid-1", **claims}
    return provider.token(header={"typ": "JWT", **(header or {})}, **good)


def came_back(browser: Browser, provider: Issuer, asked: dict[str, str], token: str, **changed: str) -> Any:
    """Come back from the provider with a code that is good for `token`."""
    code = uuid4().hex
    provider.codes[code] = (asked["code_challenge"], token)
    query = {"code": code, "state": asked["state"], **changed}
    return browser.get(f"{CALLBACK}?{urlencode(query)}", Sec_Fetch_Site="cross-site")


def test_somebody_signs_in_and_goes_where_they_wanted(office: Product, provider: Issuer) -> None:
    browser = Browser(office)
    asked = begun(browser, "/login?next=/register")

    answer = came_back(browser, provider, asked, id_token(provider, asked))

    assert (303, "/register") == (answer.status_code, answer.headers["location"])
    assert ("S256", "openid profile", f"https://izin.test{CALLBACK}") == (
        asked["code_challenge_method"],
        asked["scope"],
        asked["redirect_uri"],
    )
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{COOKIE}="))
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"))
    assert "Domain" not in cookie
    assert [COOKIE] == list(browser.cookies)
    assert 200 == browser.call("GET", APPLICATIONS).status_code
    sent = provider.forms[provider.asked.index("/token")]
    assert "client_secret" not in sent


def test_roles_that_are_not_in_the_id_token_are_asked_for(office: Product, provider: Issuer) -> None:
    browser = Browser(office)
    asked = begun(browser)
    provider.people = {"sub": "fajar", "name": "Fajar Nugroho", "roles": ["auditor"]}

    came_back(browser, provider, asked, id_token(provider, asked, roles=None, name=None))

    assert 200 == browser.call("GET", "/v1/access-log").status_code


@pytest.mark.parametrize(
    "people", [{}, {"sub": "siti", "name": "S", "roles": ["admin"]}, {"sub": "fajar", "name": "F"}]
)
def test_userinfo_about_nobody_or_somebody_else_signs_nobody_in(
    office: Product, provider: Issuer, people: dict[str, Any]
) -> None:
    browser = Browser(office)
    asked = begun(browser)
    provider.people = people

    assert 403 == came_back(browser, provider, asked, id_token(provider, asked, roles=None)).status_code
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_no_provider_leads_to_another_host(office: Product, provider: Issuer, next_: str) -> None:
    browser = Browser(office)
    asked = begun(browser, f"/login?{urlencode({'next': next_})}")

    answer = came_back(browser, provider, asked, id_token(provider, asked))
    assert "/queues/front_office" == answer.headers["location"], "their own page, as they asked for none of ours"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": [CLIENT, "other"], "azp": "other"},
        {"iss": "https://login.evil.example"},
        {"exp": int(time()) - 100},
        {"exp": None},
        {"sub": None},
        {"sub": "a\nb"},
        {"header": {"alg": "none"}, "key": new_key("x")},
        {"key": new_key("first")},
    ],
    ids=[
        "another nonce",
        "no nonce",
        "another client",
        "another party",
        "another issuer",
        "expired",
        "without end",
        "nobody",
        "a line feed",
        "unsigned",
        "another key",
    ],
)
def test_an_id_token_that_is_not_ours_signs_nobody_in(
    office: Product, provider: Issuer, claims: dict[str, Any]
) -> None:
    browser = Browser(office)
    asked = begun(browser)
    if claims.get("header"):
        bad = "eyJhbGciOiJub25lIn0." + id_token(provider, asked).split(".")[1] + "."
    else:
        bad = id_token(provider, asked, **claims)

    answer = came_back(browser, provider, asked, bad)

    assert 403 == answer.status_code
    assert "/login" in answer.text
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize(
    "query",
    [
        {"state": "another"},
        {"state": ""},
        {"iss": "https://login.evil.example"},
        {"code": "never given"},
    ],
    ids=str,
)
def test_a_callback_that_was_bent_signs_nobody_in(office: Product, provider: Issuer, query: dict[str, str]) -> None:
    browser = Browser(office)
    asked = begun(browser)

    answer = came_back(browser, provider, asked, id_token(provider, asked), **query)

    assert (403, False) == (answer.status_code, COOKIE in browser.cookies)


def test_a_callback_of_another_browser_signs_nobody_in(office: Product, provider: Issuer) -> None:
    """The attacker begins, the victim is led to the callback: else the victim would work as the attacker."""
    attacker, victim = Browser(office), Browser(office)
    asked = begun(attacker)

    assert 403 == came_back(victim, provider, asked, id_token(provider, asked)).status_code
    begun(victim)
    assert 403 == came_back(victim, provider, asked, id_token(provider, asked)).status_code
    assert COOKIE not in victim.cookies


def test_a_code_of_another_sign_in_is_no_good_here(office: Product, provider: Issuer) -> None:
    """PKCE: the code that was stolen on its way needs the number that only its own browser has."""
    thief = Browser(office)
    begun(thief)
    asked = {**begun(thief), "code_challenge": begun(Browser(office))["code_challenge"]}

    assert 403 == came_back(thief, provider, asked, id_token(provider, asked)).status_code


@pytest.mark.parametrize("kept", ["", "x", "AAAA" * 30, "é"])
def test_a_cookie_that_we_have_not_sealed_is_none(office: Product, provider: Issuer, kept: str) -> None:
    browser = Browser(office)
    asked = begun(browser)
    browser.cookies[PENDING] = kept.encode().decode("latin-1") if kept.isascii() else "AA=="

    assert 403 == came_back(browser, provider, asked, id_token(provider, asked)).status_code


def test_cancelling_at_the_provider_is_told_with_a_way_back(office: Product) -> None:
    browser = Browser(office)
    asked = begun(browser)

    answer = browser.get(f"{CALLBACK}?{urlencode({'error': 'access_denied', 'state': asked['state']})}")

    assert 403 == answer.status_code
    assert "/login" in answer.text


def test_while_the_provider_is_away_nobody_signs_in(office: Product, provider: Issuer) -> None:
    browser = Browser(office)
    asked = begun(browser)
    provider.away = True
    answer = came_back(browser, provider, asked, id_token(provider, asked))
    provider.away = False

    assert 503 == answer.status_code
    assert "10" == answer.headers["retry-after"]


def test_there_is_no_demo_where_there_is_a_provider(office: Product) -> None:
    assert 405 == Browser(office).submit("/login", None, role="admin").status_code
    assert 404 == Browser(office).get("/login/entry").status_code
    assert 404 == Browser(office).submit("/login/entry", None, code="x").status_code


def test_who_signs_out_is_shown_the_way_out_at_the_provider(office: Product, provider: Issuer) -> None:
    shown = Browser(office).submit("/logout").text

    assert f"{provider.url}/end?client_id={CLIENT}" in shown


def _logged_out(office: Product, provider: Issuer, **claims: Any) -> int:
    now = int(time())
    good: dict[str, Any] = {
        "aud": CLIENT,
        "name": None,
        "roles": None,
        "client_id": None,
        "events": {LOGOUT: {}},
        "exp": now + 60,
    }
    token = provider.token(header={"typ": "logout+jwt"}, **{**good, **claims})
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    return Browser(office).submit("/login/backchannel", sent, logout_token=token).status_code


def test_who_is_shut_out_at_the_provider_is_out_here_at_once(office: Product, provider: Issuer) -> None:
    browser = Browser(office)
    asked = begun(browser)
    came_back(browser, provider, asked, id_token(provider, asked, sub="rina", sid="sid-rina"))
    for not_theirs in ({"sid": "sid-other"}, {"sub": "other"}):
        assert 200 == _logged_out(office, provider, **not_theirs)
    bent: list[dict[str, Any]] = [
        {"events": {}},
        {"events": None},
        {"nonce": "n"},
        {"aud": "x"},
        {"sub": None},
        {"exp": 1},
    ]
    for no_token in bent:
        assert 400 == _logged_out(office, provider, **{"sub": "rina", **no_token})
    assert 200 == browser.call("GET", APPLICATIONS).status_code

    assert 200 == _logged_out(office, provider, sub="rina", sid="sid-rina")

    assert (401, "session-over") == told(browser.call("GET", APPLICATIONS))
