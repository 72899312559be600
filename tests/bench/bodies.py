"""The bodies of the two commands as a tutorial would declare them, for the servers that ours is held against."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, StringConstraints

from domain.papers import Applicant, ApplicationKind, Checked, Institution

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class NamedDocument(BaseModel):
    requirement: Line
    sha256: Sha256
    name: Line


class Submission(BaseModel):
    kind: ApplicationKind
    applicant: Applicant
    institution: Institution
    documents: list[NamedDocument]
    started_at: AwareDatetime


class Verification(BaseModel):
    checklist: list[Checked]
