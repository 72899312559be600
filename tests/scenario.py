"""Given what happened, when somebody asks, then facts or a refusal: the one helper of the domain tests."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from domain.actor import CLOCK, Caller
from domain.admission import Asked
from domain.alarms import Ladder, ladder, standing_of
from domain.commands import Alert, Approve, Command, Lapse, Sign, SignedPaper
from domain.decide import decide
from domain.events import Event, Fact
from domain.papers import Certificate
from domain.permit import Permit, evolve
from domain.refusals import Refused
from domain.rulebook import Rulebook
from tests.book import office_rulebook

WITA = ZoneInfo("Asia/Makassar")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=WITA)
PERMIT = UUID(int=1)
Kind = TypeVar("Kind", bound=Refused)

Step = tuple[Caller, Command | Callable[[Permit], Command]]


@dataclass
class Scenario:
    """One file and its history. Each command happens a minute after the one before it; the clock waits until it may."""

    book: Rulebook = field(default_factory=office_rulebook)
    at: datetime = MONDAY
    permit: Permit | None = None
    history: tuple[Event, ...] = ()
    last: tuple[Event, ...] = ()

    def given(self, *steps: Step) -> "Scenario":
        for by, command in steps:
            self.when(by, command)
        return self

    def when(self, by: Caller, command: Command | Callable[[Permit], Command]) -> "Scenario":
        if by is CLOCK:
            self.at = max(self.at, ladder_of(self.state, self.book).next_at or self.at)
        self.last = self._decide(by, command, None)
        self.history += self.last
        for event in self.last:
            self.permit = evolve(self.permit, event)
        self.permit = replace(self.state, number="REG-KBM-20261123-0001")
        self.at += timedelta(minutes=1)
        return self

    def then(self, *facts: Fact) -> "Scenario":
        assert facts == tuple(event.fact for event in self.last)
        return self

    def refuses(
        self,
        by: Caller,
        command: Command | Callable[[Permit], Command],
        kind: type[Kind],
        *,
        if_match: int | None = None,
    ) -> Kind:
        before = self.permit
        with pytest.raises(kind) as refusal:
            self._decide(by, command, if_match)
        assert before == self.permit
        assert type(refusal.value) is kind
        return refusal.value

    @property
    def state(self) -> Permit:
        assert self.permit is not None
        return self.permit

    def _decide(
        self, by: Caller, command: Command | Callable[[Permit], Command], if_match: int | None
    ) -> tuple[Event, ...]:
        if callable(command):
            command = command(self.state)
        asked = Asked(
            by=by,
            at=self.at,
            permit_id=PERMIT,
            command_id=UUID(int=len(self.history) + 1),
            if_match=if_match,
        )
        return decide(command, self.permit, asked, self.book)


def ladder_of(permit: Permit, book: Rulebook) -> Ladder:
    return ladder(standing_of(permit), book.sop(permit.sop), book.calendar)


def tick(permit: Permit) -> Command:
    """What the clock does next, while nobody else does anything."""
    coming = ladder_of(permit, office_rulebook()).alarms
    return Alert(rung=coming[0].rung, nth=coming[0].nth) if coming else Lapse(reason="7 hari kerja lewat.")


def approve(permit: Permit) -> Command:
    assert permit.draft
    return Approve(draft_sha256=permit.draft.sha256)


def sign(permit: Permit) -> Command:
    assert permit.draft
    return Sign(draft_sha256=permit.draft.sha256, paper=PAPER)


CERTIFICATE = Certificate(subject="CN=Hendra Gunawan", issuer="CN=Uji Coba", serial="2a")
PAPER = SignedPaper(
    number="500.16.7.2/0001/IPKBM/DPMPTSP/2026",
    issued_on=MONDAY.date(),
    document_sha256="d" * 64,
    certificate=CERTIFICATE,
    level="PAdES-B-LTA",
    code="QRCODE",
)


def later(scenario: Scenario, **delta: float) -> Scenario:
    return replace(scenario, at=scenario.at + timedelta(**delta))
