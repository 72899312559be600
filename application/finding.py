"""One thing that scripts/doctor has looked at, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What a finding means for the office."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: what was found and, unless all is well, what to do."""

    about: str
    state: State
    says: str
    cure: str = ""


def ok(about: str, says: str) -> Finding:
    return Finding(about=about, state=State.OK, says=says)


def warn(about: str, says: str, cure: str) -> Finding:
    return Finding(about=about, state=State.WARN, says=says, cure=cure)


def fail(about: str, says: str, cure: str) -> Finding:
    return Finding(about=about, state=State.FAIL, says=says, cure=cure)
