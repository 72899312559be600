"""An event as a projection reads it: its place in the log, and its stored state, opened when it is looked at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from domain.events import Fact

FACTS = frozenset(fact.__name__ for fact in get_args(Fact))

# Stored JSON. Whoever reads a field says what it is; what turns out otherwise parks the permit.
Json = Mapping[str, Any]

OpenState = Callable[[str, bytes], Json]
"""From a topic and stored bytes to the state in its newest form; raises whatever it likes on what it cannot read."""

Unseal = Callable[[UUID, int, str, Json, bytes], Any]
"""From permit, version, field path, sealed value and wrapped key to the value in clear."""


class Unregistered(Exception):
    """A submission without a registration number: the log and the table beside it do not agree."""


@dataclass(slots=True, eq=False)
class Recorded:
    """One event, and of the tables beside the log what lists need.

    `number` comes with a `Submitted` only, `wrapped_key` also with an `AuthorityGiven`: with who is listed as a person.

    Neither frozen nor keeping what it opened: there are millions of them, and a batch of opened states that stay in
    memory was measured at three times the cost of opening each where it is folded.
    """

    open_state: OpenState
    position: int
    permit: UUID
    version: int
    topic: str
    state: bytes
    number: str | None
    wrapped_key: bytes | None

    def open(self) -> Json:
        """Return the state in its newest form, decoded anew at each call."""
        return self.open_state(self.topic, self.state)

    @property
    def registered_number(self) -> str:
        """The registration number of a `Submitted`, or raise Unregistered."""
        if self.number is None:
            raise Unregistered
        return self.number


def instant(text: str) -> datetime:
    """Return the instant that a stored state names."""
    return datetime.fromisoformat(text)
