"""How the read side is fed by the write side's knowledge: due dates from the rulebook, opened fields from the vault."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from application.schema import SCHEMA, Raw
from application.vault import Vault
from domain.alarms import Standing, ladder
from domain.calendar import BeyondCalendar
from domain.claims import claim_ends_at
from domain.events import SopRef
from domain.rulebook import Rulebook
from domain.working_time import due, due_soon_at


class Deadlines:
    """When a visit is due, or due soon, and a claim over, by the calendar as it is known now.

    None where that is not published.
    """

    def __init__(self, book: Callable[[], Rulebook]) -> None:
        self._book = book
        self._sops = {sop.ref: sop for sop in book().all_sops}
        self._standards = {sop.ref: {row.no: row.standard for row in sop.rows} for sop in book().all_sops}

    @property
    def calendar_id(self) -> str:
        return self._book().calendar.id

    def due(self, sop: SopRef, step: int, entered_at: datetime) -> datetime | None:
        try:
            return due(entered_at, self._standards[sop][step], calendar=self._book().calendar)
        except BeyondCalendar:
            return None

    def claim_ends(self, sop: SopRef, claimed_at: datetime) -> datetime | None:
        return claim_ends_at(claimed_at, self._sops[sop], self._book().calendar)

    def soon(self, entered_at: datetime, due_at: datetime) -> datetime:
        """From 75 % of the standard on."""
        return due_soon_at(entered_at, due_at, calendar=self._book().calendar)


class Lookahead:
    """When the clock is to speak next for a file, by the calendar as it is known now."""

    def __init__(self, book: Callable[[], Rulebook]) -> None:
        self._book = book

    def __call__(self, sop: SopRef, standing: Standing) -> datetime | None:
        book = self._book()
        return ladder(standing, book.sop(sop), book.calendar).next_at


def open_state(topic: str, state: bytes) -> Raw:
    """Return a stored state in its present version, what is sealed still sealed."""
    return SCHEMA.read(topic, state)


class Unsealer:
    """Opens single sealed fields for the projections."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def __call__(self, permit: UUID, version: int, path: str, sealed: Any, wrapped_key: bytes) -> Any:  # stored JSON
        key = self._vault.key(permit, wrapped_key)
        return orjson.loads(Vault.open(key, version, path, sealed).value)
