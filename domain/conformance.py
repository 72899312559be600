"""Does the trail of a file follow its SOP; where not, which step, by whom.

Pure, and no second `decide`: it looks at facts that are there, whoever wrote them, and never asks whether a command
would have been admitted. After a deviation it goes on from where the file then really was, so that each is told once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.actor import Role


class Deviation(StrEnum):
    """In which way a trail leaves its SOP. The last two are of time, and told apart: they break no order."""

    NO_BEGINNING = "no_beginning"
    EVENTS_MISSING = "events_missing"
    UNREADABLE = "unreadable"
    UNKNOWN_SOP = "unknown_sop"
    TIME_BACKWARDS = "time_backwards"
    WRONG_ROUND = "wrong_round"
    SKIPPED_STEP = "skipped_step"
    WRONG_ORDER = "wrong_order"
    WRONG_ROLE = "wrong_role"
    TWO_ROLES = "two_roles"
    CLAIMED_BY_ANOTHER = "claimed_by_another"
    MISSING_ROUTE = "missing_route"
    WRONG_ROUTE = "wrong_route"
    MISPLACED = "misplaced"
    OTHER_DRAFT = "other_draft"
    UNAPPROVED = "unapproved"
    AGAINST_RECOMMENDATION = "against_recommendation"
    AFTER_THE_END = "after_the_end"
    LATE = "late"
    NO_DECISION = "no_decision"


OF_TIME = frozenset({Deviation.LATE, Deviation.NO_DECISION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A deviation: at which event, at which step the file stood, who did it.

    `expected` are the roles or the fact that the SOP names instead, `steps` those that were skipped, or lack an
    approval, or where the file should have gone. `sub` is None for what an applicant did, and where nobody did it.
    """

    deviation: Deviation
    version: int
    fact: str
    at: datetime
    step: int | None
    role: Role | None = None
    sub: str | None = None
    steps: tuple[int, ...] = ()
    expected: tuple[str, ...] = ()


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by the events that they are about."""
    return tuple(sorted(findings, key=lambda finding: finding.version))
