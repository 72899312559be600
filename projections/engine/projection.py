"""What a projection is: rows, one a permit, each a pure function of that permit's stream; and where they are kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol
from uuid import UUID

from psycopg import sql

from projections.engine.connection import Connection
from projections.engine.recorded import Recorded
from projections.engine.tables import Row, Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Generic[Row]):
    """A permit's row before and after a batch; None where there is none."""

    permit: UUID
    before: Row | None
    after: Row | None


class Projection(Protocol[Row]):
    """One question's read model. A changed shape or meaning is a new `revision`: the runner then builds it anew.

    So it does when `basis` changes: the name of what rows depend on beside the log, such as the calendar ("" for none).

    A row is what `fold` makes of the events one by one, and `settle` of the last of them: what is costly to find out
    and not needed between two events. Both may raise whatever they like: that permit is parked, the others go on.
    `save` writes the changes and whatever is derived from them (totals, search words) in the caller's transaction.
    """

    @property
    def name(self) -> str: ...
    @property
    def revision(self) -> int: ...
    @property
    def basis(self) -> str: ...
    @property
    def tables(self) -> tuple[str, ...]: ...
    @property
    def definition(self) -> sql.SQL: ...
    @property
    def indexes(self) -> sql.SQL: ...
    @property
    def ignores(self) -> frozenset[str]:
        """Topics of streams that are no permits."""
        ...

    def fold(self, row: Row | None, event: Recorded) -> Row | None: ...

    def settle(self, row: Row) -> Row: ...

    async def load(self, connection: Connection, tables: Tables, permits: Collection[UUID]) -> Mapping[UUID, Row]: ...

    async def save(self, connection: Connection, tables: Tables, changes: Sequence[Change[Row]]) -> None: ...


AnyProjection = Projection[Any]  # who runs projections never looks into a row
