"""A stored file judged by its SOP: every deviation with the position of its event and a sentence."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from api.desks.views import JSON
from api.http.negotiation import Language
from api.problems.problems import say
from api.trail.conformity_texts import deviation_text
from application.evidence.deeds import DeedReader, Unreadable
from domain.conformance import OF_TIME, Deviation, Finding, in_order
from domain.conformance_time import lateness
from domain.conformance_walk import deviations
from domain.deeds import Deed
from domain.events import SopRef
from domain.publications import Knowledge
from domain.rulebook import Rulebook
from domain.sla import calendar_known
from projections.evidence.files import Kept, StoredFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was found in one file."""

    application: str
    number: str | None
    sop: SopRef | None
    findings: tuple[Finding, ...]
    positions: dict[int, int]

    @property
    def conforms(self) -> bool:
        """Whether it follows its SOP; being late is told beside it."""
        return all(finding.deviation in OF_TIME for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """By which rules files are judged; with `as_of` also whether they were late, as of that instant."""

    book: Rulebook
    reader: DeedReader
    as_of: datetime | None = None

    def judged(self, file: StoredFile) -> Judged:
        deeds, sops, found = self._read(file)
        sop = self.book.sops.get(sops[0]) if sops else None
        if sop is not None:
            found += deviations(deeds, sop, self.book.calendar)
            if self.as_of is not None:
                known = calendar_known(Knowledge.NOW, self.book.publications)
                found += lateness(deeds, sop, known, self.as_of)
        elif sops:
            found.append(_about(file.events[0], Deviation.UNKNOWN_SOP))
        return Judged(
            application=str(file.stream),
            number=file.events[0].number,
            sop=sops[0] if sops else None,
            findings=in_order(found),
            positions={event.version: event.position for event in file.events},
        )

    def _read(self, file: StoredFile) -> tuple[list[Deed], list[SopRef], list[Finding]]:
        key = self.reader.key(file.stream, file.events[0].wrapped)
        deeds: list[Deed] = []
        sops: list[SopRef] = []
        found: list[Finding] = []
        for event in file.events:
            try:
                sop, deed = self.reader.read(key, event.version, event.topic, event.state)
            except Unreadable:
                found.append(_about(event, Deviation.UNREADABLE))
            else:
                deeds.append(deed)
                sops.append(sop)
        return deeds, sops, found


def judged_view(judged: Judged, language: Language) -> JSON:
    """Return what was found, as it is answered."""
    return {
        "application": judged.application,
        "number": judged.number,
        "sop": judged.sop and {"code": judged.sop.code, "version": judged.sop.version},
        "conforms": judged.conforms,
        "findings": [_finding(finding, judged.positions, language) for finding in judged.findings],
    }


class Counts:
    """How many files were looked at, how many deviate, and in which ways; each file counts once for each."""

    def __init__(self) -> None:
        self.examined, self._deviating = 0, 0
        self._by_deviation: Counter[str] = Counter()

    def add(self, judged: Judged) -> None:
        self.examined += 1
        self._deviating += not judged.conforms
        self._by_deviation.update({finding.deviation.value for finding in judged.findings})

    @property
    def told(self) -> JSON:
        by_deviation = dict(sorted(self._by_deviation.items()))
        return {"examined": self.examined, "deviating": self._deviating, "by_deviation": by_deviation}


def _finding(finding: Finding, positions: dict[int, int], language: Language) -> JSON:
    return {
        "deviation": finding.deviation,
        "position": positions[finding.version],
        "version": finding.version,
        "fact": finding.fact,
        "at": finding.at,
        "step": finding.step,
        "role": finding.role,
        "sub": finding.sub,
        "steps": finding.steps,
        "expected": finding.expected,
        "text": say(deviation_text(finding), language),
    }


def _about(event: Kept, deviation: Deviation) -> Finding:
    return Finding(deviation=deviation, version=event.version, fact=event.topic, at=event.recorded_at, step=None)
