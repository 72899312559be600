"""An instant of the past in an address: which are taken, and what is said to those that are not."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.desks.as_of import AsOf, CalendarKnown, moment
from api.http.openapi import DocumentedAPI
from api.problems.handlers import install
from api.problems.problems import ProblemWriter
from domain.publications import Knowledge

NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def asked() -> TestClient:
    app = DocumentedAPI(title="Tiny", version="1")
    install(app, ProblemWriter())
    _add_question(app)
    return TestClient(app)


def _add_question(app: FastAPI) -> None:
    @app.get("/")
    async def ask(as_of: AsOf = None, calendar: CalendarKnown = Knowledge.NOW) -> dict[str, Any]:
        return {"at": moment(as_of, NOW).isoformat(), "calendar": calendar}


def faults(asked: TestClient, query: str) -> list[tuple[str, str, str]]:
    answer = asked.get(f"/?{query}", headers={"Accept-Language": "en"})
    assert 422 == answer.status_code
    return [(each["pointer"], each["code"], each["message"]) for each in answer.json()["errors"]]


def test_without_an_instant_it_is_now(asked: TestClient) -> None:
    assert {"at": NOW.isoformat(), "calendar": "now"} == asked.get("/").json()


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T01:14:00Z",
        "2026-11-23t01:14:00.000z",
        "2026-11-23T09:14:00%2B08:00",
        "2026-11-23%2009:14:00%2B08:00",
        "2026-11-23T09:14:00+08:00",  # not escaped: the plus becomes a space
        "2026-11-23T09:14:00.0+08:00",
        "2026-11-22T17:14:00-08:00",
    ],
)
def test_an_instant_may_be_written_in_several_ways(asked: TestClient, text: str) -> None:
    assert "2026-11-23T01:14:00+00:00" == asked.get(f"/?as_of={text}").json()["at"]


def test_this_very_instant_is_no_future(asked: TestClient) -> None:
    assert NOW.isoformat() == asked.get("/?as_of=2026-11-27T04:00:00Z").json()["at"]


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00%2B08:00", "1969-12-31T00:00:00Z"])
def test_long_ago_is_an_instant_too(asked: TestClient, text: str) -> None:
    assert 200 == asked.get(f"/?as_of={text}").status_code


@pytest.mark.parametrize("text", ["2026-11-27T04:00:00.000001Z", "2100-01-01T00:00:00Z", "9999-12-31T23:59:59-08:00"])
def test_the_future_is_refused(asked: TestClient, text: str) -> None:
    assert [("/query/as_of", "in_the_future")] == [each[:2] for each in faults(asked, f"as_of={text}")]


@pytest.mark.parametrize("text", ["2026-11-23T01:14:00", "2026-11-23T01:14", "2026-11-23%2001:14:00.5"])
def test_an_instant_names_its_zone(asked: TestClient, text: str) -> None:
    message = "This time must name its zone, for example Z or +08:00."

    assert [("/query/as_of", "timezone_aware", message)] == faults(asked, f"as_of={text}")


@pytest.mark.parametrize(
    "text", ["", "kemarin", "2026-11-23", "1795483200", "2026-11-23T25:00:00Z", "2026-02-30T00:00:00Z"]
)
def test_what_is_no_instant_is_refused(asked: TestClient, text: str) -> None:
    ((where, code, message),) = faults(asked, f"as_of={text}")

    assert "/query/as_of" == where
    assert code in {"instant", "datetime_parsing", "datetime_from_date_parsing"}
    assert message.startswith("This must be an RFC 3339 time")


def test_a_verdict_goes_by_the_calendar_known_now_or_then(asked: TestClient) -> None:
    assert "then" == asked.get("/?calendar=then").json()["calendar"]
    assert [("/query/calendar", "enum")] == [each[:2] for each in faults(asked, "calendar=2026.1")]
