"""A ledger full of whole lives, written through `ledger.append`: real facts, real sealing, many files at once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from random import Random
from uuid import UUID

import psycopg

from application.append_call import APPEND, arguments
from application.claims import register_of
from application.mapper import EventMapper
from application.postgres.database import APP, as_role
from application.sealing import shown_actor
from application.store import Write
from application.vault import Key, Vault
from domain.events import Event, Fact, Submitted
from tests.bench.process import BenchFailed
from tests.book import office_rulebook
from tests.projections.histories import NAMES, PLOTS, commands, life

UNDER_WAY = 1_000  # files that are in the office at the same time
_TOGETHER = 500  # commands in one transaction
_MONTH_S = 30 * 86_400

Group = tuple[Event, ...]


def fill(url: str, vault: Vault, *, least: int) -> int:
    """Write lives into the empty ledger at `url` until it has `least` events; return how many it has."""
    filler, events = Filler(vault), 0
    with psycopg.connect(as_role(url, APP), autocommit=True) as connection:
        while events < least:
            for round_ in filler.lives():
                for start in range(0, len(round_), _TOGETHER):
                    writes = round_[start : start + _TOGETHER]
                    append(connection, writes)
                    events += sum(len(write.events) for write in writes)
    return events


class Filler:
    """The plots of the projection tests, each decided once by the real rules and then told of other files."""

    def __init__(self, vault: Vault) -> None:
        self._vault, self._mapper, self._random = vault, EventMapper(vault=vault), Random(2026)
        self._plots = [commands(life(plot, UUID(int=1))) for plot in PLOTS.values()]

    def lives(self) -> Iterator[list[Write]]:
        """Yield the first commands of `UNDER_WAY` files, then their second commands, and so on."""
        files = [self._life(n) for n in range(UNDER_WAY)]
        for turn in range(max(map(len, files))):
            yield [life[turn] for life in files if turn < len(life)]

    def _life(self, n: int) -> list[Write]:
        key = self._vault.new_key(UUID(int=self._random.getrandbits(128), version=4))
        earlier = timedelta(seconds=self._random.randrange(_MONTH_S))
        name = f"PKBM {self._random.choice(NAMES)} {n}"
        return [
            self.write(_told_of(group, key.permit, name, earlier), key) for group in self._plots[n % len(self._plots)]
        ]

    def write(self, group: Group, key: Key) -> Write:
        """Return what appends a command's events."""
        first = group[0]
        is_new = first.originator_version == 1
        return Write(
            permit=key.permit,
            base=first.originator_version - 1,
            events=tuple(self._mapper.store(event, key) for event in group),
            actor=shown_actor(first.by.sub, first.by.role),
            role=first.by.role.value,
            command=UUID(int=self._random.getrandbits(128), version=4),
            fingerprint=bytes(32),
            wrapped_key=key.wrapped if is_new else None,
            register=register_of(first, office_rulebook()) if is_new else None,
        )


def _told_of(group: Group, permit: UUID, name: str, earlier: timedelta) -> Group:
    return tuple(
        replace(event, originator_id=permit, at=event.at.astimezone(UTC) - earlier, fact=_named(event, name))
        for event in group
    )


def _named(event: Event, name: str) -> Fact:
    fact = event.fact
    if isinstance(fact, Submitted):
        return replace(fact, institution=replace(fact.institution, name=name))
    return fact


def append(connection: psycopg.Connection, writes: Sequence[Write]) -> None:
    """Append through the ledger's own function, or raise BenchFailed."""
    with connection.cursor(binary=True) as cursor:
        outcomes = cursor.execute(APPEND, arguments(writes)).fetchall()
    if any(outcome != "done" for _, outcome, *_ in outcomes):
        raise BenchFailed("the ledger refuses what it is filled with")
