"""The dashboard over HTTP: what each file's own time adds up to, and nobody's business but the overseers'."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from application.postgres.embedded import EmbeddedPostgres
from tests.api.casework import Case, case_at, rejected, submission, submitted, walked
from tests.api.product import Clock, Json, Person, Product, faults, opened, told
from tests.application.ledgers import database
from tests.scenario import MONDAY

pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture(scope="module")
def office(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """An office of its own: what others do would count."""
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("office"), clock=Clock()) as running:
        yield running


def after(office: Product, **delta: float) -> None:
    office.clock.now += timedelta(**delta)


@pytest.fixture(scope="module")
def files(office: Product) -> list[Case]:
    """A file that was fast, one that was slow at step 2, one that waits for its applicant, one that was repaired."""
    fast = case_at(office, 4)
    slow = submitted(office)
    after(office, minutes=40)
    walked(slow, 3)
    waiting = rejected(office)
    repaired = rejected(office)
    after(office, days=9)
    repaired.done("pemohon", "submissions", submission())
    walked(fast, 6)
    after(office, minutes=3, seconds=20)
    walked(fast, 7)
    withdrawn = submitted(office)
    last = withdrawn.act("pemohon", "withdrawal", {"reason": "Batal."})
    supervisor(office).get("/v1/sla", x_after_position=last.headers["x-position"])
    return [fast, slow, waiting, repaired, withdrawn]


def supervisor(office: Product) -> Person:
    return office.person("supervisor")


def board(office: Product, query: str = "") -> Json:
    answer = supervisor(office).get(f"/v1/sla?{query}")
    assert 200 == answer.status_code, answer.text
    found: Json = answer.json()
    return found


def visits(office: Product, files: list[Case], query: str = "") -> list[Json]:
    """Return all visits of all files, as each file's own time has them."""
    answers = [supervisor(office).get(f"{case.path}/sla?{query}") for case in files]
    return [visit for answer in answers if answer.status_code == 200 for visit in answer.json()["visits"]]


def expected(visits: list[Json], step: int) -> Json:
    here = [visit for visit in visits if visit["step"] == step]
    left = [visit for visit in here if visit["left_at"]]
    minutes = sorted((visit["working_seconds"] + 3) // 6 / 10 for visit in left)
    on_time = sum(visit["verdict"] == "on_time" for visit in left)
    return {
        "open": len(here) - len(left),
        "overdue": sum(visit["verdict"] == "running_late" for visit in here),
        "completed": len(left),
        "on_time": on_time,
        "late": len(left) - on_time,
        "on_time_pct": round(100 * on_time / len(left), 1) if left else None,
        "p50_minutes": minutes[-(-len(left) // 2) - 1] if left else None,
        "p90_minutes": minutes[-(-9 * len(left) // 10) - 1] if left else None,
        "max_minutes": minutes[-1] if left else None,
    }


@pytest.mark.parametrize("as_of", [None, timedelta(minutes=20), timedelta(minutes=40), timedelta(days=4)])
def test_each_step_is_what_the_files_own_times_add_up_to(
    office: Product, files: list[Case], as_of: timedelta | None
) -> None:
    query = f"as_of={(MONDAY + as_of).astimezone(UTC):%FT%TZ}" if as_of else ""
    found = board(office, query)
    all_visits = visits(office, files, query)

    assert list(range(1, 10)) == [row["step"] for row in found["steps"]]
    for row in found["steps"]:
        rightly = expected(all_visits, row["step"])
        assert rightly == {name: row[name] for name in rightly}, row["step"]
    assert sum(row["lost_seconds"] for row in found["steps"]) == found["totals"]["lost_seconds"]


def test_the_slow_desk_stands_first_where_time_is_lost(office: Product) -> None:
    found = board(office)
    first = found["lost"][0]

    assert (5, "back_office") != (first["step"], first["role"])
    assert 100.0 == pytest.approx(sum(each["share_pct"] for each in found["lost"]), abs=0.3)
    assert sorted((each["lost_seconds"] for each in found["lost"]), reverse=True) == [
        each["lost_seconds"] for each in found["lost"]
    ]


def test_roles_and_months_and_totals_tell_the_same(office: Product) -> None:
    found = board(office)
    for measure in ("completed", "on_time", "late", "undated"):
        total = found["totals"][measure]
        assert total == sum(row[measure] for row in found["steps"]), measure
        assert total == sum(row[measure] for row in found["by_role"]), measure
        assert total == sum(row[measure] for row in found["by_month"]), measure
        assert total == sum(row[measure] for month in found["by_month"] for row in month["steps"]), measure
    for measure in ("open", "due_soon", "overdue"):
        assert found["totals"][measure] == sum(row[measure] for row in found["steps"]), measure
    assert 12 == len(found["by_month"])
    assert "2026-12" == found["by_month"][-1]["month"]


def test_applications_are_counted_by_their_lines(office: Product, files: list[Case]) -> None:
    cases = board(office)["totals"]["cases"]
    slas = [supervisor(office).get(f"{case.path}/sla").json() for case in files]

    assert (4, 1) == (cases["open"], cases["finished"])
    for line, told_of in cases["lines"].items():
        verdicts = [sla["lines"][line]["verdict"] for sla in slas]
        assert verdicts.count("running_late") == told_of["overdue"], line
        assert (verdicts.count("on_time"), verdicts.count("late")) == (told_of["on_time"], told_of["late"]), line
    assert "P4DT43M" == cases["lines"]["declared"]["standard"]


def test_a_month_of_long_ago_has_four_digits_too(office: Product) -> None:
    found = board(office, "as_of=0705-10-07T00:00:00Z")

    assert ("0704-11", "0705-10") == (found["by_month"][0]["month"], found["by_month"][-1]["month"])


def test_the_months_begin_where_the_range_does(office: Product) -> None:
    whole = board(office, "from=2026-11-01&to=2026-12-31")
    november, december = (board(office, query) for query in ("from=2026-11-01&to=2026-11-30", "from=2026-12-01"))

    assert ["2026-11", "2026-12"] == [month["month"] for month in whole["by_month"]]
    assert whole["totals"]["completed"] == november["totals"]["completed"] + december["totals"]["completed"]
    assert november["totals"]["completed"] == whole["by_month"][0]["completed"] > 0
    assert {"from": "2026-10-31T16:00:00Z", "to": "2026-11-30T16:00:00Z"} == november["range"]


def test_a_range_between_instants_counts_what_ended_in_it(office: Product, files: list[Case]) -> None:
    begin, end = MONDAY + timedelta(minutes=30), MONDAY + timedelta(minutes=50)
    found = board(office, f"from={begin.astimezone(UTC):%FT%TZ}&to={end.astimezone(UTC):%FT%TZ}")

    inside = [
        visit
        for visit in visits(office, files)
        if visit["left_at"] and begin <= datetime.fromisoformat(visit["left_at"]) < end
    ]
    assert len(inside) == found["totals"]["completed"] > 0


def test_an_office_without_a_past_has_no_shares(
    cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("empty")) as empty:
        found = board(empty)

    nothing = {"on_time_pct": None, "p50_minutes": None, "p90_minutes": None, "max_minutes": None, "completed": 0}
    assert nothing.items() <= found["totals"].items()
    assert {**nothing, "open": 0}.items() <= found["steps"][1].items()
    assert {None} == {month["on_time_pct"] for month in found["by_month"]}
    assert [] == found["lost"]
    assert {"open": 0, "finished": 0, "p50_minutes": None}.items() <= found["totals"]["cases"].items()


def test_the_end_of_the_calendar_is_told_sixty_days_ahead(office: Product) -> None:
    present = office.clock.now
    try:
        office.clock.now = datetime(2027, 11, 20, 4, tzinfo=UTC)
        near = board(office)["warnings"]
    finally:
        office.clock.now = present

    assert ["calendar_ends"] == [each["code"] for each in near]
    assert [] == board(office)["warnings"]


@pytest.mark.parametrize(
    ("query", "where", "code"),
    [
        ("from=2026-12-01&to=2026-11-01", "/query/to", "before_from"),
        ("from=2030-01-01", "/query/from", "after_to"),
        ("from=2016-01-01&to=2026-11-23", "/query/from", "range_too_long"),
        ("from=kemarin", "/query/from", "instant"),
        ("to=2026-02-30", "/query/to", "instant"),
        ("from=2026-11-23T09:00:00", "/query/from", "timezone_aware"),
        ("as_of=2099-01-01T00:00:00Z", "/query/as_of", "in_the_future"),
        ("as_of=2026-11-23T01:00:00Z&from=2026-11-24", "/query/from", "after_to"),
        ("calendar=tomorrow", "/query/calendar", "enum"),
        ("sop=izin-lain", "/query/sop", "unknown_sop"),
    ],
)
def test_a_range_that_means_nothing_is_refused(office: Product, query: str, where: str, code: str) -> None:
    assert [(where, code)] == faults(supervisor(office).get(f"/v1/sla?{query}"))


@pytest.mark.parametrize("path", ["/v1/sla", "/v1/sla/visits", "/v1/sla/flips"])
def test_only_overseers_see_how_the_office_does(office: Product, path: str) -> None:
    assert 200 == office.person("auditor").get(path).status_code
    for role in ("pemohon", "front_office", "kepala_dinas", "admin"):
        assert (403, "role-not-permitted") == told(office.person(role).get(path))
    assert 401 == office.get(path).status_code


def test_by_the_calendar_known_then_nothing_is_different_where_no_decree_came_late(office: Product) -> None:
    now, then = board(office), board(office, "calendar=then")

    assert "then" == then["calendar"].pop("known")
    assert "now" == now["calendar"].pop("known")
    assert now == then
    assert [] == supervisor(office).get("/v1/sla/flips").json()["items"]


# The lists behind the figures


def test_behind_each_figure_are_its_visits(office: Product) -> None:
    for row in board(office)["steps"]:
        for verdict in ("on_time", "late"):
            path = f"/v1/sla/visits?step={row['step']}&verdict={verdict}&limit=200"
            assert row[verdict] == len(supervisor(office).get(path).json()["items"])


def test_the_worst_come_first_where_they_were_late(office: Product) -> None:
    late = supervisor(office).get("/v1/sla/visits?verdict=late").json()["items"]
    latest = supervisor(office).get("/v1/sla/visits").json()["items"]

    assert sorted((item["lost_seconds"] for item in late), reverse=True) == [item["lost_seconds"] for item in late]
    assert sorted((item["left_at"] for item in latest), reverse=True) == [item["left_at"] for item in latest]
    assert {"late"} == {item["verdict"] for item in late}


def test_a_visit_of_the_list_is_the_files_own(office: Product, files: list[Case]) -> None:
    slow = files[1]
    (item,) = [
        item
        for item in supervisor(office).get("/v1/sla/visits?step=2&verdict=late&month=2026-11").json()["items"]
        if item["id"] == slow.id
    ]
    (visit,) = [visit for visit in supervisor(office).get(f"{slow.path}/sla").json()["visits"] if visit["step"] == 2]

    assert {name: visit[name] for name in visit.keys() & item.keys()} == {
        name: item[name] for name in visit.keys() & item.keys()
    }
    assert {"entered_at", "left_at", "due_at", "working_seconds", "verdict", "round"} < visit.keys() & item.keys()


def test_pages_of_visits_follow_each_other(office: Product) -> None:
    whole = supervisor(office).get("/v1/sla/visits?limit=200").json()["items"]
    found: list[Json] = []
    address = "/v1/sla/visits?limit=2"
    while True:
        answer = supervisor(office).get(address)
        found += answer.json()["items"]
        if answer.json()["next"] is None:
            break
        address = answer.headers["link"].removeprefix("<").removesuffix('>; rel="next"')

    assert whole == found
    assert len(whole) > 10
    cursor = supervisor(office).get("/v1/sla/visits?limit=2").json()["next"]
    assert [("/query/cursor", "cursor_invalid")] == faults(
        supervisor(office).get(f"/v1/sla/visits?limit=2&step=2&cursor={cursor}")
    )


@pytest.mark.parametrize(
    ("query", "where", "code"),
    [
        ("step=10", "/query/step", "unknown_step"),
        ("step=0", "/query/step", "greater_than_equal"),
        ("role=supervisor", "/query/role", "unknown_role"),
        ("role=nobody", "/query/role", "enum"),
        ("verdict=running", "/query/verdict", "enum"),
        ("month=2026-13", "/query/month", "month"),
        ("sop=izin-lain", "/query/sop", "unknown_sop"),
        ("from=2026-12-01&to=2026-11-01", "/query/to", "before_from"),
    ],
)
def test_what_there_is_not_cannot_be_listed(office: Product, query: str, where: str, code: str) -> None:
    assert [(where, code)] == faults(supervisor(office).get(f"/v1/sla/visits?{query}"))


def test_a_month_narrows_the_range(office: Product) -> None:
    def count(query: str) -> int:
        return len(supervisor(office).get(f"/v1/sla/visits?limit=200&{query}").json()["items"])

    assert count("month=2026-11") + count("month=2026-12") == count("") > 0
    assert 0 == count("month=2026-10")
    assert 0 == count("month=2026-10&from=2026-11-01")
    assert count("month=2026-11") == count("month=2026-11&from=2026-10-01&to=2026-12-31")
