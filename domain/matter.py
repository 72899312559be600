"""What a letter is about: one fact, and the file as it was after it."""

from dataclasses import dataclass
from datetime import datetime

from domain import english, indonesian
from domain.events import Alerted, Event, Routed
from domain.permit import Permit
from domain.refusals import Sentence
from domain.rulebook import Rulebook
from domain.sla import due_if_published
from domain.sop import Row, Sop
from domain.working_time import Standard


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a letter is about: a fact, and the file as it was after it, with its number."""

    event: Event
    permit: Permit
    book: Rulebook
    public_url: str

    @property
    def number(self) -> str:
        assert self.permit.number, "what is stored has a number"
        return self.permit.number

    @property
    def institution(self) -> str:
        return self.permit.institution.name

    @property
    def sop(self) -> Sop:
        return self.book.sop(self.permit.sop)

    @property
    def row(self) -> Row:
        """The row of the step that the letter is about: a `Routed` has brought the file to another than it was at."""
        step = self.event.fact.to_step if isinstance(self.event.fact, Routed) else self.event.step
        assert step, "a file at no step is nobody's task"
        return self.sop.row(step)

    @property
    def due_at(self) -> datetime | None:
        """When what the letter asks for is due: as the clock said, else by the calendar as it is known now."""
        fact = self.event.fact
        if isinstance(fact, Alerted):
            return fact.due_at
        repair = Standard(days=self.sop.repair_days)
        standard = self.row.standard if isinstance(fact, Routed) else repair
        return due_if_published(self.event.at, standard, calendar=self.book.calendar)


def moment(at: datetime) -> Sentence:
    return Sentence(indonesian.moment_text(at), english.moment_text(at))


def day(at: datetime) -> Sentence:
    local = at.astimezone(indonesian.WITA)
    return Sentence(indonesian.date_text(local), english.date_text(local))
