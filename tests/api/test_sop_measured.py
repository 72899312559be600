"""The paper beside what was measured, and verdicts that a decree turned round after the fact."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from application.postgres.embedded import EmbeddedPostgres
from domain.calendar import ClosureKind, Week
from tests.api.casework import Case, case_at, submitted, walked
from tests.api.product import Clock, Json, Product, opened
from tests.application.ledgers import database
from tests.domain.office import published

FLOOD = "2026-11-23"


@pytest.fixture(scope="module")
def office(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("office"), clock=Clock()) as running:
        yield running


@pytest.fixture(scope="module")
def slow(office: Product) -> Case:
    """A file that the front office verified half an hour late, on a day that a decree of the week after closed."""
    case_at(office, 4)
    slow = submitted(office)
    office.clock.now += timedelta(minutes=40)
    last = walked(slow, 3).act("back_office", "claim", {})
    office.person("supervisor").get("/v1/sla", x_after_position=last.headers["x-position"])
    return slow


def sheet(office: Product) -> Json:
    answer = office.get("/v1/sop/izin-kbm")
    assert 200 == answer.status_code, answer.text
    found: Json = answer.json()
    return found


@pytest.mark.usefixtures("slow")
def test_beside_each_standard_stands_what_was_measured(office: Product) -> None:
    found = sheet(office)
    board = office.person("auditor").get("/v1/sla").json()

    for row, step in zip(found["rows"], board["steps"], strict=True):
        assert step["completed"] == row["measured"]["n"]
        names = ("p50_minutes", "p90_minutes", "on_time_pct")
        assert {name: step[name] for name in names} == {name: row["measured"][name] for name in names}
    verification = found["rows"][1]
    assert {"n": 2, "p50_minutes": 0.0, "p90_minutes": 40.0, "on_time_pct": 50.0} == verification["measured"]
    assert "10 Menit" == verification["standard"]
    assert {"n": 0, "p50_minutes": None, "p90_minutes": None, "on_time_pct": None} == found["measured"]


@pytest.mark.usefixtures("slow")
def test_where_time_is_lost_is_told_with_the_paper(office: Product) -> None:
    lost = sheet(office)["lost"]

    assert (2, "front_office", 1800, 0.5) == tuple(
        next(each[name] for each in lost if each["step"] == 2)
        for name in ("step", "role", "lost_seconds", "lost_hours")
    )
    assert 100.0 == pytest.approx(sum(each["share_pct"] for each in lost), abs=0.3)


def test_a_decree_that_came_late_turns_verdicts_round(office: Product, slow: Case) -> None:
    supervisor = office.person("supervisor")
    office.clock.now = datetime(2026, 12, 1, 2, tzinfo=UTC)
    answer = office.person("admin").post("/v1/calendar", closing(FLOOD, decided_at="2026-11-30T09:00:00+08:00"))
    assert 201 == answer.status_code, answer.text
    flips = eventually(office)

    (item,) = [each for each in flips if each["id"] == slow.id and each["step"] == 2]
    assert {"verdict": "late", "due_at": "2026-11-23T01:10:00Z", "calendar": "2026.1+2027.1"} == item["then"]
    assert {"verdict": "on_time", "due_at": "2026-11-23T23:40:00Z", "calendar": "2026.2+2027.1"} == item["now"]
    now, then = (supervisor.get(f"/v1/sla?calendar={known}").json()["steps"][1] for known in ("now", "then"))
    assert ((2, 0), (1, 1)) == ((now["on_time"], now["late"]), (then["on_time"], then["late"]))
    assert (0, 1800) == (now["lost_seconds"], then["lost_seconds"])
    assert ((0.0, 0.0), (0.0, 40.0)) == tuple((each["p50_minutes"], each["p90_minutes"]) for each in (now, then))
    late = {known: supervisor.get(f"/v1/sla/visits?step=2&verdict=late&calendar={known}") for known in ("now", "then")}
    assert [] == late["now"].json()["items"]
    assert [1800] == [each["lost_seconds"] for each in late["then"].json()["items"]]
    assert [] == supervisor.get("/v1/sla/flips?step=9").json()["items"]
    assert flips == supervisor.get("/v1/sla/flips?from=2026-11-23&to=2026-11-23").json()["items"]


def closing(day: str, *, decided_at: str) -> Json:
    """The calendar of 2026 with one more closed day."""
    year = published(2026)
    week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    def hours(spans: Week) -> Json:
        return {
            name: [f"{opens:%H.%M}-{closes:%H.%M}" for opens, closes in day]
            for name, day in zip(week, spans, strict=True)
        }

    def closed(kind: ClosureKind) -> list[Json]:
        return [{"day": f"{each.day}", "name": each.name} for each in year.closures if each.kind is kind]

    return {
        "year": 2026,
        "decree": "SE Wali Kota tentang banjir",
        "decided_at": decided_at,
        "provisional": False,
        "hours": hours(year.week),
        "seasons": [
            {"name": each.name, "first": f"{each.first}", "last": f"{each.last}", "hours": hours(each.week)}
            for each in year.seasons
        ],
        "national_holidays": closed(ClosureKind.NATIONAL_HOLIDAY),
        "joint_leave": closed(ClosureKind.JOINT_LEAVE),
        "local_closures": [*closed(ClosureKind.LOCAL_CLOSURE), {"day": day, "name": "Banjir"}],
    }


def eventually(office: Product) -> list[Json]:
    """Return the flips as soon as the read model is built anew."""
    deadline = monotonic() + 30
    while monotonic() < deadline:
        found: list[Json] = office.person("supervisor").get("/v1/sla/flips").json()["items"]
        if found:
            return found
    raise AssertionError("the figures are not built anew")
