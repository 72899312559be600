"""The queues' read model, dated by the office's own rules."""

from application.read_side import Deadlines
from projections.inbox import Inbox


def inbox(deadlines: Deadlines) -> Inbox:
    """Return the projection whose dates are these."""
    return Inbox(
        due=deadlines.due,
        soon=deadlines.soon,
        claim_ends=deadlines.claim_ends,
        calendar=lambda: deadlines.calendar_id,
    )
