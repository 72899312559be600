"""An event as a projection reads it: its place in the log, and its stored state, opened when first looked at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from domain.events import Fact, SopRef

FACTS = frozenset(fact.__name__ for fact in get_args(Fact))

# Stored JSON. Whoever reads a field says what it is; what turns out otherwise parks the permit.
Json = Mapping[str, Any]

OpenState = Callable[[str, bytes], Json]
"""From a topic and stored bytes to the state in its newest form; raises whatever it likes on what it cannot read."""

Unseal = Callable[[UUID, int, str, Json, bytes], Any]
"""From permit, version, field path, sealed value and wrapped key to the value in clear."""


class Unregistered(Exception):
    """A submission without a registration number: the log and the table beside it do not agree."""


@dataclass(slots=True, kw_only=True, eq=False)
class Recorded:
    """One event. `number` and `wrapped_key` come with a `Submitted` only, from the tables beside the log."""

    position: int
    permit: UUID
    version: int
    topic: str
    state: bytes
    number: str | None = None
    wrapped_key: bytes | None = None
    open_state: OpenState
    _opened: Json | None = None

    @property
    def opened(self) -> Json:
        """The whole state; several projections share one decoding, so nobody changes it."""
        if self._opened is None:
            self._opened = self.open_state(self.topic, self.state)
        return self._opened

    @property
    def fact(self) -> Json:
        fact: Json = self.opened["fact"]
        return fact

    @property
    def by(self) -> Json:
        by: Json = self.opened["by"]
        return by

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.opened["at"])

    @property
    def sop(self) -> SopRef:
        sop: Json = self.opened["sop"]
        return SopRef(code=sop["code"], version=sop["version"])

    @property
    def registered_number(self) -> str:
        """The registration number of a `Submitted`, or raise Unregistered."""
        if self.number is None:
            raise Unregistered
        return self.number
