"""Whole lives of permits, by the real rules: what the office's seven people make of an application."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

from domain.actor import CLOCK
from domain.commands import Claim, Deliver, EndAuthority, Release, Revoke, Submit, Withdraw
from domain.events import Event
from tests.papers import AUTHORISE, REJECT, RESUBMIT, VERIFY
from tests.people import ANDI, BAYU, FAJAR, HENDRA, KARTIKA, SITI, SURYA
from tests.scenario import Scenario, Step, approve, tick
from tests.walk import (
    APPROVED,
    DELIVERED,
    DRAFTED,
    INSPECTED,
    PERMIT_DRAFT,
    REFUSAL_SIGNED,
    RETURN,
    SIGNED,
    SUBMITTED,
    VERIFIED,
)

TICK: Step = (CLOCK, tick)
REPAIRED: tuple[Step, ...] = (*SUBMITTED, (FAJAR, REJECT), (SITI, RESUBMIT))
PLOTS: dict[str, tuple[Step, ...]] = {
    "delivered": DELIVERED,
    "refused": (*REFUSAL_SIGNED, (SITI, Deliver())),
    "revoked": (*DELIVERED, (HENDRA, Revoke(reason="Izin disalahgunakan."))),
    "revoked_before_receipt": (*SIGNED, (HENDRA, Revoke(reason="Izin disalahgunakan."))),
    "waiting_for_repair": (*SUBMITTED, (FAJAR, REJECT)),
    "withdrawn_while_repairing": (*SUBMITTED, (FAJAR, REJECT), (SITI, Withdraw(reason="Batal."))),
    "repaired": (*REPAIRED, (FAJAR, VERIFY)),
    "claimed": (*VERIFIED, (BAYU, Claim())),
    "claimed_and_given_back": (*SUBMITTED, (FAJAR, Claim()), (FAJAR, Release())),
    "corrected": (*DRAFTED, (KARTIKA, RETURN), (BAYU, PERMIT_DRAFT), (KARTIKA, approve)),
    "returned_by_the_secretary": (*APPROVED, (SURYA, RETURN)),
    "just_submitted": SUBMITTED,
    "repaired_by_an_attorney": (*SUBMITTED, (SITI, AUTHORISE), (FAJAR, REJECT), (ANDI, RESUBMIT), (FAJAR, VERIFY)),
    "no_longer_empowered": (*SUBMITTED, (SITI, AUTHORISE), (SITI, EndAuthority()), (SITI, Withdraw(reason="Batal."))),
    "withdrawn_with_an_attorney": (*SUBMITTED, (SITI, AUTHORISE), (SITI, Withdraw(reason="Batal."))),
    "inspected": INSPECTED,
    "signed": SIGNED,
    "overdue": (*SUBMITTED, *[TICK] * 3),
    "overdue_and_claimed": (*VERIFIED, TICK, (BAYU, Claim()), TICK),
    "past_the_legal_limit": (*VERIFIED, *[TICK] * 5),
    "reminded": (*SUBMITTED, TICK, (FAJAR, REJECT), TICK),
    "repaired_late": (*SUBMITTED, *[TICK] * 4, (FAJAR, REJECT), TICK, TICK, (SITI, RESUBMIT), TICK),
    "lapsed": (*SUBMITTED, (FAJAR, REJECT), *[TICK] * 3),
}
NAMES = "Melati", "Harapan Bangsa", "Cahaya Ilmu", "Tunas Muda", "Bina Karya", "Nusantara", "Al-Hikmah", "Sinar Pagi"


def life(
    plot: Sequence[Step], permit: UUID, *, name: str = "PKBM Harapan Bangsa", earlier: timedelta = timedelta()
) -> tuple[Event, ...]:
    """Return all events of a permit that went through `plot`, a minute a command."""
    scenario = Scenario().given(*(_named(step, name) for step in plot))
    return tuple(replace(event, originator_id=permit, at=event.at - earlier) for event in scenario.history)


def commands(life: Sequence[Event]) -> list[tuple[Event, ...]]:
    """Return the events in the groups in which they were appended."""
    groups: dict[UUID, list[Event]] = {}
    for event in life:
        groups.setdefault(event.command_id, []).append(event)
    return [tuple(group) for group in groups.values()]


def interleaved(random: Random, lives: Sequence[Sequence[Event]]) -> list[Event]:
    """Return the events of many permits as a log could hold them: each permit's commands in order, otherwise mixed."""
    waiting = [commands(life) for life in lives]
    log: list[Event] = []
    while waiting:
        chosen = random.choice(waiting)
        log += chosen.pop(0)
        if not chosen:
            waiting.remove(chosen)
    return log


def many_lives(random: Random, count: int) -> list[tuple[Event, ...]]:
    plots = list(PLOTS.values())
    return [
        life(
            plots[n % len(plots)],
            UUID(int=random.getrandbits(128), version=4),
            name=f"PKBM {random.choice(NAMES)} {n}",
            earlier=timedelta(days=random.randrange(60), seconds=random.randrange(86_400)),
        )
        for n in range(count)
    ]


def _named(step: Step, name: str) -> Step:
    by, command = step
    if isinstance(command, Submit):
        return by, replace(command, institution=replace(command.institution, name=name))
    return step
