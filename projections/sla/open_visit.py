"""A row of the queues."""

from datetime import datetime

from projections.search import Named


class OpenVisit(Named):
    """A file on a desk: `role` holds it since `entered_at`; from `soon_at` it is due soon, after `due_at` overdue.

    From `claim_ends_at` on nobody has claimed it any more.
    """

    kind: str
    step: int
    role: str
    round: int
    entered_at: datetime
    soon_at: datetime | None
    due_at: datetime | None
    claimed_by_sub: str | None
    claimed_by_name: str | None
    claimed_at: datetime | None
    claim_ends_at: datetime | None
    sop_code: str
    sop_version: str
