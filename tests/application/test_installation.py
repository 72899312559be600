"""An installation's databases, and the check-up that looks at it."""

import asyncio
from collections import Counter
from datetime import date
from pathlib import Path

import psycopg
import pytest
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

from application.checkup import examine
from application.finding import State
from application.installation import DatabaseUnreachable, admit_login, open_databases
from application.postgres.migrations import MigrationRefused
from application.settings import read_settings
from tests.application.calendar_desk import next_year, process_at, publish

TODAY = date(2026, 11, 23)


def whoami(connection_string: str) -> tuple[object, ...] | None:
    with psycopg.connect(connection_string) as connection:
        return connection.execute("SELECT current_user::text, session_user::text").fetchone()


def test_a_private_server_is_made_migrated_and_entered_by_a_login_of_few_rights(tmp_path: Path) -> None:
    with open_databases(read_settings(data_dir=tmp_path)) as databases:
        assert ("izin_app", "izin_login") == whoami(databases.app)
        assert ("izin_projector", "izin_login") == whoami(databases.projector)
        assert ("izin_app", "izin_login") == whoami(databases.read)
        with psycopg.connect(databases.app) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute("SET ROLE izin_owner")

    with open_databases(read_settings(data_dir=tmp_path)) as again:
        assert databases == again


def test_an_external_database_is_migrated_and_entered_in_our_roles(empty_database: str) -> None:
    with open_databases(read_settings(database_url=empty_database)) as databases:
        assert ("izin_app", "izin") == whoami(databases.app)
        assert empty_database == databases.owner


@pytest.fixture
def guest(postgres_url: str) -> str:
    """A login that may become the application's roles, and not migrate."""
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP ROLE IF EXISTS test_web")
        connection.execute("CREATE ROLE test_web LOGIN PASSWORD 'web'")
        connection.execute("GRANT izin_app, izin_projector TO test_web")
    return make_conninfo(postgres_url, user="test_web", password="web")


def test_a_login_that_may_not_migrate_can_serve_what_is_up_to_date(guest: str) -> None:
    with open_databases(read_settings(database_url=guest)) as databases:
        assert ("izin_app", "test_web") == whoami(databases.app)


def test_the_login_of_the_web_is_admitted_by_the_one_that_migrates(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP ROLE IF EXISTS test_new")
        connection.execute("CREATE ROLE test_new LOGIN NOINHERIT PASSWORD 'new'")
    web = make_conninfo(postgres_url, user="test_new", password="new")
    settings = read_settings(database_url=web, owner_database_url=postgres_url)

    admit_login(settings, postgres_url)

    with open_databases(settings) as databases:
        assert ("izin_app", "test_new") == whoami(databases.app)
        assert ("izin_projector", "test_new") == whoami(databases.projector)


def test_a_login_that_may_not_migrate_does_not_serve_what_is_behind(guest: str, postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DELETE FROM migrations.applied WHERE name = (SELECT max(name) FROM migrations.applied)")

    with pytest.raises(MigrationRefused), open_databases(read_settings(database_url=guest)):
        pass


def test_a_database_that_does_not_answer_is_told() -> None:
    settings = read_settings(database_url="postgresql://izin:hunter2@127.0.0.1:1/izin")

    with pytest.raises(DatabaseUnreachable, match=r"does not answer: .*refused") as told, open_databases(settings):
        pass

    assert "hunter2" not in str(told.value)


def test_a_new_machine_has_nothing_broken(tmp_path: Path) -> None:
    findings = list(examine(read_settings(data_dir=tmp_path / "new"), TODAY))

    assert [] == [finding for finding in findings if finding.state is State.FAIL]
    assert all(finding.cure for finding in findings if finding.state is State.WARN)
    assert not (tmp_path / "new").exists()


def test_an_installation_with_faults_is_told_each_with_its_cure(tmp_path: Path, empty_database: str) -> None:
    settings = read_settings(
        data_dir=tmp_path,
        database_url=empty_database,
        public_url="http://izin.example",
    )

    findings = list(examine(settings, date(2028, 1, 1)))

    broken = Counter(finding.about for finding in findings if finding.state is State.FAIL)
    assert Counter(["master key", "identity", "sealer", "calendar", "migrations"]) == broken
    assert all(finding.cure for finding in findings if finding.state is not State.OK)


def test_a_login_that_cannot_become_our_roles_is_found(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP ROLE IF EXISTS test_alone")
        connection.execute("CREATE ROLE test_alone LOGIN PASSWORD 'alone'")
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO test_alone").format(name))
    settings = read_settings(database_url=make_conninfo(postgres_url, user="test_alone", password="alone"))

    roles = [finding for finding in examine(settings, TODAY) if finding.about == "roles"]

    assert [State.FAIL, State.FAIL] == [finding.state for finding in roles]


def test_the_end_of_the_calendar_is_announced(tmp_path: Path) -> None:
    settings = read_settings(data_dir=tmp_path)

    (calendar,) = [each for each in examine(settings, date(2027, 12, 1)) if each.about == "calendar"]

    assert (State.WARN, "ends 2027-12-31") == (calendar.state, calendar.says)


def test_what_the_office_has_published_itself_counts_as_well(tmp_path: Path, postgres_url: str) -> None:
    settings = read_settings(data_dir=tmp_path, database_url=postgres_url)

    def told() -> tuple[State, str]:
        (calendar,) = [each for each in examine(settings, date(2027, 12, 1)) if each.about == "calendar"]
        return calendar.state, calendar.says

    async def published() -> None:
        async with process_at(postgres_url) as calendars:
            await publish(calendars, next_year())

    assert (State.WARN, "ends 2027-12-31") == told()
    asyncio.run(published())
    assert (State.WARN, "until 2028-12-31; provisional: 2027, 2028") == told()


def test_a_database_of_a_newer_program_tells_nothing_of_calendars(tmp_path: Path, postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("INSERT INTO migrations.applied (name, checksum) VALUES ('9999_future.sql', '0')")
    settings = read_settings(data_dir=tmp_path, database_url=postgres_url)

    found = {each.about: each.state for each in examine(settings, TODAY)}

    assert (State.FAIL, State.WARN) == (found["migrations"], found["calendar"])


def test_a_key_that_others_can_read_is_found(tmp_path: Path) -> None:
    (tmp_path / "master.key").write_text("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    (tmp_path / "master.key").chmod(0o644)

    found = [each for each in examine(read_settings(data_dir=tmp_path), TODAY) if each.about == "master key"]

    assert (State.FAIL, f"chmod 600 {tmp_path / 'master.key'}") in [(each.state, each.cure) for each in found]


def test_who_gets_no_letters_is_told(postgres_url: str) -> None:
    real = {"database_url": postgres_url, "smtp_host": "mail.example", "mail_from": "loket@dpmptsp.example"}
    silent = read_settings(database_url=postgres_url)
    partly = read_settings(**real, desk_addresses='{"kabid": "kabid@dpmptsp.example"}')

    told = [
        [each.says for each in examine(settings, TODAY) if each.about == "letters"] for settings in (silent, partly)
    ]

    assert ["are not sent: there is no mail server"] == told[0]
    assert "by mail.example:587 (starttls)" == told[1][0]
    assert told[1][1].startswith("desks without an address: front_office, ")
    assert "kabid" not in told[1][1]


def test_letters_that_were_given_up_are_told(postgres_url: str) -> None:
    settings = read_settings(database_url=postgres_url)
    with psycopg.connect(postgres_url) as connection:
        connection.execute(
            "INSERT INTO mail.outbox (id, position, permit, version, kind, channel, recipient, state, settled_at)"
            " VALUES (gen_random_uuid(), 1, gen_random_uuid(), 1, 'received', 'mail', 'applicant', 'dead', now())"
        )

    (outbox,) = [each for each in examine(settings, TODAY) if each.about == "outbox"]

    assert (State.WARN, "1 letters or webhook calls were given up") == (outbox.state, outbox.says)
