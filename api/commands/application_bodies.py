"""The body of an application, and what it is made of (SOP step 1)."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import ConfigDict, Field

from api.commands import examples
from api.commands.body import Body
from api.http.fields import (
    Address,
    Email,
    Instant,
    Line,
    Nik,
    Phone,
    PrintedAddress,
    PrintedLine,
    Sha256,
)
from domain import papers
from domain.checks import previous_number_faults
from domain.papers import (
    ApplicationKind,
    UnitType,
)
from domain.refusals import Fault


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
