"""Forecasts over HTTP: exact after a uniform past, silent where nothing is known, ranked for the supervisor."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from api.commands.examples import REJECTION
from api.sla.forecast import MOST_RANKED
from api.sla.forecast_view import Standing, foreseen
from application.postgres.embedded import EmbeddedPostgres
from domain.forecast import ENOUGH
from domain.sla import LineName
from domain.working_time import add
from tests.api.casework import Case, submitted, walked
from tests.api.product import Json, Product, faults, opened, told
from tests.api.published import Published
from tests.application.ledgers import database
from tests.book import office_rulebook
from tests.domain.office import calendar, wita

LIST = "/v1/forecast"
BOTH = calendar(2026, 2027)
# Minutes that every file takes, so that those of one test make no difference to another.
AT_STEP = {2: 3, 3: 4, 4: 60, 5: 5, 6: 2, 7: 2, 8: 2, 9: 1}
MORNING, THEN = wita("2026-11-23 08:35"), wita("2026-11-23 15:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    product: Product
    before: Json


@pytest.fixture(scope="module")
def past(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    """An office in which twenty files have taken the same time at each step."""
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("forecast")) as own:
        own.clock.now = MORNING
        before = forecast(walked_slowly(submitted(own), 5))
        for _ in range(ENOUGH):
            own.clock.now = MORNING
            walked_slowly(submitted(own), 10)
        yield Past(product=own, before=before)


@pytest.fixture
def own(past: Past) -> Product:
    past.product.clock.now = THEN
    return past.product


def walked_slowly(case: Case, to: int) -> Case:
    """Walk a new file to this step, or to its end, at every step as long as always."""
    clock = case.product.clock
    for each in range(2, to):
        clock.now += timedelta(minutes=AT_STEP[each])
        if each < 8:
            walked(case, each + 1)
        elif each == 8:
            case.signed_quickly()
        else:
            case.done("pemohon", "receipt", {})
    return seen(case)


def standing_at(own: Product, step: int) -> Case:
    """A file that came to this step at `THEN`."""
    own.clock.now = THEN - timedelta(seconds=minutes_of(*range(2, step)))
    return walked_slowly(submitted(own), step)


def sent_back(own: Product) -> Case:
    case = submitted(own)
    own.clock.now += timedelta(minutes=AT_STEP[2])
    case.done("front_office", "rejection", REJECTION)
    return seen(case)


def withdrawn(own: Product) -> Case:
    case = submitted(own)
    own.clock.now += timedelta(minutes=AT_STEP[2])
    case.done("pemohon", "withdrawal", {"reason": "Batal."})
    return seen(case)


def seen(case: Case) -> Case:
    """Wait until the read model has seen the file."""
    position = str(case.view("supervisor")["position"])
    answer = case.by("supervisor").get(LIST, x_after_position=position)
    assert 200 == answer.status_code, answer.text
    return case


def forecast(case: Case, role: str = "supervisor", **headers: str) -> Json:
    answer = case.by(role).get(f"{case.path}/forecast", **headers)
    assert 200 == answer.status_code, answer.text
    found: Json = answer.json()
    return found


def minutes_of(*steps: int) -> int:
    return 60 * sum(AT_STEP[step] for step in steps)


def after(seconds: int, start: datetime = THEN) -> str:
    return f"{add(start, seconds, calendar=BOTH):%Y-%m-%dT%H:%M:%SZ}"


def test_after_a_uniform_past_the_end_is_known_to_the_second(own: Product) -> None:
    case = standing_at(own, 4)
    own.clock.now = THEN + timedelta(minutes=30)

    found = forecast(case)

    end = after(minutes_of(4, 5, 6, 7, 8, 9))
    assert {
        "application": case.id,
        "number": case.view()["number"],
        "version": case.view()["version"],
        "step": 4,
        "holder": "dinas_teknis",
        "round": 1,
        "as_of": "2026-11-23T07:30:00Z",
        "enough": True,
        "why_not": None,
        "short_of": [],
        "outlasted": False,
        "p50_at": end,
        "p90_at": end,
    } == {name: value for name, value in found.items() if name not in ("lines", "visits", "notes")}
    assert {"declared": 0.0, "summed": 0.0, "legal": 0.0} == {
        name: line["chance"] for name, line in found["lines"].items()
    }
    assert "2026-11-30T08:00:00Z" == found["lines"]["legal"]["due_at"]
    assert all(each["n"] >= ENOUGH for each in found["visits"] if each["step"] != 1)
    assert "tidak diperkirakan" in found["notes"][0]


def test_the_same_state_is_answered_the_same(own: Product) -> None:
    case = standing_at(own, 4)

    assert forecast(case) == forecast(case, "dinas_teknis") == forecast(case, "auditor")
    assert "not foreseen" in forecast(case, accept_language="en")["notes"][0]


def test_a_line_that_cannot_be_kept_any_more_is_broken_for_certain(own: Product) -> None:
    case = standing_at(own, 4)
    own.clock.now = wita("2026-11-30 15:30")

    found = forecast(case)

    assert found["outlasted"]
    assert "batas terendah" in found["notes"][1]
    assert {"declared": 1.0, "summed": 1.0, "legal": 0.0} == {
        name: line["chance"] for name, line in found["lines"].items()
    }
    own.clock.now = wita("2026-11-30 15:55")
    assert 1.0 == forecast(case)["lines"]["legal"]["chance"]


def test_after_the_signature_the_legal_line_was_judged_already(own: Product) -> None:
    case = standing_at(own, 9)
    own.clock.now = wita("2026-12-20 15:00")

    found = forecast(case)

    assert ("pemohon", 9, True) == (found["holder"], found["step"], found["enough"])
    assert {"declared": 1.0, "summed": 1.0, "legal": 0.0} == {
        name: line["chance"] for name, line in found["lines"].items()
    }


def test_with_too_few_visits_nothing_is_said(past: Past) -> None:
    found = past.before

    assert (False, "too_few_visits", None, None) == tuple(
        found[name] for name in ("enough", "why_not", "p50_at", "p90_at")
    )
    assert [5, 6, 7, 8, 9] == found["short_of"]
    assert "kurang dari 20" in found["notes"][0]
    assert {None} == {line["chance"] for line in found["lines"].values()}


def test_while_the_file_is_with_its_applicant_nothing_is_foreseen(own: Product) -> None:
    case = sent_back(own)

    found = forecast(case)

    assert (False, "with_applicant", 1, []) == tuple(found[name] for name in ("enough", "why_not", "step", "visits"))
    assert "berhenti" in found["notes"][0]


def test_what_is_finished_has_no_future(own: Product) -> None:
    case = withdrawn(own)

    found = forecast(case)

    assert (False, "finished", None) == tuple(found[name] for name in ("enough", "why_not", "step"))


def test_past_the_calendar_nothing_is_foreseen() -> None:
    book = office_rulebook()
    standing = Standing(
        permit=UUID(int=1),
        version=3,
        number="REG",
        sop=book.all_sops[0],
        step=9,
        role="pemohon",
        round=1,
        entered_at=wita("2028-01-03 09:00"),
        due=dict.fromkeys(LineName),
        broken={},
    )

    found = foreseen(standing, {9: [60] * ENOUGH}, now=wita("2028-01-03 09:01"), calendar=BOTH)

    assert "beyond_calendar" == found.why_not
    assert found.chance(LineName.DECLARED) is None


def test_a_forecast_is_for_the_office_and_its_overseers(own: Product) -> None:
    case = standing_at(own, 3)

    assert 200 == case.by("front_office").get(f"{case.path}/forecast").status_code
    assert (403, "role-not-permitted") == told(case.applicant.get(f"{case.path}/forecast"))
    for role in ("kabid", "admin"):
        assert (404, "application-not-found") == told(case.by(role).get(f"{case.path}/forecast"))
    assert (401, "unauthenticated") == told(own.get(f"{case.path}/forecast"))


def ranked(own: Product, query: str = "") -> list[Json]:
    answer = own.person("supervisor").get(f"{LIST}{query}")
    assert 200 == answer.status_code, answer.text
    found: list[Json] = answer.json()["items"]
    return found


@pytest.fixture(scope="module")
def open_files(past: Past) -> list[Case]:
    """Files of one day at steps 2, 4 and 9, one of the next day, one with its applicant, and one withdrawn."""
    own = past.product
    cases = [standing_at(own, step) for step in (2, 4, 9)]
    sent_back(own)
    withdrawn(own)
    own.clock.now = THEN + timedelta(days=1)
    return [*cases, seen(submitted(own))]


LATE = wita("2026-11-30 08:10")  # three minutes before the first files' declared line


def test_the_list_begins_with_what_is_most_likely_to_break_its_line(own: Product, open_files: list[Case]) -> None:
    own.clock.now = LATE
    found = {each["application"]: each["lines"]["declared"]["chance"] for each in ranked(own)}
    at_2, at_4, at_9, later = (case.id for case in open_files)

    assert [1.0, 1.0, 0.0, 0.0] == [found[each] for each in (at_2, at_4, at_9, later)]
    chances = list(found.values())
    assert sorted(chances, reverse=True) == chances


def test_the_list_says_what_is_said_of_each_file(own: Product, open_files: list[Case]) -> None:
    own.clock.now = LATE
    listed = {each["application"]: each for each in ranked(own)}

    for case in open_files:
        assert forecast(case) == listed[case.id]


def test_only_files_in_the_office_that_can_still_keep_the_line_are_listed(own: Product, open_files: list[Case]) -> None:
    own.clock.now = LATE
    assert all(each["step"] not in (None, 1) for each in ranked(own))

    own.clock.now = wita("2026-11-30 08:13:01")
    assert [open_files[-1].id] == [each["application"] for each in ranked(own)]


def test_a_page_leads_to_the_next_of_the_same_instant(own: Product, open_files: list[Case]) -> None:
    own.clock.now = LATE
    everything = ranked(own)
    supervisor, found, query = own.person("supervisor"), list[Json](), "?limit=2"
    while query:
        page = supervisor.get(f"{LIST}{query}").json()
        found += page["items"]
        own.clock.now += timedelta(minutes=1)
        query = f"?limit=2&cursor={page['next']}" if page["next"] else ""

    assert open_files
    assert everything == found
    assert len(everything) <= MOST_RANKED


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?sop=izin-lain", [("/query/sop", "unknown_sop")]),
        ("?limit=0", [("/query/limit", "greater_than_equal")]),
        ("?cursor=AAAA", [("/query/cursor", "cursor_invalid")]),
    ],
)
def test_a_question_that_is_none_is_a_422(own: Product, query: str, expected: list[tuple[str, str]]) -> None:
    assert expected == faults(own.person("supervisor").get(f"{LIST}{query}"))


def test_the_list_is_for_supervisors_alone(own: Product) -> None:
    assert ranked(own) == ranked(own, "?sop=izin-kbm")
    for role in ("pemohon", "front_office", "auditor", "admin"):
        assert (403, "role-not-permitted") == told(own.person(role).get(LIST))
    assert (401, "unauthenticated") == told(own.get(LIST))


def test_what_is_answered_is_as_published(own: Product, open_files: list[Case]) -> None:
    published, case = Published(own), open_files[0]

    assert ("GET /v1/applications/{permit_id}/forecast", "200") == published.holds(
        case.by("supervisor").get(f"{case.path}/forecast")
    )
    assert ("GET /v1/forecast", "200") == published.holds(own.person("supervisor").get(LIST))
