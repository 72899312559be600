"""What was recorded each day or month: counted and digested straight from the ledger."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from application.postgres.embedded import EmbeddedPostgres
from tests.api.casework import submitted
from tests.api.product import Json, Product, faults, opened, told
from tests.application.ledgers import database

PERIODS = "/v1/trail/periods"
MOVED = "UPDATE ledger.events SET recorded_at = %s WHERE notification_id > %s AND notification_id <= %s"


def page(office: Product, query: str = "") -> Json:
    answer = office.person("auditor").get(f"{PERIODS}?{query}")
    assert 200 == answer.status_code, answer.text
    found: Json = answer.json()
    return found


@pytest.fixture(scope="module")
def office(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Three files of two events each, as if recorded at the end of a month, a minute later, and two days after that."""
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("periods")) as running:
        for _ in range(3):
            submitted(running)
        with psycopg.connect(url) as connection:
            connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
            before_midnight = datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC)  # in Banjarbaru
            connection.execute(MOVED, (before_midnight, 0, 2))
            connection.execute(MOVED, (before_midnight + timedelta(seconds=1), 2, 4))
            connection.execute(MOVED, (before_midnight + timedelta(days=2), 4, 6))
        yield running


def digest(office: Product, first: int, last: int) -> str:
    with psycopg.connect(office.databases.owner) as connection:
        rows = connection.execute(
            "SELECT leaf FROM ledger.events WHERE notification_id BETWEEN %s AND %s ORDER BY notification_id",
            (first, last),
        )
        leaves = [leaf for (leaf,) in rows.fetchall()]
    return sha256(b"".join(leaves)).hexdigest()


def brief(items: list[Json]) -> list[tuple[object, ...]]:
    return [(each["period"], each["count"], each["first"], each["last"], each["over"]) for each in items]


def test_each_day_of_the_office_has_its_own(office: Product) -> None:
    items = page(office, "from=2026-09-30&to=2026-10-02")["items"]

    assert [
        ("2026-09-30", 2, 1, 2, True),
        ("2026-10-01", 2, 3, 4, True),
        ("2026-10-02", 2, 5, 6, True),
    ] == brief(items)
    assert [digest(office, n, n + 1) for n in (1, 3, 5)] == [each["sha256"] for each in items]
    assert ("2026-09-29T16:00:00Z", "2026-09-30T16:00:00Z", True) == (
        items[0]["from"],
        items[0]["to"],
        items[0]["gapless"],
    )


def test_each_month_has_its_own_and_the_present_one_is_not_over(office: Product) -> None:
    items = page(office, "by=month")["items"]

    assert [("2026-09", 2, 1, 2, True), ("2026-10", 4, 3, 6, True)] == brief(items)[:2]
    assert datetime.now(UTC).astimezone(office.office.book.calendar.zone).strftime("%Y-%m") == items[-1]["period"]
    assert not items[-1]["over"]
    assert digest(office, 3, 6) == items[1]["sha256"]


def test_where_nothing_was_recorded_there_is_a_count_of_nothing(office: Product) -> None:
    [item] = page(office, "from=2026-10-03&to=2026-10-03")["items"]

    assert ("2026-10-03", 0, None, None, True) == brief([item])[0]
    assert (True, sha256(b"").hexdigest()) == (item["gapless"], item["sha256"])
    assert [] == page(office, "to=2026-09-29")["items"], "before the first event there is no period"


def test_pages_go_on_where_the_last_one_ended(office: Product) -> None:
    first = page(office, "from=2026-09-30&to=2026-10-02&limit=2")
    second = page(office, f"from=2026-09-30&to=2026-10-02&limit=2&cursor={first['next']}")

    assert page(office, "from=2026-09-30&to=2026-10-02")["items"] == first["items"] + second["items"]
    assert second["next"] is None


def test_a_lost_event_is_a_gap_and_another_digest(office: Product) -> None:
    october = "by=month&from=2026-10-01&to=2026-10-31"
    [before] = page(office, october)["items"]
    with psycopg.connect(office.databases.owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE public.taken AS SELECT * FROM ledger.events WHERE notification_id = 4")
        connection.execute("DELETE FROM ledger.events WHERE notification_id = 4")
        [after] = page(office, october)["items"]
        connection.execute("INSERT INTO ledger.events SELECT * FROM public.taken")
        connection.execute("DROP TABLE public.taken")

    assert (True, False) == (before["gapless"], after["gapless"])
    assert (4, 3) == (before["count"], after["count"])
    assert before["sha256"] != after["sha256"]
    assert [before] == page(office, october)["items"]


@pytest.mark.parametrize(
    ("query", "where", "code"),
    [
        ("by=week", "/query/by", "enum"),
        ("month=2026-11", "/query/month", "extra_forbidden"),
        ("from=2026-11-24&to=2026-11-22", "/query/to", "before_from"),
        ("cursor=AAAA", "/query/cursor", "cursor_invalid"),
        ("from=yesterday", "/query/from", "instant"),
    ],
)
def test_a_question_that_is_wrong_is_told_where(office: Product, query: str, where: str, code: str) -> None:
    assert [(where, code)] == faults(office.person("auditor").get(f"{PERIODS}?{query}"))


def test_periods_are_for_auditors(office: Product) -> None:
    for role in ("pemohon", "kabid", "supervisor", "admin"):
        assert (403, "role-not-permitted") == told(office.person(role, str(uuid4())).get(PERIODS))


def test_an_office_without_events_has_no_periods(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    with database(cluster) as url, opened(url, tmp_path) as new:
        assert {"items": [], "next": None} == page(new)
