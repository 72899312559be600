"""What happened to a permit: past tense, immutable, never renamed (the names are stored for ever)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.actor import Actor, Role
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
class Submitted:
    """SOP step 1: the application, or its repaired revision `round`, was sent.

    `document_keys` (SHA-256 to base64 key) opens the uploads; it is stored sealed under the permit's key.
    """

    round: int
    started_at: datetime | None
    kind: ApplicationKind
    previous_number: str | None
    applicant: Applicant
    institution: Institution
    documents: tuple[Document, ...]
    document_keys: Mapping[str, str]
    tracking_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """The file moved to a step and role: the only fact that moves a queue."""

    from_step: int
    to_step: int
    to_role: Role
    automatic: bool
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """SOP step 2: the front office found the file complete and promised a date (None past the calendar)."""

    checklist: tuple[Checked, ...]
    promised_at: datetime | None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """SOP step 2, "ditolak": sent back to the applicant for completion; in law "dikembalikan"."""

    deficiencies: tuple[Deficiency, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BAPFiled:
    """SOP step 4: field inspection report and recommendation; `sha256` is over both, the documents and the photos.

    Version 1 had no photos, and its `sha256` is over report and recommendation alone.
    """

    report: InspectionReport
    recommendation: Recommendation
    sha256: str
    documents: tuple[Document, ...] = ()
    document_keys: Mapping[str, str]
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """SOP step 5: a draft decree; `sha256` is over its canonical content, which is what approvers approve."""

    kind: DecreeKind
    sha256: str
    valid_years: int | None
    reasons: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """SOP steps 6 and 7: the approval is the paraf, bound to the draft that was seen."""

    draft_sha256: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Sent back inside the office for correction; voids the approvals of the old draft."""

    to_step: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """SOP step 8: the decree numbered, dated, rendered and signed. `code` is the one in its QR.

    `force` is what its signature is worth, as the paper says; None where it was not recorded yet.
    """

    kind: DecreeKind
    number: str
    issued_on: date
    valid_until: date | None
    draft_sha256: str
    document_sha256: str
    certificate: Certificate
    level: str
    code: str
    force: Force | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """SOP step 9: the applicant received the decree. `received_by` is stored sealed."""

    channel: Channel
    received_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """An officer took the file from the role's queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """An officer gave the file back to the role's queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassigned:
    """A superior gave the file to an officer of the desk it lies on; `from_sub` had claimed it, if anybody had."""

    to_sub: str
    to_name: str
    from_sub: str | None
    from_name: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The applicant gave up, while nothing was signed (pembatalan oleh pemohon)."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityGiven:
    """The applicant empowered a second person (surat kuasa) to act for them in `powers`, to before `until`.

    The attorney is stored sealed, and so are `document_keys`, which open the letter.
    """

    attorney: Attorney
    letter: Document
    document_keys: Mapping[str, str]
    powers: tuple[Power, ...]
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityEnded:
    """The power of attorney was taken back by the applicant, or laid down. Attorney and reason are stored sealed."""

    attorney: Attorney
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """The applicant did not repair the file in time (dianggap mengundurkan diri)."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """The head withdrew an issued permit (pencabutan), by a decree of this number and day.

    `draft_sha256` is over the words that the number was reserved for. Version 1 had a reason and nothing else.
    """

    reason: str
    number: str | None = None
    issued_on: date | None = None
    draft_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationSigned:
    """The decree of revocation was rendered and signed: with `Revoked`, or later. `code` is the one in its QR."""

    number: str
    issued_on: date
    draft_sha256: str
    document_sha256: str
    certificate: Certificate
    level: str
    code: str
    force: Force | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """The clock told the roles `to` that the file is, or soon will be, late for `due_at`. It changes nothing else.

    `nth` counts the rungs of one kind, such as the reminders of one repair.
    """

    rung: Rung
    nth: int = 1
    to: tuple[Role, ...]
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataCorrected:
    """The applicant as they should have been written; `fields` were wrong (UU 27/2022 Pasal 6). Voids a draft.

    The applicant is stored sealed, whole, and so is the reason; what was written before stays where it was.
    """

    applicant: Applicant
    fields: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataErased:
    """The decision to forget; the permit's key is destroyed (UU 27/2022 Pasal 43-44).

    Version 1 had no reason.
    """

    legal_ground: str
    reason: str | None = None


Act = (
    Routed
    | Verified
    | Rejected
    | BAPFiled
    | Drafted
    | Approved
    | Returned
    | Signed
    | Delivered
    | Claimed
    | Released
    | Reassigned
    | Withdrawn
    | AuthorityGiven
    | AuthorityEnded
    | Lapsed
    | Revoked
    | RevocationSigned
    | PersonalDataCorrected
    | PersonalDataErased
)
Fact = Submitted | Act | Alerted


@dataclass(frozen=True, slots=True, kw_only=True)
class SopRef:
    code: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact with its place in history. `step` and `round` are where the file stood when it happened."""

    originator_id: UUID
    originator_version: int
    at: datetime
    by: Actor
    sop: SopRef
    step: int | None
    round: int
    command_id: UUID
    correlation: str | None
    fact: Fact
