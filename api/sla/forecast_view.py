"""A forecast as JSON: when the file is probably finished, which lines it may break, and on what that rests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from api.desks.views import JSON
from api.http.negotiation import Language
from api.problems.problems import say
from api.sla.forecast_texts import METHOD, OUTLASTED, WHY_NOT, WhyNot, too_few
from domain.calendar import BeyondCalendar, Calendar
from domain.forecast import ENOUGH, Experience, Outlook, limits_of, outlook, straight_road
from domain.refusals import Sentence
from domain.sla import LineName
from domain.sop import Sop


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a file stands: on a desk since `entered_at`; when its lines are due, and which were broken or kept."""

    permit: UUID
    version: int
    number: str
    sop: Sop
    step: int | None
    role: str | None
    round: int
    entered_at: datetime
    due: Mapping[LineName, datetime | None]
    broken: Mapping[LineName, bool]
    is_repair: bool = False

    @property
    def why_not(self) -> WhyNot | None:
        """Why there is nothing to foresee, as far as the file itself tells."""
        if self.step is None:
            return WhyNot.FINISHED
        return WhyNot.WITH_APPLICANT if self.is_repair else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A file and what is foreseen of it, or why nothing is."""

    standing: Standing
    outlook: Outlook
    why_not: WhyNot | None

    def chance(self, line: LineName) -> float | None:
        """Return the chance of breaking the line, which is known where it was judged already."""
        if self.why_not is None and line in self.standing.broken:
            return float(self.standing.broken[line])
        return self.outlook.chances.get(line)


def foreseen(standing: Standing, experience: Experience, *, now: datetime, calendar: Calendar) -> Foreseen:
    """Return what is foreseen; the same for the same file in the same state at the same instant."""
    if standing.why_not or standing.step is None:
        return Foreseen(standing=standing, outlook=_NOTHING, why_not=standing.why_not)
    try:
        found = outlook(
            experience,
            straight_road(standing.sop, standing.step),
            limits_of(standing.sop, standing.due),
            entered_at=standing.entered_at,
            now=now,
            calendar=calendar,
            uniform=Random(f"{standing.permit} {standing.version}").random,  # noqa: S311 - anybody may know it
        )
    except BeyondCalendar:
        return Foreseen(standing=standing, outlook=_NOTHING, why_not=WhyNot.BEYOND_CALENDAR)
    return Foreseen(standing=standing, outlook=found, why_not=WhyNot.TOO_FEW_VISITS if found.short_of else None)


def forecast_view(told: Foreseen, experience: Experience, *, now: datetime, language: Language) -> JSON:
    """Return the forecast as it is answered."""
    standing, found = told.standing, told.outlook
    return {
        "application": standing.permit,
        "number": standing.number,
        "version": standing.version,
        "step": standing.step,
        "holder": standing.role,
        "round": standing.round,
        "as_of": now.astimezone(UTC),
        "enough": told.why_not is None,
        "why_not": told.why_not,
        "short_of": found.short_of,
        "outlasted": found.outlasted,
        "p50_at": found.p50,
        "p90_at": found.p90,
        "lines": {name.value: {"due_at": standing.due.get(name), "chance": told.chance(name)} for name in LineName},
        "visits": [{"step": step, "n": len(sample)} for step, sample in sorted(experience.items())]
        if told.why_not in (None, WhyNot.TOO_FEW_VISITS)
        else [],
        "notes": [say(sentence, language) for sentence in _notes(told)],
    }


def _notes(told: Foreseen) -> list[Sentence]:
    if told.why_not is WhyNot.TOO_FEW_VISITS:
        return [too_few(told.outlook.short_of, ENOUGH)]
    if told.why_not:
        return [WHY_NOT[told.why_not]]
    return [METHOD, OUTLASTED] if told.outlook.outlasted else [METHOD]


_NOTHING = Outlook(chances={})
