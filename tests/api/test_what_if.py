"""What if, over HTTP: exact on a few files, strict about what may be supposed, one at a time, and for supervisors."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api.problems import texts as problem_texts
from api.problems.problems import Problem
from api.sla.what_if import PATH, require_present_calendar, what_if_router
from application.postgres.embedded import EmbeddedPostgres
from tests.api.casework import submitted, walked
from tests.api.product import Ask, Json, Product, faults, opened, told
from tests.api.published import Published
from tests.application.ledgers import database
from tests.projections.sla_office import changed_book
from tests.scenario import MONDAY

FIVE = {"standards": {"2": "PT5M"}}


@pytest.fixture(scope="module")
def own(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product of its own, in which three files took 3, 7 and 12 minutes at the front office, and one is there."""
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("what-if")) as running:
        for n, minutes in enumerate((3, 7, 12)):
            running.clock.now = MONDAY + timedelta(days=n)
            case = submitted(running)
            running.clock.now += timedelta(minutes=minutes)
            walked(case, 3)
        running.clock.now = MONDAY + timedelta(days=3)
        answer = submitted(running).act("front_office", "claim", {})
        _wait(running, answer.headers["x-position"])
        yield running


def _wait(own: Product, position: str) -> None:
    for path in ("/v1/queues/front_office?as_of=2026-11-23T01:00:00Z", "/v1/queues/front_office"):
        assert 200 == own.person("supervisor").get(path, x_after_position=position).status_code


def asked(own: Product, body: object) -> Json:
    answer = own.person("supervisor").post(PATH, body)
    assert 200 == answer.status_code, answer.text
    found: Json = answer.json()
    return found


def test_a_shorter_standard_loses_verdicts(own: Product) -> None:
    found = asked(own, FIVE)
    step = found["steps"][1]

    assert {
        "step": 2,
        "role": "front_office",
        "activity": "Memverifikasi berkas permohonan",
        "standard": "PT10M",
        "supposed": "PT5M",
        "before": {"on_time": 2, "late": 1, "undated": 0},
        "after": {"on_time": 1, "late": 2, "undated": 0},
        "gained": 0,
        "lost": 1,
        "open_moved": 1,
    } == step
    (flip,) = found["examples"]["lost"]
    assert {
        "step": 2,
        "entered_at": "2026-11-24T01:00:00Z",
        "left_at": "2026-11-24T01:07:00Z",
        "due_before": "2026-11-24T01:10:00Z",
        "due_after": "2026-11-24T01:05:00Z",
    } == {name: value for name, value in flip.items() if name not in ("application", "number")}
    view = own.person("supervisor").get(f"/v1/applications/{flip['application']}").json()
    assert view["number"] == flip["number"]
    assert [] == found["examples"]["gained"]
    assert ("izin-kbm", None, None, "2026.1+2027.1") == tuple(found[name] for name in ("sop", "from", "to", "calendar"))


def test_the_totals_are_the_sum_of_the_steps(own: Product) -> None:
    found = asked(own, {"standards": {"2": "PT5M", "3": "PT1M"}})

    for name in ("gained", "lost", "open_moved"):
        assert found["totals"][name] == sum(step[name] for step in found["steps"])
    for name in ("before", "after"):
        for verdict, n in found["totals"][name].items():
            assert n == sum(step[name][verdict] for step in found["steps"])
    assert found["visits"] == sum(found["totals"]["before"].values())


def test_a_longer_standard_gains_verdicts(own: Product) -> None:
    step = asked(own, {"standards": {"2": "PT1H"}})["steps"][1]

    assert (1, 0, {"on_time": 3, "late": 0, "undated": 0}) == (step["gained"], step["lost"], step["after"])


def test_a_day_that_would_be_closed_moves_what_lies_open(own: Product) -> None:
    body = {"closures": [{"day": "2026-11-26", "name": "Banjir"}]}

    found = asked(own, body)

    assert (1, 0, 0) == tuple(found["steps"][1][name] for name in ("open_moved", "gained", "lost"))
    assert found["totals"]["before"] == found["totals"]["after"]


@pytest.mark.parametrize(
    ("bounds", "lost"),
    [
        ({}, 1),
        ({"from": "2026-11-24", "to": "2026-11-24"}, 1),
        ({"from": "2026-11-25"}, 0),
        ({"to": "2026-11-23"}, 0),
        ({"from": "2026-11-24T01:07:00Z", "to": "2026-11-24T01:07:01Z"}, 1),
        ({"to": "2026-11-24T09:07:00+08:00"}, 0),
        ({"sop": "izin-kbm"}, 1),
    ],
)
def test_a_range_is_of_when_visits_ended(own: Product, bounds: Json, lost: int) -> None:
    assert lost == asked(own, {**FIVE, **bounds})["totals"]["lost"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("", "nothing_supposed")]),
        ({"from": "2026-01-01"}, [("", "nothing_supposed")]),
        ({"standards": {"10": "PT5M"}}, [("/standards/10", "unknown_step")]),
        ({"standards": {"02": "PT5M"}}, [("/standards/02", "unknown_step")]),
        ({"standards": {"two": "PT5M"}}, [("/standards/two", "unknown_step")]),
        ({"standards": {"2": "5 Menit"}}, [("/standards/2", "duration")]),
        ({"standards": {"2": "PT0M"}}, [("/standards/2", "duration")]),
        ({"standards": {"2": "P1W"}}, [("/standards/2", "duration")]),
        ({"standards": {"2": "PT"}}, [("/standards/2", "duration")]),
        ({"standards": {"2": "P1DT"}}, [("/standards/2", "duration")]),
        ({"standards": {"2": 5}}, [("/standards/2", "string_type")]),
        ({"closures": [{"day": "2026-11-22", "name": "Minggu"}]}, [("/closures/0/day", "not_a_working_day")]),
        ({"closures": [{"day": "2030-11-22", "name": "Jauh"}]}, [("/closures/0/day", "outside_calendar")]),
        ({"closures": [{"day": "2026-11-24"}]}, [("/closures/0/name", "missing")]),
        ({"closures": [{"day": "24-11-2026", "name": "?"}]}, [("/closures/0/day", "date_parsing")]),
        ({"openings": ["2026-11-24"]}, [("/openings/0", "worked_already")]),
        ({"openings": ["2026-11-22"]}, [("/openings/0", "without_hours")]),
        ({"openings": ["2026-12-24", "2026-12-24"]}, [("/openings/1", "repeated")]),
        ({**FIVE, "sop": "izin-lain"}, [("/sop", "unknown_sop")]),
        ({**FIVE, "from": "2026-11-24", "to": "2026-11-23"}, [("/to", "before_from")]),
        ({**FIVE, "from": "yesterday"}, [("/from", "instant")]),
        ({**FIVE, "year": 2026}, [("/year", "extra_forbidden")]),
    ],
)
def test_what_cannot_be_supposed_is_a_422_that_says_where(
    own: Product, body: Json, expected: list[tuple[str, str]]
) -> None:
    assert expected == faults(own.person("supervisor").post(PATH, body))


def test_a_body_that_is_no_json_is_refused_as_everywhere(own: Product) -> None:
    supervisor = own.person("supervisor")

    assert (422, "malformed-body") == told(supervisor.send(PATH, b"{"))
    assert (415, "unsupported-media-type") == told(supervisor.send(PATH, b"{}", "text/plain"))
    assert (405, "method-not-allowed") == told(supervisor.get(PATH))


def test_it_is_for_supervisors_alone(own: Product) -> None:
    for role in ("pemohon", "front_office", "kepala_dinas", "auditor", "admin"):
        assert (403, "role-not-permitted") == told(own.person(role).post(PATH, FIVE))
    assert (401, "unauthenticated") == told(own.ask("POST", PATH, json=FIVE))


def test_two_at_once_are_one_answer_and_one_try_again(own: Product) -> None:
    ask = Ask(method="POST", path=PATH, headers=own.person("supervisor").headers, json=FIVE)

    answers = own.ask_all([ask, ask, ask])

    assert [200, 503, 503] == sorted(answer.status_code for answer in answers)
    late = next(answer for answer in answers if answer.status_code == 503)
    assert (503, "temporarily-unavailable") == told(late)
    assert "5" == late.headers["retry-after"]
    assert asked(own, FIVE)["totals"]["lost"] == 1


def test_a_range_with_too_many_visits_must_be_narrowed(own: Product) -> None:
    bounded = what_if_router(most=2).routes[0]
    routes: list[Any] = own.app.router.routes
    routes.insert(0, bounded)
    try:
        refused = own.person("supervisor").post(PATH, FIVE)
        narrowed = own.person("supervisor").post(PATH, {**FIVE, "from": "2026-11-25", "to": "2026-11-25"})
    finally:
        routes.remove(bounded)

    assert [("/from", "too_many_visits")] == faults(refused)
    assert 200 == narrowed.status_code


def test_while_the_visits_are_judged_by_another_calendar_there_is_no_answer(own: Product) -> None:
    """A calendar has just been published, and the read model is built anew by it."""
    office = replace(own.office, rulebook=changed_book)

    async def ask() -> None:
        async with office.reads() as connection:
            await require_present_calendar(connection, office)

    with pytest.raises(Problem) as refused:
        own.run(ask)
    assert problem_texts.READ_MODEL_BEHIND is refused.value.kind


def test_what_is_answered_is_as_published(own: Product) -> None:
    published = Published(own)

    assert ("POST /v1/sla/what-if", "200") == published.holds(own.person("supervisor").post(PATH, FIVE))
    assert ("POST /v1/sla/what-if", "422") == published.holds(own.person("supervisor").post(PATH, {}))
