"""The sample permits, brought about on a real ledger: interrupted once, gone on with, and never done twice."""

from collections.abc import Iterator
from datetime import UTC

import pytest

from api.demo.data import MARK, fill
from application.alerting import next_turn
from application.postgres.embedded import EmbeddedPostgres
from domain.actor import OFFICERS, Role
from domain.events import Alerted, Event, Lapsed, Signed
from domain.indonesian import WITA
from domain.ladder import Rung
from domain.permit import Status
from tests.api.product import Clock, Product, opened
from tests.application.ledgers import database
from tests.journey.desk import SUBMIT, good, new_file
from tests.journey.sample_office import SampleOffice, Seen, files_of, sample_office
from tests.scenario import MONDAY


@pytest.fixture(scope="module")
def filled(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleOffice]:
    clock = Clock(MONDAY.astimezone(UTC))
    with (
        database(cluster) as url,
        opened(url, tmp_path_factory.mktemp("filled"), clock=clock) as office,
        sample_office(office) as samples,
    ):
        yield samples


def test_there_are_files_at_every_step_and_in_every_state(filled: SampleOffice) -> None:
    permits = [filed.permit for filed in filled.files.values()]

    assert set(Status) == {permit.status for permit in permits}
    assert set(range(1, 10)) == {permit.step for permit in permits if permit.step}
    assert {1, 2, 3} == {permit.round for permit in permits}
    assert any(permit.claimed_by for permit in permits)


def test_what_was_interrupted_is_gone_on_with_as_it_was_planned_first(filled: SampleOffice) -> None:
    expected = [(act.command_id, act.at) for act in filled.plan.acts if act.dossier.permit != filled.touched]

    done = dict.fromkeys((event.command_id, event.at) for _, event in filled.events() if _is_planned(event, filled))

    assert expected == list(done)


def test_a_file_that_somebody_has_touched_is_theirs(filled: SampleOffice) -> None:
    assert Status.WITHDRAWN is filled.files[filled.touched].permit.status


def test_registration_numbers_come_in_order_of_time(filled: SampleOffice) -> None:
    begun = sorted(filled.files.values(), key=lambda filed: filed.history[0][0])

    numbers = [str(filed.permit.number) for filed in begun]

    assert numbers == sorted(numbers)
    assert f"{begun[0].history[0][1].at:REG-KBM-%Y%m%d}-0001" == numbers[0]


def test_decrees_bear_the_day_on_which_they_were_signed(filled: SampleOffice) -> None:
    signed = [
        (event.at.astimezone(WITA).date(), event.fact.issued_on)
        for _, event in filled.events()
        if isinstance(event.fact, Signed)
    ]

    assert 23 == len(signed)
    assert [at for at, _ in signed] == [issued_on for _, issued_on in signed]


def test_a_demo_that_is_full_is_left_alone(filled: SampleOffice) -> None:
    seen = Seen()

    filled.office.run(fill, filled.office.office, seen)

    now = {permit: filed.history for permit, filed in files_of(filled.office, filled.plan).items()}
    assert [] == seen.steps
    assert {permit: filed.history for permit, filed in filled.files.items()} == now


def test_it_looks_like_an_office_whose_clock_has_always_run(filled: SampleOffice) -> None:
    book = filled.office.office.book
    left = [filed.permit for permit, filed in filled.files.items() if permit != filled.touched]
    turns = [turn for permit in left if (turn := next_turn(permit, book))]
    moments = [event.at for _, event in filled.events() if event.originator_id != filled.touched]

    assert set(Rung) == {event.fact.rung for _, event in filled.events() if isinstance(event.fact, Alerted)}
    assert all(turn.at > filled.plan.now for turn in turns)
    assert moments == sorted(moments)


def test_what_was_not_repaired_has_lapsed_by_the_same_clock(filled: SampleOffice) -> None:
    lapsed = [filed for filed in filled.files.values() if filed.permit.status is Status.LAPSED]

    assert 3 == len(lapsed)
    for filed in lapsed:
        *_, first, second, last = (event for _, event in filed.history)
        assert [Alerted, Alerted, Lapsed] == [type(each.fact) for each in (first, second, last)]
        assert {Role.SYSTEM} == {each.by.role for each in (first, second, last)}


def test_every_demo_officer_finds_work_in_the_queue(filled: SampleOffice) -> None:
    for role in OFFICERS:
        officer = filled.office.person(role)
        items = good(officer.get(f"/v1/queues/{role}", x_after_position=filled.last_position)).json()["items"]
        assert [item for item in items if item["claimed_by"] is None]


def test_the_demo_applicant_has_files_in_different_states(filled: SampleOffice) -> None:
    applicant = filled.office.person("pemohon")

    items = good(applicant.get("/v1/applications", x_after_position=filled.last_position)).json()["items"]

    assert {"submitted", "rejected", "in_process", "signed", "delivered", "withdrawn"} == {
        item["status"] for item in items
    }


def test_an_office_with_files_of_its_own_gets_no_samples(office: Product) -> None:
    new_file(office).take(SUBMIT)
    seen = Seen()

    office.run(fill, office.office, seen)

    assert [] == seen.steps


def _is_planned(event: Event, filled: SampleOffice) -> bool:
    by_people = event.by.role is not Role.SYSTEM
    return by_people and event.originator_id != filled.touched and (event.correlation or "").startswith(MARK)
