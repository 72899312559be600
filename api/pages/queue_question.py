"""What a desk is asked for, as it stands in the address: whoever copies the address has the same list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Query
from pydantic import BeforeValidator

from api.desks.queries import Search
from api.pages.sla_question import blank_is_none
from domain.actor import Role
from domain.papers import ApplicationKind
from domain.working_time import State
from projections.desk import Claim, Question, Sort

Value = str | int | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters and the order of one desk. `today` asks for what is due before the day is over."""

    role: Role
    values: Mapping[str, Value]

    def question(self, sub: str, today: date, zone: ZoneInfo) -> Question:
        """Return what the read model is asked; days are the office's, the last one included."""
        since, until = self.values["since"], self.values["until"]
        sort, state, claim = self.values["sort"], self.values["state"], self.values["claim"]
        kind, step, q = self.values["kind"], self.values["step"], self.values["q"]
        return Question(
            role=self.role,
            sub=sub,
            sort=Sort(str(sort)) if sort else Sort.DUE,
            state=State(str(state)) if state else None,
            claim=Claim(str(claim)) if claim else None,
            kind=ApplicationKind(str(kind)) if kind else None,
            step=step if isinstance(step, int) else None,
            q=q if isinstance(q, str) else None,
            since=midnight(since, zone) if isinstance(since, date) else None,
            before=midnight(until, zone, days=1) if isinstance(until, date) else None,
            due_before=midnight(today, zone, days=1) if self.values["due"] else None,
        )

    def address(self, **changes: Value) -> str:
        """Return the address of this list with these changes; None takes a filter away."""
        chosen = {name: value for name, value in {**self.values, **changes}.items() if value is not None}
        path = f"/queues/{self.role}"
        return f"{path}?{urlencode(chosen)}" if chosen else path

    def only(self, **chosen: Value) -> str:
        """Return the address of the desk with these filters alone, in the order that was chosen."""
        return Asked(role=self.role, values={"sort": self.values["sort"]}).address(**chosen)

    @property
    def name(self) -> str:
        """What tells this list from every other one: a page of one is none of another."""
        return f"desk {self.address()}"


def midnight(day: date, zone: ZoneInfo, *, days: int = 0) -> datetime:
    return datetime.combine(day, time(), zone) + timedelta(days=days)


_BLANK = BeforeValidator(blank_is_none)
OneState = Annotated[State | None, _BLANK]
OneKind = Annotated[ApplicationKind | None, _BLANK]
OneClaim = Annotated[Claim | None, _BLANK]
OneSort = Annotated[Sort | None, _BLANK]
OneStep = Annotated[int | None, Query(ge=1, le=99), _BLANK]
OneDay = Annotated[date | None, _BLANK]
Today = Annotated[str | None, Query(pattern="^today$"), _BLANK]


def asked_of(
    role: Role,
    state: OneState = None,
    claim: OneClaim = None,
    due: Today = None,
    step: OneStep = None,
    kind: OneKind = None,
    q: Search = None,
    since: OneDay = None,
    until: OneDay = None,
    sort: OneSort = None,
) -> Asked:
    values: dict[str, Value] = {
        "state": state,
        "claim": claim,
        "due": due,
        "step": step,
        "kind": kind,
        "q": q,
        "since": since,
        "until": until,
        "sort": sort,
    }
    return Asked(role=role, values=values)


Asking = Annotated[Asked, Depends(asked_of)]
