"""Everything on the supervisors' dashboard, of one moment: what is open, what has ended, and how long it took."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.actor import SOP_ROLES, Role
from domain.rulebook import Rulebook
from domain.sop import Row, Sop
from projections.engine.connection import Connection
from projections.sla.counts import NO_LINE, WHOLE
from projections.sla.figures import Figures, Place, figures
from projections.sla.one_moment import one_moment
from projections.sla.past import past
from projections.sla.percentiles import Group, Member, percentiles
from projections.sla.scope import Scope
from projections.sla.step_loads import step_loads
from projections.sla.still_open import NOTHING_OPEN, OpenCases, Standing, open_cases

MEDIAN, MOST, LONGEST = 50, 90, 100
_ENDED = "sla_cases", "sla_visits", "sla_counts", "sla_histogram"
_EVERYTHING = (*_ENDED, "sla_rounds", "sla_load", "inbox", "inbox_load")


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The papers in force, their rows by permit type and number, and what is looked at together."""

    sops: tuple[Sop, ...]
    rows: Mapping[Member, Row]

    @property
    def all(self) -> Group:
        return Group(members=tuple(self.rows))

    @property
    def whole(self) -> Group:
        return Group(members=tuple(sorted({(code, WHOLE) for code, _ in self.rows})))

    @property
    def roles(self) -> Mapping[Role, Group]:
        """Return the steps of each role, in the order of the paper's columns."""
        return {
            role: Group(members=tuple(member for member, row in self.rows.items() if row.role is role))
            for role in SOP_ROLES
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """What was found: how each step stands, the open applications, what ended when, and its percentiles."""

    standing: Mapping[Member, Standing]
    cases: OpenCases
    figures: Mapping[Place, Figures]
    percentiles: Mapping[tuple[Group, int], int]

    def ended(self, group: Group, line: str = NO_LINE) -> Figures:
        """Return what ended of a group: its visits, or the applications by a line."""
        places = (Place(sop_code=code, step=step, line=line, month=group.month) for code, step in group.members)
        return sum((self.figures[place] for place in places if place in self.figures), start=Figures())

    def stands(self, group: Group) -> Standing:
        """Return how much is open of a group."""
        return sum((self.standing.get(member, Standing()) for member in group.members), start=Standing())


def steps_of(book: Rulebook, day: date, sop_code: str | None = None) -> Steps:
    """Return the steps of one permit type or of all, as its paper has them on that day."""
    begun = [sop for sop in book.all_sops if sop.in_force_from <= day and sop_code in {None, sop.code}]
    versions = sorted(begun, key=lambda sop: (sop.code, sop.in_force_from))
    return Steps(
        sops=tuple({sop.code: sop for sop in versions}.values()),
        rows={(sop.code, row.no): row for sop in versions for row in sop.rows},
    )


async def read_dashboard(
    connection: Connection, scope: Scope, steps: Steps, *, now: datetime, as_of: datetime | None
) -> Dashboard:
    """Return the dashboard of this moment or, with `as_of`, of an instant of the past."""
    async with one_moment(connection, *_EVERYTHING):
        if as_of is None:
            loads = await step_loads(connection, now=now, sop=scope.sop_code)
            standing: Mapping[Member, Standing] = {
                (load.sop_code, load.step): Standing(open=load.open, due_soon=load.due_soon, overdue=load.overdue)
                for load in loads
            }
            cases = await open_cases(connection, now=now, sop_code=scope.sop_code)
        else:
            then = await past(connection, at=as_of, sop_code=scope.sop_code)
            standing, cases = then.steps, then.cases
        ended = await figures(connection, scope)
        found = await percentiles(connection, scope, _sought(steps, scope.periods.months, ended))
    return Dashboard(standing=standing, cases=cases, figures={**ended, **_in_all(ended)}, percentiles=found)


async def read_measured(connection: Connection, scope: Scope, steps: Steps) -> Dashboard:
    """Return of the dashboard what ended, and how long it took, with no regard to when in the range."""
    async with one_moment(connection, *_ENDED):
        ended = await figures(connection, scope)
        alone = [Group(members=(member,)) for member in steps.rows]
        found = await percentiles(connection, scope, dict.fromkeys((*alone, steps.whole), (MEDIAN, MOST)))
    return Dashboard(standing={}, cases=NOTHING_OPEN, figures={**ended, **_in_all(ended)}, percentiles=found)


def _in_all(ended: Mapping[Place, Figures]) -> Mapping[Place, Figures]:
    """Return the sums over all months."""
    sums: dict[Place, Figures] = defaultdict(Figures)
    for place, each in ended.items():
        sums[replace(place, month=None)] += each
    return sums


def _sought(steps: Steps, months: Sequence[date], ended: Mapping[Place, Figures]) -> Mapping[Group, Sequence[int]]:
    """Return the percentiles to look for: of every group in which something ended."""
    whole = [Group(members=(member,)) for member in steps.rows]
    sought = dict.fromkeys((*whole, *steps.roles.values(), steps.all, steps.whole), (MEDIAN, MOST, LONGEST))
    busy = {(place.sop_code, place.step, place.month) for place in ended}
    monthly = {
        Group(members=group.members, month=month): (MEDIAN, MOST)
        for group in (*whole, steps.all)
        for month in months
        if any((*member, month) in busy for member in group.members)
    }
    return {**sought, **monthly}
