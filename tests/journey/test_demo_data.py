"""The sample permits, brought about on a real ledger: interrupted once, gone on with, and never done twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from api.demo_data import MARK, fill, signed_in
from api.office import Office
from application.demo.plan import Plan, plan
from application.demo.schedule import Act
from application.documents.rendered import Rendered
from application.embedded_postgres import EmbeddedPostgres
from application.permits import Filed
from application.signing import Passphrase, SignedPdf, Signer, Statement, Unlocked
from domain.actor import OFFICERS
from domain.admission import Asked
from domain.commands import Withdraw
from domain.events import Event
from domain.permit import Status
from tests.api.product import Clock, Product, opened
from tests.application.ledgers import database
from tests.journey.desk import SUBMIT, good, new_file
from tests.scenario import CERTIFICATE, MONDAY

INTERRUPTED_AT = 120


class Interrupted(Exception):
    """Somebody pressed Ctrl-C."""


@dataclass
class Seen:
    """A progress that remembers, and may interrupt."""

    until: int | None = None
    steps: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    def __call__(self, done: int, of: int) -> None:
        self.steps.append((done, of))
        if done == self.until:
            raise Interrupted


@dataclass
class SignsOnlyOnce:
    """A signer that truly signs the first decree, on its simulated day, and spares us the second for each other one."""

    true: Signer
    simulated: bool = True
    key: Unlocked | None = None

    def unlock(self, passphrase: Passphrase) -> Unlocked:
        if self.key is None:
            self.key = self.true.unlock(passphrase)
            return self.key
        return self

    def sign(self, paper: Rendered, statement: Statement) -> SignedPdf:
        assert statement.at < MONDAY
        return SignedPdf(pdf=paper.pdf, certificate=CERTIFICATE, level="none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """An office whose sample permits were interrupted, then finished hours later; `touched` was withdrawn between."""

    office: Product
    plan: Plan
    files: dict[UUID, Filed]
    touched: UUID

    def events(self) -> list[tuple[int, Event]]:
        return sorted((each for filed in self.files.values() for each in filed.history), key=lambda each: each[0])


@pytest.fixture(scope="module")
def filled(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    clock = Clock(MONDAY.astimezone(UTC))
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("filled"), clock=clock) as office:
        planned, quick = plan(signed_in(), office.office.book, clock.now), _quick(office.office)
        with pytest.raises(Interrupted):
            office.run(fill, quick, Seen(until=INTERRUPTED_AT))
        touched = _withdraw_one_that_would_go_on(office, planned.acts)
        clock.now += timedelta(hours=3)
        office.run(fill, quick, Seen())
        yield Filled(office=office, plan=planned, files=_files(office, planned), touched=touched)


def test_there_are_files_at_every_step_and_in_every_state(filled: Filled) -> None:
    permits = [filed.permit for filed in filled.files.values()]

    assert set(Status) == {permit.status for permit in permits}
    assert set(range(1, 10)) == {permit.step for permit in permits if permit.step}
    assert {1, 2, 3} == {permit.round for permit in permits}
    assert any(permit.claimed_by for permit in permits)


def test_what_was_interrupted_is_gone_on_with_as_it_was_planned_first(filled: Filled) -> None:
    expected = [(act.command_id, act.at) for act in filled.plan.acts if act.dossier.permit != filled.touched]

    done = dict.fromkeys((event.command_id, event.at) for _, event in filled.events() if _is_planned(event, filled))

    assert expected == list(done)


def test_a_file_that_somebody_has_touched_is_theirs(filled: Filled) -> None:
    assert Status.WITHDRAWN is filled.files[filled.touched].permit.status


def test_registration_numbers_come_in_order_of_time(filled: Filled) -> None:
    begun = [filed for filed in filled.files.values() if filed.permit.id != filled.touched]
    begun.sort(key=lambda filed: filed.history[0][0])

    numbers = [filed.permit.number for filed in begun]

    assert numbers == sorted(str(number) for number in numbers)
    assert numbers[0] is not None
    assert f"{begun[0].history[0][1].at:%Y%m%d}" in numbers[0]


def test_decrees_bear_the_day_on_which_they_were_signed(filled: Filled) -> None:
    decrees = [filed.permit.decree for filed in filled.files.values() if filed.permit.decree]
    days = {event.at.date() for _, event in filled.events() if type(event.fact).__name__ == "Signed"}

    assert 8 == len(decrees)
    assert days == {decree.issued_on for decree in decrees}


def test_a_demo_that_is_full_is_left_alone(filled: Filled) -> None:
    seen = Seen()

    filled.office.run(fill, filled.office.office, seen)

    now = {permit: filed.history for permit, filed in _files(filled.office, filled.plan).items()}
    assert [] == seen.steps
    assert {permit: filed.history for permit, filed in filled.files.items()} == now


def test_every_demo_officer_finds_work_in_the_queue(filled: Filled) -> None:
    last = str(filled.events()[-1][0])
    for role in OFFICERS:
        officer = filled.office.person(role)
        items = good(officer.get(f"/v1/queues/{role}", x_after_position=last)).json()["items"]
        assert [item for item in items if item["claimed_by"] is None]


def test_the_demo_applicant_has_files_in_different_states(filled: Filled) -> None:
    last = str(filled.events()[-1][0])

    items = good(filled.office.person("pemohon").get("/v1/applications", x_after_position=last)).json()["items"]

    assert {"submitted", "rejected", "in_process", "signed", "delivered", "withdrawn"} == {
        item["status"] for item in items
    }


def test_an_office_with_files_of_its_own_gets_no_samples(office: Product) -> None:
    new_file(office).take(SUBMIT)
    seen = Seen()

    office.run(fill, office.office, seen)

    assert [] == seen.steps


def _quick(office: Office) -> Office:
    signer = SignsOnlyOnce(office.signatures.signer())
    return replace(office, signatures=replace(office.signatures, signer=lambda: signer))


def _withdraw_one_that_would_go_on(office: Product, acts: tuple[Act, ...]) -> UUID:
    begun = {act.dossier.permit: act for act in acts[:INTERRUPTED_AT] if act.n == 1}
    act = next(begun[act.dossier.permit] for act in acts[INTERRUPTED_AT:] if act.dossier.permit in begun)
    asked = Asked(by=act.by, at=_now(office), permit_id=act.dossier.permit, command_id=uuid4())
    office.run(office.office.permits.execute, Withdraw(reason="Diurungkan."), asked)
    return act.dossier.permit


def _files(office: Product, planned: Plan) -> dict[UUID, Filed]:
    found = {permit: office.run(office.office.permits.get, permit) for permit in planned.permits}
    return {permit: filed for permit, filed in found.items() if filed}


def _is_planned(event: Event, filled: Filled) -> bool:
    return event.originator_id != filled.touched and (event.correlation or "").startswith(MARK)


def _now(office: Product) -> datetime:
    return office.clock.now
