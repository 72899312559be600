"""An access: who did what to which file, and what became of it. Knows nothing of HTTP, nor of how it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from application.vault import Key
from domain.actor import Caller

GRANTED = "ok"  # every other outcome is the name of a problem


class Action(StrEnum):
    """What was done; the operation says more exactly which. Stored for ever, so none is renamed."""

    READ_CASE = "read_case"
    READ_DOCUMENT = "read_document"
    DOWNLOAD_PAPER = "download_paper"
    LIST = "list"
    EXPORT = "export"
    READ_TRAIL = "read_trail"
    READ_ACCESS_LOG = "read_access_log"
    UNMASK = "unmask"
    REFUSED_COMMAND = "refused_command"
    REHEARSED_COMMAND = "rehearsed_command"
    REPLAYED_COMMAND = "replayed_command"
    ADMINISTER = "administer"
    ORDER = "order"  # a correction, an erasure, a revocation: what is decided about a file beside its walk
    DISCARD = "discard"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    OTHER = "other"  # an operation that nobody has declared yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """`outcome` is `GRANTED` or a problem's name; `request` what the trail calls the correlation.

    `own_key` is the file's key where its applicant looks at it. `within` says which document or desk, `asked` the
    filter of a list as it was sent, `reason` why somebody's data was to be seen.
    """

    action: Action
    operation: str
    outcome: str
    request: str
    by: Caller
    address: str
    token: str | None = None
    application: UUID | None = None
    own_key: Key | None = None
    within: Mapping[str, str] = field(default_factory=dict[str, str])
    asked: Mapping[str, str] = field(default_factory=dict[str, str])
    reason: str | None = None
