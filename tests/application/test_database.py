"""Connections in a role: few rights, and an end to every wait."""

import psycopg
import pytest
from psycopg import AsyncConnection, errors

from application.postgres.database import Timeouts, as_role
from application.postgres.store import OneConnection
from tests.busy import turns_for_a_long_answer


@pytest.fixture
def clerk(postgres_url: str) -> str:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS test_clerk")
        connection.execute("CREATE ROLE test_clerk")
    return "test_clerk"


def test_the_connection_has_the_role_and_the_timeouts(postgres_url: str, clerk: str) -> None:
    names = "role", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"
    asked = as_role(postgres_url, clerk, timeouts=Timeouts(statement=1500, lock=700, idle_in_transaction=9000))

    with psycopg.connect(asked) as connection:
        found = [connection.execute(f"SHOW {name}".encode()).fetchone() for name in names]
        user = connection.execute("SELECT current_user, session_user::text, current_setting('application_name')")

        assert [("test_clerk",), ("1500ms",), ("700ms",), ("9s",)] == found
        assert ("test_clerk", "izin", "test_clerk") == user.fetchone()


def test_options_of_the_url_stay(postgres_url: str, clerk: str) -> None:
    with psycopg.connect(as_role(f"{postgres_url}&options=-c%20work_mem%3D9MB", clerk)) as connection:
        found = connection.execute("SELECT current_setting('work_mem'), current_user").fetchone()

    assert ("9MB", "test_clerk") == found


def test_whoever_asks_last_for_patience_has_it(postgres_url: str, clerk: str) -> None:
    """`scripts/collect` reads the whole log with a URL that has been given a role and the usual patience already."""
    patient = as_role(as_role(postgres_url, clerk), clerk, timeouts=Timeouts(statement=3_600_000))

    with psycopg.connect(patient) as connection:
        found = connection.execute("SELECT current_setting('statement_timeout'), current_user").fetchone()

    assert ("1h", clerk) == found


def test_a_statement_that_takes_too_long_is_given_up(postgres_url: str, clerk: str) -> None:
    asked = as_role(postgres_url, clerk, timeouts=Timeouts(statement=50))

    with psycopg.connect(asked) as connection, pytest.raises(errors.QueryCanceled):
        connection.execute("SELECT pg_sleep(5)")


def test_a_role_that_is_missing_is_named(postgres_url: str) -> None:
    with pytest.raises(psycopg.OperationalError, match='role "izin_ghost" does not exist'):
        psycopg.connect(as_role(postgres_url, "izin_ghost"))


async def test_a_long_answer_comes_in_at_once_even_where_the_event_loop_is_busy(postgres_url: str) -> None:
    """Each piece of it would be a turn of the loop: 16 KiB at a time, as libpq starts."""
    as_it_comes = await AsyncConnection.connect(postgres_url, autocommit=True)
    async with as_it_comes, OneConnection(postgres_url)() as ours:
        assert 5 * await turns_for_a_long_answer(ours) < await turns_for_a_long_answer(as_it_comes)
        await ours.close()
