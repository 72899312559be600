"""A trail that was read whole, and the time of each of its applications: no database, no network.

The figures are those of `GET /v1/applications/{id}/sla`, made by the same function. Of each event no more is kept than
time is counted from.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from api.desks.views import JSON
from api.http.negotiation import Language
from api.sla.view import explained_view, sla_view
from api.trail.calendars import published_in
from api.trail.lines import BadTrail, FileLine, OfficeLine, read_lines
from domain.publications import Knowledge, Publications
from domain.rulebook import Rulebook
from domain.sla import assess_marks, calendar_known
from domain.sop import Sop
from domain.visits import Mark, Moved, Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a trail. Without `as_of` each file is looked at now, or at its last event if that is later."""

    now: datetime
    as_of: datetime | None = None
    knowledge: Knowledge = Knowledge.NOW
    explain: bool = False
    language: Language = "id"


@dataclass(slots=True, kw_only=True)
class _File:
    """One application, as far as its lines have been read."""

    sop: Sop
    version: int = 0
    at: datetime
    marks: list[Mark] = field(default_factory=list[Mark])
    positions: dict[int, int] = field(default_factory=dict[int, int])


class Trail:
    """A trail that was read whole. Raises `BadTrail` where a line is broken, missing, or by an unknown SOP."""

    def __init__(self, lines: Iterable[bytes], book: Rulebook) -> None:
        self._book = book
        self._files: dict[str, _File] = {}
        office: list[OfficeLine] = []
        for line in read_lines(lines):
            if isinstance(line, OfficeLine):
                office.append(line)
            else:
                self._take(line)
        self.published = published_in(book.publications, office)

    def answers(self, publications: Publications, question: Question) -> Iterator[JSON]:
        """Yield the time of each application that had begun, in the order of their first events."""
        known = calendar_known(question.knowledge, publications)
        for application, file in self._files.items():
            as_of = question.as_of or max(question.now, file.at)
            if file.marks[0].at <= as_of:
                case = assess_marks(file.marks, file.sop, known, as_of)
                answer: JSON = {"application": application, **sla_view(case)}
                if question.explain:
                    answer["explain"] = explained_view(case, file.sop, file.positions, question.language)
                yield answer

    def _take(self, line: FileLine) -> None:
        file = self._files.get(line.application) or self._begun(line)
        if line.version != file.version + 1:
            raise _bad(line, f"version {file.version + 1} should come here, not {line.version}: events are missing")
        if line.at < file.at:
            raise _bad(line, "time runs backwards")
        _require_row(line, file.sop)
        if line.mark:
            file.marks.append(line.mark)
            file.positions[line.version] = line.position
        file.version, file.at = line.version, line.at

    def _begun(self, line: FileLine) -> _File:
        if line.version == 1 and not (line.mark and isinstance(line.mark.motion, Sent)):
            raise _bad(line, "a file begins with Submitted")
        if line.sop not in self._book.sops:
            raise _bad(line, f"no SOP {line.sop.code} of version {line.sop.version} is known here")
        self._files[line.application] = _File(sop=self._book.sop(line.sop), at=line.at)
        return self._files[line.application]


def _require_row(line: FileLine, sop: Sop) -> None:
    motion = line.mark.motion if line.mark else None
    if isinstance(motion, Moved) and motion.to_step not in {row.no for row in sop.rows}:
        raise _bad(line, f"step {motion.to_step} is no row of the SOP")


def _bad(line: FileLine, what: str) -> BadTrail:
    return BadTrail(f"line {line.number}: {what} (application {line.application})")
