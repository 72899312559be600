"""Dates and verdicts for the rows of the SLA: by the newest calendar, and by the one known when something ended.

The rules are the domain's own.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from domain.calendar import Calendar
from domain.events import SopRef
from domain.rulebook import Rulebook
from domain.sla import LineName, Verdict, due_if_published, judged, standards_of
from domain.sop import Sop
from domain.working_time import Standard, due_soon_at, spent
from projections.sla.case import LineRow, SlaCase, Whereabouts
from projections.sla.ended_rounds import EndedRound, SlaRound
from projections.sla.visit import LeftVisit, SlaVisit


class Backwards(ValueError):
    """A visit that ended before it began: it would have taken less than no time."""


class Dates(TypedDict):
    soon_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """On something that is over. Undated, where the calendar is not published so far, it is neither late nor not."""

    due_at: datetime | None = None
    late: bool | None = None
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges by all calendars that are published as it is made."""

    book: Rulebook

    def settled(self, row: SlaCase) -> SlaCase:
        """Return the row with its present visit and its lines dated, and everything judged that is over."""
        sop = self.book.sop(SopRef(code=row["sop_code"], version=row["sop_version"]))
        over = tuple(self._visit(row, sop, visit) for visit in row["left"])
        lost = self._lost(row, sop.promised_total)
        return {
            **row,
            **self._present(row, sop),
            "worked": row["worked"] + sum(visit["worked"] for visit in over),
            "worked_then": row["worked_then"] + sum(visit["worked_then"] for visit in over),
            "lost": lost[0],
            "lost_then": lost[1],
            "lines": {name: self._line(row, name, standard) for name, standard in standards_of(sop).items()},
            "left": (),
            "judged": (*row["judged"], *over),
            "superseded": (),
            "rounds": (*row["rounds"], *(self._round(row, sop, each) for each in row["superseded"])),
        }

    def day(self, at: datetime) -> date:
        """Return the day of the office's own zone."""
        return at.astimezone(self.book.calendar.zone).date()

    def _present(self, row: Whereabouts, sop: Sop) -> Dates:
        step, entered_at = row["step"], row["entered_at"]
        if step is None or entered_at is None or row["due_at"] is not None:
            return {"soon_at": row["soon_at"], "due_at": row["due_at"]}
        return self._dates(entered_at, sop.row(step).standard)

    def _visit(self, row: SlaCase, sop: Sop, visit: LeftVisit) -> SlaVisit:
        entered_at, left_at, standard = visit["entered_at"], visit["left_at"], sop.row(visit["step"]).standard
        if left_at < entered_at:
            raise Backwards
        newest, known = self._calendars(left_at)
        now = _judged(entered_at, standard, left_at, newest)
        then = now if known is newest else _judged(entered_at, standard, left_at, known)
        return {
            **visit,
            "permit": row["permit"],
            "number": row["number"],
            "sop_code": row["sop_code"],
            "sop_version": row["sop_version"],
            "soon_at": self._soon(entered_at, now.due_at),
            "due_at": now.due_at,
            "due_then": then.due_at,
            "late": now.late,
            "late_then": then.late,
            "worked": spent(entered_at, left_at, calendar=newest),
            "worked_then": spent(entered_at, left_at, calendar=known),
            "lost": now.lost,
            "lost_then": then.lost,
        }

    def _line(self, row: SlaCase, name: LineName, standard: Standard) -> LineRow:
        line, stopped_at = row["lines"][name], _stopped_at(row, name)
        if stopped_at is None:
            dates = self._dates(row["submitted_at"], standard) if line["due_at"] is None else line
            return {**line, "soon_at": dates["soon_at"], "due_at": dates["due_at"]}
        if line["late"] is not None:
            return line
        now, then = self._line_ended(row, standard, stopped_at)
        soon_at = self._soon(row["submitted_at"], now.due_at)
        return {"soon_at": soon_at, "due_at": now.due_at, "late": now.late, "late_then": then.late}

    def _round(self, row: SlaCase, sop: Sop, ended: EndedRound) -> SlaRound:
        standards = standards_of(sop)
        declared, summed, legal = (self._dates(ended["submitted_at"], standards[name]) for name in LineName)
        return {
            **ended,
            "permit": row["permit"],
            "declared_due_at": declared["due_at"],
            "declared_soon_at": declared["soon_at"],
            "summed_due_at": summed["due_at"],
            "summed_soon_at": summed["soon_at"],
            "legal_due_at": legal["due_at"],
            "legal_soon_at": legal["soon_at"],
        }

    def _lost(self, row: SlaCase, declared: Standard) -> tuple[int, int]:
        if row["ended_at"] is None:
            return 0, 0
        now, then = self._line_ended(row, declared, row["ended_at"])
        return now.lost, then.lost

    def _line_ended(self, row: SlaCase, standard: Standard, stopped_at: datetime) -> tuple[Judgement, Judgement]:
        """What is compared is the end, or the way back to the applicant: while they repair, the office's clock stands.

        Known then is what was known at the end, for only then is the line judged.
        """
        until = row["repair_at"] or stopped_at
        newest, known = self._calendars(stopped_at)
        now = _judged(row["submitted_at"], standard, until, newest)
        return now, now if known is newest else _judged(row["submitted_at"], standard, until, known)

    def _dates(self, start: datetime, standard: Standard) -> Dates:
        due_at = due_if_published(start, standard, calendar=self.book.calendar)
        return {"soon_at": self._soon(start, due_at), "due_at": due_at}

    def _soon(self, start: datetime, due_at: datetime | None) -> datetime | None:
        return due_at and due_soon_at(start, due_at, calendar=self.book.calendar)

    def _calendars(self, ended_at: datetime) -> tuple[Calendar, Calendar]:
        return self.book.calendar, self.book.publications.known_at(ended_at)


def _stopped_at(row: SlaCase, name: LineName) -> datetime | None:
    """The law asks for a decision, the SOP for the whole walk."""
    return (row["decided_at"] if name is LineName.LEGAL else None) or row["ended_at"]


def _judged(start: datetime, standard: Standard, until: datetime, calendar: Calendar) -> Judgement:
    due_at = due_if_published(start, standard, calendar=calendar)
    if due_at is None:
        return Judgement()
    late = judged(until, due_at, is_over=True) is Verdict.LATE
    return Judgement(due_at=due_at, late=late, lost=spent(due_at, until, calendar=calendar) if late else 0)
