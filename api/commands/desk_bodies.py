"""The bodies of what the desks do with a file (SOP steps 2 to 7), and the commands they become."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from api.commands import examples
from api.commands.application_bodies import NamedDocument
from api.commands.body import Body, Sub
from api.http.fields import (
    Line,
    Nip,
    PrintedAddress,
    PrintedLine,
    PrintedText,
    Sha256,
    Text,
)
from domain import commands, papers
from domain.checks import acceptance_faults, draft_faults
from domain.papers import (
    Conclusion,
    DecreeKind,
    Verdict,
)
from domain.refusals import Fault


class ChecklistLine(Body):
    requirement: Line
    accepted: bool
    note: PrintedText | None = None


class Verification(Body):
    """SOP step 2, accepted: every document of the submission, checked."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.VERIFICATION]})

    checklist: Annotated[tuple[ChecklistLine, ...], Field(min_length=1, max_length=100)]
    note: Text | None = None

    def command(self) -> commands.Verify:
        lines = (
            papers.Checked(requirement=line.requirement, accepted=line.accepted, note=line.note)
            for line in self.checklist
        )
        return commands.Verify(checklist=tuple(lines), note=self.note)

    def faults(self) -> Iterable[Fault]:
        return acceptance_faults(self.checklist)


class DeficiencyBody(Body):
    requirement: Line
    finding: PrintedText
    remedy: PrintedText


class Rejection(Body):
    """SOP step 2, "ditolak": back to the applicant for completion."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.REJECTION]})

    deficiencies: Annotated[tuple[DeficiencyBody, ...], Field(min_length=1, max_length=100)]
    note: PrintedText | None = None

    def command(self) -> commands.Reject:
        numbered = (
            papers.Deficiency(number=n, requirement=each.requirement, finding=each.finding, remedy=each.remedy)
            for n, each in enumerate(self.deficiencies, 1)
        )
        return commands.Reject(deficiencies=tuple(numbered), note=self.note)


class Routing(Body):
    """SOP step 3: on to the technical office."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ROUTING]})

    note: Text | None = None

    def command(self) -> commands.Route:
        return commands.Route(note=self.note)


class InspectorBody(Body):
    name: PrintedLine
    nip: Nip | None = None
    position: PrintedLine


class FindingBody(Body):
    aspect: PrintedLine
    requirement: PrintedText
    observed: PrintedText
    conforms: bool
    note: PrintedText | None = None


class ReportBody(Body):
    number: PrintedLine
    inspected_on: date
    location: PrintedAddress
    inspectors: Annotated[tuple[InspectorBody, ...], Field(min_length=1, max_length=20)]
    findings: Annotated[tuple[FindingBody, ...], Field(min_length=1, max_length=200)]
    conclusion: Conclusion
    nobody_on_site: PrintedText | None = None

    def value(self) -> papers.InspectionReport:
        return papers.InspectionReport(
            number=self.number,
            inspected_on=self.inspected_on,
            location=self.location,
            inspectors=tuple(papers.Inspector(**dict(each)) for each in self.inspectors),
            findings=tuple(papers.Finding(**dict(each)) for each in self.findings),
            conclusion=self.conclusion,
            nobody_on_site=self.nobody_on_site,
        )


class RecommendationBody(Body):
    number: PrintedLine
    verdict: Verdict
    notes: PrintedText | None = None


class InspectionDocument(NamedDocument):
    """A photograph with its caption, or another paper of the inspection."""

    caption: PrintedText | None = None


class Inspection(Body):
    """SOP step 4: field inspection report (BAPL) and recommendation."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.INSPECTION]})

    report: ReportBody
    recommendation: RecommendationBody
    documents: Annotated[tuple[InspectionDocument, ...], Field(max_length=100)] = ()


class Drafting(Body):
    """SOP step 5: the draft decree, a permit or a refusal."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.DRAFT]})

    kind: DecreeKind
    valid_years: Annotated[int, Field(ge=1, le=20)] | None = None
    reasons: Annotated[tuple[PrintedText, ...], Field(max_length=50)] = ()
    note: Text | None = None

    def command(self) -> commands.Draft:
        return commands.Draft(kind=self.kind, valid_years=self.valid_years, reasons=self.reasons, note=self.note)

    def faults(self) -> Iterable[Fault]:
        return draft_faults(self.command())


class Approval(Body):
    """SOP steps 6 and 7: the paraf, bound to the draft that was read."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.APPROVAL]})

    draft_sha256: Sha256
    note: Text | None = None

    def command(self) -> commands.Approve:
        return commands.Approve(draft_sha256=self.draft_sha256, note=self.note)


class ReturnBody(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.REASON]})

    reason: Text

    def command(self) -> commands.Return:
        return commands.Return(reason=self.reason)


class Colleague(Body):
    sub: Sub
    name: Line


class Reassignment(Body):
    """To whom the file goes, and why; the reason is kept for ever and names no applicant."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.REASSIGNMENT]})

    to: Colleague
    reason: Text

    def command(self) -> commands.Reassign:
        return commands.Reassign(to_sub=self.to.sub, to_name=self.to.name, reason=self.reason)
