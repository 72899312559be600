"""An office whose sample permits were interrupted, touched by somebody, and then finished: made once for many tests."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api.demo.data import fill, signed_in
from api.office import Office
from application.demo.plan import Plan, plan
from application.demo.schedule import Act
from application.documents.rendered import Rendered
from application.permits import Filed
from application.signing.port import Passphrase, SignedPdf, Signer, Statement, Unlocked
from domain.admission import Asked
from domain.commands import Withdraw
from domain.events import Event
from domain.papers import Force
from tests.api.product import Product
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
    force: Force = Force.SIMULATED
    key: Unlocked | None = None

    def unlock(self, passphrase: Passphrase, *, by: str) -> Unlocked:
        if self.key is None:
            self.key = self.true.unlock(passphrase, by=by)
            return self.key
        return self

    def sign(self, paper: Rendered, statement: Statement) -> SignedPdf:
        assert statement.at < MONDAY
        return SignedPdf(pdf=paper.pdf, certificate=CERTIFICATE, level="none")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleOffice:
    """`touched` was withdrawn by its applicant while the filling was interrupted."""

    office: Product
    plan: Plan
    files: dict[UUID, Filed]
    touched: UUID

    def events(self) -> list[tuple[int, Event]]:
        return sorted((each for filed in self.files.values() for each in filed.history), key=lambda each: each[0])

    @property
    def last_position(self) -> str:
        return str(self.events()[-1][0])


@contextmanager
def sample_office(office: Product) -> Generator[SampleOffice]:
    planned, quick = plan_of(office), _quick(office.office)
    with pytest.raises(Interrupted):
        office.run(fill, quick, Seen(until=INTERRUPTED_AT))
    touched = _withdraw_one_that_would_go_on(office, planned.acts)
    office.clock.now += timedelta(hours=3)
    office.run(fill, quick, Seen())
    yield SampleOffice(office=office, plan=planned, files=files_of(office, planned), touched=touched)


def plan_of(office: Product) -> Plan:
    return plan(signed_in(), office.office.book, office.clock.now)


def files_of(office: Product, planned: Plan) -> dict[UUID, Filed]:
    found = {permit: office.run(office.office.permits.get, permit) for permit in planned.permits}
    return {permit: filed for permit, filed in found.items() if filed}


def _quick(office: Office) -> Office:
    signer = SignsOnlyOnce(office.signatures.signer())
    return replace(office, signatures=replace(office.signatures, signer=lambda: signer))


def _withdraw_one_that_would_go_on(office: Product, acts: tuple[Act, ...]) -> UUID:
    begun = {act.dossier.permit: act for act in acts[:INTERRUPTED_AT] if act.n == 1}
    act = next(begun[act.dossier.permit] for act in acts[INTERRUPTED_AT:] if act.dossier.permit in begun)
    asked = Asked(by=act.by, at=office.clock.now, permit_id=act.dossier.permit, command_id=uuid4())
    office.run(office.office.permits.execute, Withdraw(reason="Diurungkan."), asked)
    return act.dossier.permit
