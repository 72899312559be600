"""A year of an office in real time: files that move as in the logs of real ones, sealed by the real mapper.

The populations are those of design 10: most desk steps take minutes, a tenth take days; a quarter of the applicants
are asked to repair and take their time; some drafts come back; some files stall.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import psycopg

from application.postgres.database import APP, as_role
from application.vault import Vault
from domain.calendar import Calendar
from domain.events import BAPFiled, Event, Fact, Submitted
from domain.working_time import add
from tests.bench.filling import Filler, Group, append
from tests.book import office_rulebook
from tests.people import KARTIKA
from tests.projections.histories import NAMES, PLOTS, REPAIRED, commands, life
from tests.walk import DELIVERED, DRAFTED, RETURN

FROM, UNTIL = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 11, 27, 9, tzinfo=UTC)
_TOGETHER = 500  # commands in one transaction
_DAY_S = 27_000  # seven and a half hours
_PROMPT = 0.9
# How often each happens, in a hundred files; the last three stay where they are.
_SHARES = {
    "delivered": 63,
    "repaired_and_delivered": 20,
    "refused": 5,
    "withdrawn_while_repairing": 5,
    "returned_and_delivered": 3,
    "just_submitted": 2,
    "waiting_for_repair": 1,
    "claimed": 1,
}
_PLOTS = {
    **PLOTS,
    "repaired_and_delivered": (*REPAIRED, *DELIVERED[1:]),
    "returned_and_delivered": (*DRAFTED, (KARTIKA, RETURN), *DELIVERED[4:]),
}


def fill_office(url: str, vault: Vault, *, applications: int) -> Sequence[UUID]:
    """Write so many applications into the empty ledger at `url`, in the order of time; return their ids."""
    filler = Filler(vault)
    keys = {permit: vault.new_key(permit) for permit in _ids(applications)}
    happened = sorted(_lives(list(keys)), key=lambda group: group[0].at)
    with psycopg.connect(as_role(url, APP), autocommit=True) as connection:
        for start in range(0, len(happened), _TOGETHER):
            together = happened[start : start + _TOGETHER]
            append(connection, [filler.write(group, keys[group[0].originator_id]) for group in together])
    return tuple(keys)


def _ids(count: int) -> list[UUID]:
    random = Random(1945)
    return [UUID(int=random.getrandbits(128), version=4) for _ in range(count)]


def _lives(permits: Sequence[UUID]) -> Iterator[Group]:
    """Yield the commands of all files, each file's in order."""
    random, calendar = Random(2026), office_rulebook().calendar
    plots = {name: commands(life(steps, UUID(int=1))) for name, steps in _PLOTS.items()}
    for n, permit in enumerate(permits):
        (name,) = random.choices(list(_SHARES), weights=list(_SHARES.values()))
        yield from _life(random, calendar, plots[name], permit, f"PKBM {random.choice(NAMES)} {n}")


def _life(random: Random, calendar: Calendar, plot: Sequence[Group], permit: UUID, name: str) -> Iterator[Group]:
    """Yield what one file went through until today, wherever it was by then."""
    at = FROM + (UNTIL - FROM) * random.random()
    for group in plot:
        at = _moved(random, calendar, at, group)
        if at > UNTIL:
            return
        request = f"{permit.int ^ group[0].originator_version:032x}"
        yield tuple(
            replace(event, originator_id=permit, at=at, correlation=request, fact=_told(random, event, name, at))
            for event in group
        )


def _moved(random: Random, calendar: Calendar, at: datetime, group: Group) -> datetime:
    """Return when the next command came: after minutes, in a tenth of all cases hours or days, of working time."""
    fact = group[0].fact
    if isinstance(fact, Submitted) and fact.round > 1:  # an applicant has evenings, too
        return at + timedelta(days=random.lognormvariate(1.6, 0.9))
    if isinstance(fact, BAPFiled):
        return add(at, int(_DAY_S * random.uniform(0.7, 5.5)), calendar=calendar)
    minutes = random.lognormvariate(1.4, 0.6) if random.random() < _PROMPT else random.lognormvariate(4.6, 1.1)
    return add(at, int(60 * minutes) + 1, calendar=calendar)


def _told(random: Random, event: Event, name: str, at: datetime) -> Fact:
    fact = event.fact
    if not isinstance(fact, Submitted):
        return fact
    began = at - timedelta(minutes=random.lognormvariate(2.9, 0.5))
    return replace(fact, started_at=began, institution=replace(fact.institution, name=name))
