"""What a comparison found: each difference by its kind, with what should be there and what is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

MOST_TOLD = 100  # of one check; whoever has more has another question


class Kind(StrEnum):
    """What is wrong, from the log outwards."""

    POSITION_MISSING = "position_missing"
    VERSION_MISSING = "version_missing"
    ACCESS_MISSING = "access_missing"
    LEAF_WRONG = "leaf_wrong"
    ACCESS_WRONG = "access_wrong"
    COMMAND_OF_NOTHING = "command_of_nothing"
    NUMBER_MISSING = "number_missing"
    NUMBER_WRONG = "number_wrong"
    NUMBER_OF_NOTHING = "number_of_nothing"
    APPLICATION_UNNUMBERED = "application_unnumbered"
    KEY_MISSING = "key_missing"
    KEY_WRONG = "key_wrong"
    KEY_KEPT = "key_kept"
    KEY_OF_NOTHING = "key_of_nothing"
    PERSON_MISSING = "person_missing"
    PERSON_KEPT = "person_kept"
    READ_MODEL_BEHIND = "read_model_behind"
    READ_MODEL_PARKED = "read_model_parked"
    CASE_MISSING = "case_missing"
    CASE_WRONG = "case_wrong"
    CASE_OF_NOTHING = "case_of_nothing"
    QUEUE_MISSING = "queue_missing"
    QUEUE_WRONG = "queue_wrong"
    QUEUE_OF_NOTHING = "queue_of_nothing"
    REGISTER_MISSING = "register_missing"
    REGISTER_WRONG = "register_wrong"
    REGISTER_OF_NOTHING = "register_of_nothing"
    RESERVATION_MISSING = "reservation_missing"
    RESERVATION_WRONG = "reservation_wrong"
    CLAIM_MISSING = "claim_missing"
    CLAIM_OF_NOTHING = "claim_of_nothing"
    ARCHIVE_MISSING = "archive_missing"
    ARCHIVE_DAMAGED = "archive_damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`expected` is what the log says, `found` what something else says; None where there is nothing."""

    kind: Kind
    application: UUID | None
    expected: str | None
    found: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One comparison: how many differences, and the first of them."""

    check: str
    count: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything was compared as it stood at one moment, when the log ended at `position`."""

    at: datetime
    position: int
    deep: bool
    checks: tuple[Checked, ...]

    @property
    def is_complete(self) -> bool:
        return not any(checked.count for checked in self.checks)


def checked(check: str, differences: Sequence[Difference]) -> Checked:
    return Checked(check=check, count=len(differences), differences=tuple(differences[:MOST_TOLD]))
