"""The link of last resort: an office without a provider is entered by whoever may apply its migrations, once."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import typer
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner

from api.operations import doctor
from application.identity.links import make_link
from application.postgres.database import APP, as_role
from application.postgres.embedded import EmbeddedPostgres
from application.settings import BadSettings, Settings
from tests.api.browser import Browser
from tests.api.casework import APPLICATIONS
from tests.api.product import Product, told
from tests.api.signing_in import MASTER_KEY, office_with

PUBLIC = "https://izin.test"


@pytest.fixture(scope="module")
def office_and_url(
    cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Product, str]]:
    with office_with(cluster, tmp_path_factory.mktemp("office"), None, public_url=PUBLIC) as running:
        yield running


@pytest.fixture
def office(office_and_url: tuple[Product, str]) -> Product:
    return office_and_url[0]


@pytest.fixture
def url(office_and_url: tuple[Product, str]) -> str:
    return office_and_url[1]


def settings_of(url: str, **chosen: object) -> Settings:
    return Settings.model_validate({"database_url": url, "public_url": PUBLIC, "master_key": MASTER_KEY, **chosen})


def code_in(link: str) -> str:
    return parse_qs(urlsplit(link).query)["code"][0]


def test_the_link_opens_one_hour_as_administrator_and_is_in_the_log(office: Product, url: str) -> None:
    link, browser = make_link(settings_of(url)), Browser(office)
    assert link.startswith(f"{PUBLIC}/login/entry?code=")
    assert code_in(link) in browser.get(link.removeprefix(PUBLIC)).text

    came = browser.submit("/login/entry", code=code_in(link))

    assert (303, "/") == (came.status_code, came.headers["location"])
    assert 200 == browser.call("GET", "/v1/webhooks").status_code
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT actor, role FROM ledger.access_log WHERE action = 'sign_in'").fetchone()
        left = connection.execute(
            "SELECT max(expires_at - created_at) < '1 hour 1 second' FROM access.sessions"
        ).fetchone()
    assert ("break-glass", "admin") == row
    assert (True,) == left


def test_looking_at_the_link_does_not_use_it_up_and_using_it_does(office: Product, url: str) -> None:
    link = make_link(settings_of(url))
    for _ in range(2):
        assert 200 == Browser(office).get(link.removeprefix(PUBLIC)).status_code
    assert 303 == Browser(office).submit("/login/entry", code=code_in(link)).status_code

    again = Browser(office)

    assert 403 == again.submit("/login/entry", code=code_in(link)).status_code
    assert {} == again.cookies


def test_a_link_is_over_after_a_quarter_of_an_hour(office: Product, url: str) -> None:
    link = make_link(settings_of(url))
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE access.links SET expires_at = expires_at - interval '15 minutes'")

    assert 403 == Browser(office).submit("/login/entry", code=code_in(link)).status_code


@pytest.mark.parametrize("code", ["", "x", "A" * 43])
def test_a_code_that_nobody_made_opens_nothing(office: Product, code: str) -> None:
    assert 403 == Browser(office).submit("/login/entry", code=code).status_code


def test_another_site_does_not_enter(office: Product, url: str) -> None:
    code = code_in(make_link(settings_of(url)))

    assert 403 == Browser(office).submit("/login/entry", {"Sec-Fetch-Site": "cross-site"}, code=code).status_code


def test_the_application_itself_makes_no_link(url: str) -> None:
    with psycopg.connect(as_role(url, APP)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("INSERT INTO access.links (token_hash, expires_at) VALUES (sha256('x'), now())")


def test_such_a_session_ends_the_day_there_is_a_provider(office: Product, url: str) -> None:
    browser = Browser(office)
    browser.submit("/login/entry", code=code_in(make_link(settings_of(url))))
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE access.sessions SET via = 'provider'")

    assert (401, "session-over") == told(browser.call("GET", APPLICATIONS))


def test_until_then_the_page_of_signing_in_says_what_to_do(office: Product) -> None:
    shown = Browser(office).get("/login?lang=en")

    assert 503 == shown.status_code
    assert "scripts/doctor --break-glass" in shown.text
    assert 404 == Browser(office).get("/login/callback?code=x").status_code
    assert 404 == Browser(office).submit("/login/backchannel", {"Content-Type": "x"}).status_code


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ({"database_url": None, "public_url": None}, "demo"),
        ({"oidc_issuer": "https://login.example"}, "login.example"),
        ({"public_url": None}, "IZIN_PUBLIC_URL"),
    ],
)
def test_there_is_no_link_where_people_sign_in_otherwise(url: str, chosen: dict[str, object], why: str) -> None:
    with pytest.raises(BadSettings, match=why):
        make_link(settings_of(url, **chosen))


def test_a_login_that_may_not_migrate_makes_no_link(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS izin_web_of_test")
        connection.execute("CREATE ROLE izin_web_of_test LOGIN NOINHERIT PASSWORD 'x' IN ROLE izin_app")
        try:
            with pytest.raises(BadSettings, match="IZIN_OWNER_DATABASE_URL"):
                make_link(settings_of(make_conninfo(url, user="izin_web_of_test", password="x")))
        finally:
            connection.execute("DROP ROLE izin_web_of_test")


def test_a_database_without_tables_is_told_as_such(empty_database: str) -> None:
    with pytest.raises(BadSettings):
        make_link(settings_of(empty_database))


def doctor_app() -> typer.Typer:
    app = typer.Typer()
    app.command()(doctor.command)
    return app


def test_the_doctor_prints_the_link_and_nothing_else(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZIN_PUBLIC_URL", PUBLIC)
    monkeypatch.setenv("IZIN_DATABASE_URL", url)
    monkeypatch.setenv("IZIN_MASTER_KEY", MASTER_KEY)

    ran = CliRunner().invoke(doctor_app(), ["--break-glass"])

    assert (0, 1) == (ran.exit_code, ran.stdout.count("/login/entry?code="))
    assert "15" in ran.stdout


def test_the_doctor_says_why_there_is_no_link(tmp_path: Path) -> None:
    ran = CliRunner().invoke(doctor_app(), ["--break-glass", "--data-dir", str(tmp_path)])

    assert 1 == ran.exit_code
    assert "demo" in ran.stderr
