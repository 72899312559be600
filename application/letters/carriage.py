"""What is to be carried, and what became of it: the words that the outbox, the workers and the carriers share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Channel(StrEnum):
    MAIL = "mail"
    WEBHOOK = "webhook"


class State(StrEnum):
    """Pending until it is settled: sent; dead, which somebody should look at; dropped, because nobody is to get it."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row of the outbox on its way; `attempts` counts this one."""

    id: UUID
    position: int
    permit: UUID
    version: int
    kind: str
    channel: Channel
    recipient: str
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one attempt: `state` stays pending where it is to be tried again.

    `reason` is a few words of ours: never what the other side said, which may quote an address.
    """

    state: State
    reason: str | None = None


SENT = Verdict(state=State.SENT)


def dropped(reason: str) -> Verdict:
    return Verdict(state=State.DROPPED, reason=reason)


def dead(reason: str) -> Verdict:
    return Verdict(state=State.DEAD, reason=reason)


def again(reason: str) -> Verdict:
    return Verdict(state=State.PENDING, reason=reason)


class Carrier(Protocol):
    """Carries one item; whatever it raises is a failure that may pass. It may be cancelled at any moment."""

    async def carry(self, item: Item) -> Verdict: ...


Carriers = Mapping[Channel, Carrier]
