"""Migrations: once, in order, forward only, and never against a database they do not know."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from application.postgres.migrations import MigrationRefused, migrate, pending

FIRST = "CREATE SCHEMA ledger; CREATE TABLE ledger.one (n int);"
SECOND = "INSERT INTO ledger.one VALUES (100); SELECT '100 %';"


@pytest.fixture
def database(empty_database: str) -> str:
    """A database without tables, on a cluster where izin_owner exists; our 0001 grants what is granted here."""
    with psycopg.connect(empty_database) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO izin_owner").format(name))
    return empty_database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_first.sql").write_text(FIRST)
    (tmp_path / "0002_second.sql").write_text(SECOND)
    return tmp_path


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(statement.encode()).fetchall()


def test_what_is_missing_is_applied_in_order_and_only_once(database: str, folder: Path) -> None:
    assert ("0001_first.sql", "0002_second.sql") == pending(database, folder)

    assert ("0001_first.sql", "0002_second.sql") == migrate(database, folder)
    assert () == migrate(database, folder)

    assert () == pending(database, folder)
    assert [(100,)] == rows(database, "SELECT n FROM ledger.one")


def test_asking_what_is_missing_changes_nothing(database: str, folder: Path) -> None:
    pending(database, folder)

    assert [(None,)] == rows(database, "SELECT to_regclass('migrations.applied')::text")


def test_an_applied_file_that_was_changed_is_refused(database: str, folder: Path) -> None:
    migrate(database, folder)
    (folder / "0002_second.sql").write_text(SECOND + "-- one more word")

    with pytest.raises(MigrationRefused, match=r"0002_second\.sql was changed after it was applied"):
        migrate(database, folder)


def test_other_line_ends_are_no_change(database: str, folder: Path) -> None:
    (folder / "0001_first.sql").write_bytes(FIRST.replace("; ", ";\n").encode())
    migrate(database, folder)
    (folder / "0001_first.sql").write_bytes(FIRST.replace("; ", ";\r\n").encode())

    assert () == migrate(database, folder)


def test_a_database_newer_than_the_files_is_refused(database: str, folder: Path) -> None:
    migrate(database, folder)
    (folder / "0002_second.sql").unlink()

    with pytest.raises(MigrationRefused, match=r"0002_second\.sql was applied .* the database is newer"):
        migrate(database, folder)


def test_a_failing_file_leaves_nothing_of_itself(database: str, folder: Path) -> None:
    (folder / "0003_broken.sql").write_text("CREATE TABLE ledger.two (n int); SELECT 1 / 0;")

    with pytest.raises(MigrationRefused, match=r"0003_broken\.sql failed and was rolled back: division by zero"):
        migrate(database, folder)

    assert [(None,)] == rows(database, "SELECT to_regclass('ledger.two')::text")
    assert ("0003_broken.sql",) == pending(database, folder)


@pytest.mark.parametrize("name", ["0004_gap.sql", "0002_twin.sql", "third.sql", "0003-Third.sql"])
def test_a_number_that_does_not_follow_is_refused(database: str, folder: Path, name: str) -> None:
    (folder / name).write_text("SELECT 1;")

    with pytest.raises(MigrationRefused, match=f"{name}|second"):
        migrate(database, folder)

    assert [(None,)] == rows(database, "SELECT to_regclass('ledger.one')::text")


def test_two_runners_at_once_do_the_work_once(database: str, folder: Path) -> None:
    (folder / "0003_slow.sql").write_text("SELECT pg_sleep(0.3);")

    with ThreadPoolExecutor() as runners:
        done = sorted(runners.map(lambda _: migrate(database, folder), range(3)), key=len)

    assert [(), (), ("0001_first.sql", "0002_second.sql", "0003_slow.sql")] == done


def test_what_is_made_belongs_to_the_owner(database: str, folder: Path) -> None:
    migrate(database, folder)

    owners = "SELECT tableowner FROM pg_tables WHERE schemaname IN ('ledger', 'migrations') ORDER BY schemaname"
    assert [("izin_owner",), ("izin",)] == rows(database, owners)


def test_a_login_that_may_not_migrate_is_told_so(database: str, folder: Path) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("DROP ROLE IF EXISTS test_guest")
        connection.execute("CREATE ROLE test_guest LOGIN PASSWORD 'guest'")

    with pytest.raises(MigrationRefused, match=r"may not apply migrations .* use IZIN_OWNER_DATABASE_URL"):
        migrate(make_conninfo(database, user="test_guest", password="guest"), folder)


def test_our_own_files_run_on_the_oldest_and_the_newest_postgresql(postgres_url_of_major: str) -> None:
    assert () == pending(postgres_url_of_major)
