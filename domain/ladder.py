"""The rungs of the clock's ladder: what it says while nobody acts, and to whom. Names are stored for ever.

The clock reminds, escalates and lets a file lapse; it never takes a decision that is a person's (design law 5).
"""

from collections.abc import Mapping
from enum import StrEnum

from domain.actor import Role


class Rung(StrEnum):
    """From the desk that is nearly late up to the line where silence becomes consent (UU 30/2014 Pasal 53)."""

    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    REPAIR_REMINDER = "repair_reminder"
    LEGAL_NEAR = "legal_near"
    LEGAL_PASSED = "legal_passed"


Fired = tuple[Rung, int]
"""A rung and which one of its kind: an applicant may be reminded several times."""

# These are of the application, from its latest submission on; the others are of one visit.
LEGAL = frozenset({Rung.LEGAL_NEAR, Rung.LEGAL_PASSED})

_TOLD: Mapping[Rung, tuple[Role, ...]] = {
    Rung.ESCALATED: (Role.SUPERVISOR,),
    Rung.REPAIR_REMINDER: (Role.PEMOHON,),
    Rung.LEGAL_NEAR: (Role.KEPALA_DINAS, Role.SUPERVISOR),
    Rung.LEGAL_PASSED: (Role.KEPALA_DINAS, Role.SUPERVISOR, Role.AUDITOR),
}


def recipients(rung: Rung, desk: Role) -> tuple[Role, ...]:
    """Return who is told: whoever has the file on their desk, unless the rung is somebody else's matter."""
    return _TOLD.get(rung, (desk,))
