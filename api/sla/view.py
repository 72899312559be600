"""The time of one application as JSON, and its explanation: the same for the API and for `scripts/sla`.

The figures are in UTC as everywhere; what explains them is in the office's own zone, to be checked by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from api.desks.views import JSON
from api.http.negotiation import Language
from api.problems.problems import say
from domain.actor import Role
from domain.explanation import DueExplained, calendars_of, explain_line, explain_visit
from domain.explanation_texts import RULE
from domain.refusals import Sentence
from domain.sla import CaseSla, Line, LineName, VisitSla
from domain.sop import Sop


def sla_view(case: CaseSla) -> JSON:
    """Return the figures of the contract."""
    lines = {name.value: {"due_at": line.due_at, "verdict": line.verdict} for name, line in case.lines.items()}
    return {
        "visits": [_visit(each) for each in case.visits],
        "parties": {role.value: seconds for role, seconds in case.parties.items()},
        "total_seconds": case.total_seconds,
        "lines": lines,
    }


def explained_view(case: CaseSla, sop: Sop, positions: Mapping[int, int], language: Language) -> JSON:
    """Return what every figure comes from; `positions` are those of the events, by version."""
    told = _Telling(case, sop, positions, language)
    return {
        "as_of": told.local(case.as_of),
        "rule": told.said(RULE),
        "sop": {"code": sop.code, "version": sop.version, "title": sop.title},
        "calendars": told.calendars(),
        "visits": [told.visit(n, each) for n, each in enumerate(case.visits, 1)],
        "parties": [told.party(role) for role in case.parties],
        "sum": f"{' + '.join(map(str, case.parties.values()))} = {case.total_seconds}",
        "lines": {name.value: told.line(name, line) for name, line in case.lines.items()},
    }


def _visit(each: VisitSla) -> JSON:
    visit = each.visit
    return {
        "step": visit.step,
        "role": visit.role,
        "round": visit.round,
        "entered_at": _utc(visit.entered_at),
        "left_at": _utc(visit.left_at),
        "due_at": each.due_at,
        "standard": each.standard.iso,
        "working_seconds": each.working_seconds,
        "verdict": each.verdict,
    }


def _utc(at: datetime | None) -> datetime | None:
    """Those that an event's data holds come in whatever zone its reader gave them."""
    return at and at.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Telling:
    """One explanation, in one language."""

    case: CaseSla
    sop: Sop
    positions: Mapping[int, int]
    language: Language

    def said(self, sentence: Sentence) -> str:
        return say(sentence, self.language)

    def local(self, at: datetime | None) -> datetime | None:
        return at and at.astimezone(self.case.lines[LineName.LEGAL].calendar.zone)

    def calendars(self) -> list[JSON]:
        return [
            {
                "id": each.id,
                "decree": each.decree,
                "decided_at": self.local(each.decided_at),
                "provisional": each.provisional,
            }
            for each in calendars_of(self.case)
        ]

    def visit(self, n: int, each: VisitSla) -> JSON:
        visit, why, row = each.visit, explain_visit(each), self.sop.row(each.visit.step)
        return {
            "visit": n,
            "step": visit.step,
            "role": visit.role,
            "round": visit.round,
            "activity": row.activity,
            **({"note": self.said(why.note)} if why.note else {}),
            "opened_by": self.event(visit.opened_by),
            "entered_at": self.local(visit.entered_at),
            "standard": row.standard_text,
            **self.due(why.due, each.due_at),
            "closed_by": self.event(visit.closed_by),
            "counted_until": self.local(each.until),
            "spans": [
                {
                    "from": self.local(opens),
                    "to": self.local(closes),
                    "seconds": int((closes - opens).total_seconds()),
                }
                for opens, closes in why.spans
            ],
            "working_seconds": each.working_seconds,
            "lost_seconds": each.lost_seconds,
            "verdict": each.verdict,
            "verdict_because": self.said(why.verdict),
            "calendar": each.calendar.id,
        }

    def line(self, name: LineName, line: Line) -> JSON:
        why = explain_line(name, line, self.sop)
        return {
            "counted_from": self.event(line.submitted.version),
            "standard": str(line.standard),
            "standard_because": self.said(why.arithmetic),
            **self.due(why.due, line.due_at),
            "compared_at": self.local(line.compared_at),
            "compared_by": self.event(line.compared_by.version) if line.compared_by else None,
            "clock": line.clock,
            "verdict": line.verdict,
            "verdict_because": self.said(why.verdict),
            "calendar": line.calendar.id,
        }

    def due(self, why: DueExplained, due_at: datetime | None) -> JSON:
        return {
            "received_at": self.local(why.received_at),
            "due_at": self.local(due_at),
            "due_because": self.said(why.rule),
            "working_days": why.working_days,
            "days_off": [{"day": each.day, "kind": each.kind, "name": each.name} for each in why.days_off],
            "seasons": why.seasons,
        }

    def party(self, role: Role) -> JSON:
        held = [(n, each) for n, each in enumerate(self.case.visits, 1) if each.visit.role is role]
        return {
            "role": role,
            "terms": [{"visit": n, "seconds": each.working_seconds} for n, each in held],
            "seconds": self.case.parties[role],
        }

    def event(self, version: int | None) -> JSON | None:
        mark = next((mark for mark in self.case.marks if mark.version == version), None)
        if mark is None:
            return None
        return {
            "position": self.positions[mark.version],
            "version": mark.version,
            "fact": mark.fact,
            "at": self.local(mark.at),
        }
