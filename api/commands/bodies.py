"""The bodies of the commands: strict, without unknown fields, each with an example; and the commands they become.

What a body alone can be wrong about is refused here (422); what the file or the SOP must know, `domain.checks` refuses.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.commands import examples
from api.http.fields import (
    Address,
    Email,
    Instant,
    Line,
    Nik,
    Nip,
    Passphrase,
    Phone,
    PrintedAddress,
    PrintedLine,
    PrintedText,
    Sha256,
    Text,
    printable,
)
from domain import commands, papers
from domain.checks import acceptance_faults, draft_faults, previous_number_faults
from domain.papers import (
    ApplicationKind,
    Channel,
    Conclusion,
    DecreeKind,
    UnitType,
    Verdict,
)
from domain.refusals import Fault

Sub = Annotated[str, StringConstraints(min_length=1, max_length=255), AfterValidator(printable)]  # OpenID Connect, 2


class Body(BaseModel):
    """JSON as it is: a number is no text, and a field we do not know is a mistake."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    def faults(self) -> Iterable[Fault]:
        """Return what the fields together say wrong, whatever the file: a 422 like any other fault of the body."""
        return ()


class Nothing(Body):
    """An empty object."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class ApplicantBody(Body):
    name: PrintedLine
    nik: Nik
    email: Email
    phone: Phone
    address: Address

    def value(self) -> papers.Applicant:
        return papers.Applicant(name=self.name, nik=self.nik, email=self.email, phone=self.phone, address=self.address)


class InstitutionBody(Body):
    name: PrintedLine
    unit_type: UnitType
    address: PrintedAddress
    kelurahan: PrintedLine
    kecamatan: PrintedLine
    capacity: Annotated[int, Field(ge=1, le=100_000)]
    programs: Annotated[tuple[PrintedLine, ...], Field(min_length=1, max_length=50)]

    def value(self) -> papers.Institution:
        return papers.Institution(
            name=self.name,
            unit_type=self.unit_type,
            address=self.address,
            kelurahan=self.kelurahan,
            kecamatan=self.kecamatan,
            capacity=self.capacity,
            programs=self.programs,
        )


class NamedDocument(Body):
    """An upload, by its hash, and the requirement it meets."""

    requirement: Line
    sha256: Sha256
    name: Line


class Submission(Body):
    """SOP step 1: the application, or its repaired revision."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.SUBMISSION]})

    kind: ApplicationKind
    previous_number: PrintedLine | None = None
    applicant: ApplicantBody
    institution: InstitutionBody
    documents: Annotated[tuple[NamedDocument, ...], Field(min_length=1, max_length=100)]
    started_at: Instant | None = None

    def faults(self) -> Iterable[Fault]:
        return previous_number_faults(self.kind, self.previous_number)


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


class Signature(Body):
    """SOP step 8. The passphrase opens the certificate for this one signature, and is kept nowhere."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.SIGNATURE]})

    draft_sha256: Sha256
    passphrase: Passphrase

    def command(self) -> commands.Sign:
        return commands.Sign(draft_sha256=self.draft_sha256)


class Receipt(Body):
    """SOP step 9."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.RECEIPT]})

    channel: Channel | None = None
    received_by: Line | None = None

    def command(self) -> commands.Deliver:
        return commands.Deliver(channel=self.channel, received_by=self.received_by)


class Withdrawal(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.REASON]})

    reason: Text

    def command(self) -> commands.Withdraw:
        return commands.Withdraw(reason=self.reason)


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


class Revocation(Body):
    """With a passphrase its decree is signed too, or nothing happens. The passphrase is kept nowhere."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.REASON, examples.SIGNED_REVOCATION]})

    reason: PrintedText
    passphrase: Passphrase | None = None

    def command(self) -> commands.Revoke:
        return commands.Revoke(reason=self.reason)

    @property
    def without_secret(self) -> bytes | None:
        """What tells a repeated request from another one; None where the body itself may."""
        return None if self.passphrase is None else orjson.dumps({"reason": self.reason, "signs": True})


class RevocationSignature(Body):
    """The signature of a revocation that took effect before. The passphrase is kept nowhere."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.REVOCATION_SIGNATURE]})

    passphrase: Passphrase

    def command(self) -> commands.SignRevocation:
        return commands.SignRevocation()

    @property
    def without_secret(self) -> bytes:
        return b"{}"
