"""What people may ask for: imperative, immutable, one class a button. A name here is a word of the SOP files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.ladder import Rung
from domain.papers import (
    Applicant,
    ApplicationKind,
    Certificate,
    Channel,
    Checked,
    DecreeKind,
    Deficiency,
    Document,
    Force,
    InspectionReport,
    Institution,
    Photo,
    Recommendation,
)
from domain.powers import Attorney, Power


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """Send an application, or its repaired revision. `sop` names the permit type of a first submission."""

    kind: ApplicationKind
    previous_number: str | None = None
    applicant: Applicant
    institution: Institution
    documents: tuple[Document, ...]
    document_keys: Mapping[str, str] = field(default_factory=dict)
    started_at: datetime | None = None
    tracking_code: str
    sop: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    checklist: tuple[Checked, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    deficiencies: tuple[Deficiency, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInspection:
    report: InspectionReport
    recommendation: Recommendation
    documents: tuple[Document, ...] = ()
    document_keys: Mapping[str, str] = field(default_factory=dict)
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    kind: DecreeKind
    valid_years: int | None = None
    reasons: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    draft_sha256: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPaper:
    """What numbering, rendering and signing brought about. Never holds a passphrase."""

    number: str
    issued_on: date
    document_sha256: str
    certificate: Certificate
    level: str
    code: str
    force: Force | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Sign the draft that was seen. `paper` is None while it is only asked whether one may."""

    draft_sha256: str
    paper: SignedPaper | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    channel: Channel | None = None
    received_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Take the file out of the role's queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Give the file back to the role's queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign:
    """Hand a file on a desk to another officer of that desk, whoever has claimed it; a superior's word."""

    to_sub: str
    to_name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorise:
    """Let a second person act for the applicant in `powers`, by a letter that was uploaded, to before `until`."""

    attorney: Attorney
    letter: Document
    document_keys: Mapping[str, str] = field(default_factory=dict)
    powers: tuple[Power, ...]
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAuthority:
    """Take the power back, or lay it down."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Fire a rung of the ladder; its recipients and its due date follow from the file."""

    rung: Rung
    nth: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """The number that the revocation was given, the day it bears, and the hash of the words they stand for."""

    number: str
    issued_on: date
    draft_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke:
    """Take the permit back. `decree` is None while it is only asked whether one may; `paper` where it is signed too."""

    reason: str
    decree: Numbered | None = None
    paper: SignedPaper | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRevocation:
    """Sign the decree of a revocation that took effect before. `decree` and `paper` are None while it is only asked."""

    decree: Numbered | None = None
    paper: SignedPaper | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """Put right what is wrong about the applicant: `changes` by field. No text of it is kept in clear."""

    changes: Mapping[str, str]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase:
    """Forget the applicant. `legal_ground` is the law's words, `reason` the office's own, which name nobody."""

    legal_ground: str
    reason: str


Command = (
    Submit
    | Verify
    | Reject
    | Route
    | FileInspection
    | Draft
    | Approve
    | Return
    | Sign
    | Deliver
    | Claim
    | Release
    | Reassign
    | Withdraw
    | Authorise
    | EndAuthority
    | Alert
    | Lapse
    | Revoke
    | SignRevocation
    | Correct
    | Erase
)

NAMES: Mapping[type[Command], str] = {
    Submit: "submit",
    Verify: "verify",
    Reject: "reject",
    Route: "route",
    FileInspection: "file_inspection",
    Draft: "draft",
    Approve: "approve",
    Return: "return",
    Sign: "sign",
    Deliver: "deliver",
    Claim: "claim",
    Release: "release",
    Reassign: "reassign",
    Withdraw: "withdraw",
    Authorise: "authorise",
    EndAuthority: "end_authority",
    Alert: "alert",
    Lapse: "lapse",
    Revoke: "revoke",
    SignRevocation: "sign_revocation",
    Correct: "correct",
    Erase: "erase",
}
