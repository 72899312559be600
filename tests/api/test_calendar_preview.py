"""A dry run of a publication: what it would change, exactly, and nothing has changed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import requests
from hypothesis import Phase, given, settings
from schemathesis import GenerationMode

from tests.api.casework import Case, case_at, inspection, submitted
from tests.api.product import ADDRESS, Json, Product, faults, opened, told
from tests.api.published import Published
from tests.api.publishing import CALENDAR, EMPTY, once_more, publication, until
from tests.api.test_fuzz import SLOW, Sent
from tests.campaign import times
from tests.scenario import MONDAY, WITA

DRY_RUN = f"{CALENDAR}?dry_run=true"
FRIDAY_EVENING = MONDAY.replace(day=27, hour=16, minute=28)  # two minutes before the office closes


@pytest.fixture
def office(postgres_url: str, tmp_path: Path) -> Iterator[Product]:
    with opened(postgres_url, tmp_path) as product:
        yield product


def seen(office: Product, *cases: Case) -> None:
    """Wait until the queues have these files as they are."""
    position = max(case.view()["position"] for case in cases)
    for name in ("inbox", "sla"):
        assert office.run(office.office.tide.reached, name, position, within=20)


def november(text: str) -> datetime:
    """The instant of a day of November, or after it, and a clock: "32 10:00" is the morning of 2 December."""
    day, _, clock = text.partition(" ")
    hour, minute = map(int, clock.split(":"))
    return MONDAY.replace(day=1, hour=hour, minute=minute) + timedelta(days=int(day) - 1)


def inspected(case: Case) -> Case:
    """End the visit to the technical office now."""
    body = inspection()
    body["report"]["inspected_on"] = f"{case.product.clock.now.astimezone(WITA):%Y-%m-%d}"
    case.done("dinas_teknis", "inspection-report", body)
    return case


def verdicts(url: str) -> dict[tuple[str, int], bool | None]:
    """Which finished visits were late, in the order in which they ended."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT number, n, late FROM read.sla_visits ORDER BY left_at, number, n").fetchall()
    return {(number, n): late for number, n, late in rows}


def preview(office: Product, body: Json, **headers: str) -> Json:
    answer = office.person("admin").post(DRY_RUN, body, **headers)
    assert 200 == answer.status_code, answer.text
    told: Json = answer.json()
    return told


def test_a_closed_day_moves_the_files_that_lie_across_it(office: Product) -> None:
    quick, long = case_at(office, 3), case_at(office, 4)
    seen(office, quick, long)

    told = preview(office, once_more(office, 2026, "2026-11-25"))

    assert (True, 2026, 2) == (told["dry_run"], told["year"], told["version"])
    assert [{"day": "2026-11-25", "change": "closed", "before": ["07.30-12.00", "13.00-16.00"], "after": []}] == told[
        "days"
    ]
    moved = {
        "number": long.view()["number"],
        "step": 4,
        "due_before": "2026-11-27T08:30:00Z",
        "due_after": "2026-11-30T08:00:00Z",
    }
    assert {"changed": 1, "examples": [moved]} == told["open_visits"]


def test_what_was_told_is_what_comes_about(office: Product) -> None:
    cases = [case_at(office, step) for step in (2, 3, 4, 4, 5)]
    seen(office, *cases)
    body = once_more(office, 2026, "2026-11-23", "2026-11-26")
    body["hours"]["tuesday"] = ["09.00-10.00"]
    before = {case.view()["number"]: case.view()["due_at"] for case in cases}

    told = preview(office, body)
    assert 201 == office.person("admin").post(CALENDAR, body).status_code

    after = {case.view()["number"]: case.view()["due_at"] for case in cases}
    moved = {number: (before[number], after[number]) for number in before if before[number] != after[number]}
    examples = told["open_visits"]["examples"]
    assert moved == {each["number"]: (each["due_before"], each["due_after"]) for each in examples}
    assert len(moved) == told["open_visits"]["changed"] == 5
    tuesdays = {each["day"] for each in told["days"] if each["change"] == "hours"}
    assert "2026-11-24" in tuesdays
    assert {"2026-11-23", "2026-11-26"} == {each["day"] for each in told["days"] if each["change"] == "closed"}


def test_verdicts_are_gained_and_lost_as_foretold(office: Product, postgres_url: str) -> None:
    for began, ended in (("23 09:00", "28 10:00"), ("26 09:00", "32 10:00"), ("26 09:00", "27 10:00")):
        office.clock.now = november(began)
        case = case_at(office, 4)
        office.clock.now = november(ended)
        seen(office, inspected(case))
    body = once_more(office, 2026, "2026-11-25", decided_at="2026-11-24T00:00:00Z")
    body["hours"]["saturday"] = ["07.30-12.00"]
    before = verdicts(postgres_url)

    told = preview(office, body)
    office.person("admin").post(CALENDAR, body)
    until(lambda: before != verdicts(postgres_url))
    after = verdicts(postgres_url)

    [flipped] = told["finished_visits"]
    assert {"sop": "izin-kbm", "step": 4, "gained": 1, "lost": 1, "judged": 0, "unjudged": 0} == flipped
    assert [(True, False), (False, True)] == [
        (before[visit], after[visit]) for visit in before if before[visit] != after[visit]
    ]


def test_a_year_more_judges_what_could_not_be_judged(office: Product, postgres_url: str) -> None:
    office.clock.now = MONDAY.replace(year=2027, month=12, day=30)
    seen(office, inspected(case_at(office, 4)))
    undated = [visit for visit, late in verdicts(postgres_url).items() if late is None]

    told = preview(office, publication(year=2028, decided_at="2027-11-01T00:00:00Z", **EMPTY))

    assert 1 == len(undated)
    assert [(4, 0, 0, 1, 0)] == [
        (each["step"], each["gained"], each["lost"], each["judged"], each["unjudged"])
        for each in told["finished_visits"]
    ]


def test_a_year_more_dates_what_had_no_date(office: Product) -> None:
    office.clock.now = MONDAY.replace(year=2027, month=12, day=30)
    case = case_at(office, 4)
    seen(office, case)
    assert None is case.view()["due_at"]

    told = preview(office, publication(year=2028, decided_at="2027-11-01T00:00:00Z", **EMPTY))

    assert {"opened"} == {each["change"] for each in told["days"]}
    [example] = told["open_visits"]["examples"]
    assert (None, "2028-01-05T08:00:00Z") == (example["due_before"], example["due_after"])


def test_nothing_changes_where_only_the_decree_does(office: Product) -> None:
    seen(office, case_at(office, 4))

    told = preview(office, once_more(office, 2026))

    assert ([], {"changed": 0, "examples": []}, []) == (told["days"], told["open_visits"], told["finished_visits"])


def test_a_dry_run_changes_nothing(office: Product) -> None:
    case = case_at(office, 4)
    before = case.view()

    for _ in range(2):
        preview(office, once_more(office, 2026, "2026-11-25"), idempotency_key="again", if_match='"2"')

    assert before == case.view()
    assert 1 == len(office.get(f"{CALENDAR}/2026").json()["items"])


def test_a_dry_run_is_refused_as_the_publication_would_be(office: Product) -> None:
    admin = office.person("admin")

    assert [("/local_closures/1/day", "duplicate")] == faults(
        admin.post(DRY_RUN, once_more(office, 2026, "2026-11-25", "2026-11-25"))
    )
    assert (412, "stale-version") == told(admin.post(DRY_RUN, once_more(office, 2026), if_match='"1"'))


# The product lives in another thread of this process, and may roll a die while Hypothesis looks at the dice.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.timeout(times(60, 1200))
def test_whatever_an_administrator_tries_is_answered_as_published(office: Product, mode: str) -> None:
    published = Published(office)
    [publishing] = [each for each in published.operations if each.label == f"POST {CALENDAR}"]
    admin = office.person("admin")

    @given(publishing.as_strategy(generation_mode=GenerationMode(mode)))
    @settings(max_examples=times(40, 2000), phases=[Phase.generate], suppress_health_check=SLOW, database=None)
    def tries(case: Sent) -> None:
        asked = requests.Request(**case.as_transport_kwargs(base_url=ADDRESS)).prepare()
        url = str(asked.url).partition("?")[0] + "?dry_run=true"
        answer = office.ask("POST", url, headers={**asked.headers, **admin.headers}, content=asked.body)
        assert answer.status_code < 500, answer.text
        published.holds(answer)

    tries()
    assert 1 == len(office.get(f"{CALENDAR}/2026").json()["items"])


def test_examples_are_few_however_many_files_move(office: Product) -> None:
    office.clock.now = FRIDAY_EVENING
    cases = [submitted(office) for _ in range(52)]
    office.clock.now += timedelta(minutes=1)
    seen(office, cases[-1])

    told = preview(office, once_more(office, 2026, "2026-11-30"))["open_visits"]

    assert (52, 50) == (told["changed"], len(told["examples"]))
    assert {("2026-11-29T23:38:00Z", "2026-11-30T23:38:00Z")} == {
        (each["due_before"], each["due_after"]) for each in told["examples"]
    }
    assert sorted(each["number"] for each in told["examples"]) == [each["number"] for each in told["examples"]]
