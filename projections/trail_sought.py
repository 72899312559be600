"""What of the trail is asked for: a conjunction; what is None is not asked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Instants lie from `since` on and before `until`, positions strictly between `after` and `before`.

    `stream` is an application's, or another stream's. An applicant is no actor here: their names are sealed.
    """

    stream: UUID | None = None
    correlation: str | None = None
    facts: tuple[str, ...] | None = None
    role: str | None = None
    actor: str | None = None
    acting_for: str | None = None
    sop: str | None = None
    step: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    recorded_since: datetime | None = None
    recorded_until: datetime | None = None
    after: int = 0
    before: int | None = None

    @property
    def is_of_a_kind(self) -> bool:
        """Whether it is asked who did what where."""
        asked = (self.facts, self.role, self.actor, self.acting_for, self.sop, self.step)
        return any(each is not None for each in asked)

    @property
    def is_of_a_time(self) -> bool:
        """Whether it is asked when it happened."""
        return self.since is not None or self.until is not None
