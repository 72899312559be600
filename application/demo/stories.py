"""What has happened to the files of the demo: one line a kind of story, as a table that can be read aloud.

The shares follow two public logs of municipal permits: most desk steps take a minute, a quarter of the applicants are
asked for what is missing, 3 % of the drafts come back, bursts are normal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Word(StrEnum):
    """What somebody does to a file. Two words may be one command: an inspection recommends or opposes."""

    SUBMIT = "submit"
    VERIFY = "verify"
    REJECT = "reject"
    ROUTE = "route"
    INSPECT = "inspect"
    OPPOSE = "oppose"
    DRAFT = "draft"
    APPROVE = "approve"
    RETURN = "return"
    SIGN = "sign"
    DELIVER = "deliver"
    HAND_OVER = "hand_over"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"
    CLAIM = "claim"  # by the demo's own person of that role
    TAKE = "take"  # by a colleague


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """`age`: working minutes since its last act. `own`: the demo's own applicant is who applies."""

    n: int
    words: tuple[Word, ...]
    age: int
    own: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """Stories that went the same way, one an age; the first `own` of them belong to the demo's own applicant."""

    walk: str
    ages: tuple[int, ...]
    own: int = 0


CHECKED = "submit verify"
FORWARDED = f"{CHECKED} route"
INSPECTED = f"{FORWARDED} inspect"
DRAFTED = f"{INSPECTED} draft"
AT_THE_HEAD = f"{DRAFTED} approve approve"
SIGNED = f"{AT_THE_HEAD} sign"
OPPOSED = f"{FORWARDED} oppose"
REFUSED = f"{OPPOSED} draft approve approve sign"
REPAIRED = "submit reject"  # then from the beginning again

# A working day has 450 minutes. A signature takes half a second: there are as few as forecasts can do with (twenty
# visits of each step).
KINDS: Sequence[Kind] = (
    # With the front office (standard: 10 minutes)
    Kind("submit", (1, 3, 6, 8, 25, 190, 700), own=1),
    Kind("submit claim", (4,)),
    Kind("submit take", (12,)),
    Kind(f"{REPAIRED} submit", (2, 40)),
    # With the back office, on the way in (10 minutes)
    Kind(CHECKED, (2, 9, 130)),
    Kind(f"{CHECKED} take", (30,)),
    # With the technical office (4 days); the burst of one morning
    Kind(FORWARDED, (15, 90, 95, 97, 880, 1520, 2300, 4100)),
    Kind(FORWARDED, (420,), own=1),
    Kind(f"{FORWARDED} claim", (600,)),
    Kind(f"{REPAIRED} {FORWARDED}", (1000,)),
    Kind(f"{REPAIRED} {REPAIRED} {FORWARDED}", (200,)),
    # With the back office, on the way out (10 minutes)
    Kind(INSPECTED, (3, 60)),
    Kind(OPPOSED, (9,)),
    Kind(f"{DRAFTED} return", (5,)),
    # With the head of division, the secretary, the head (5 minutes each)
    Kind(DRAFTED, (1, 4, 75)),
    Kind(f"{DRAFTED} claim", (2,)),
    Kind(f"{DRAFTED} approve", (2, 260)),
    Kind(AT_THE_HEAD, (1, 4)),
    Kind(f"{DRAFTED} approve return draft approve approve", (45,)),
    Kind(f"{OPPOSED} draft approve approve", (10,)),
    # Signed, to be received
    Kind(SIGNED, (5, 700), own=1),
    Kind(REFUSED, (50,)),
    # Over
    Kind(
        f"{SIGNED} deliver",
        (3600, 8900, 2100, 3000, 4400, 5300, 6200, 7400, 8100, 10100, 11900, 13600, 15200, 16400),
        own=1,
    ),
    Kind(f"{REPAIRED} {SIGNED} hand_over", (1300, 6700, 9300, 12800, 14300)),
    Kind(f"{REFUSED} deliver", (2900,)),
    Kind(f"{SIGNED} deliver revoke", (900,)),
    # With the applicant, or given up
    Kind(REPAIRED, (500, 20, 1500, 2600), own=1),
    Kind(REPAIRED, (3900, 7800, 11200)),  # longer than a repair may take: the clock has let them lapse
    Kind(f"{REPAIRED} {REPAIRED}", (300,)),
    Kind("submit withdraw", (6800, 400), own=1),
    Kind(f"{FORWARDED} withdraw", (4700,)),
    Kind(f"{REPAIRED} withdraw", (5200,)),
)


def stories() -> tuple[Story, ...]:
    """Return all stories; their numbers never change, so that a demo that was interrupted can be continued."""
    told = [(kind, place, age) for kind in KINDS for place, age in enumerate(kind.ages)]
    return tuple(
        Story(n=n, words=tuple(map(Word, kind.walk.split())), age=age, own=place < kind.own)
        for n, (kind, place, age) in enumerate(told, 1)
    )
