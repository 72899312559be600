"""When a failed delivery is tried again: exponential backoff with full jitter, over about three days."""

from collections.abc import Callable
from datetime import timedelta
from random import SystemRandom

# 26 pauses: nine that double from a minute, then 17 of up to eight hours. Full jitter halves them on average: 72 hours.
MOST_ATTEMPTS = 27
_FIRST_S = 60.0
_LONGEST_S = 8 * 3600.0
_CHANCE = SystemRandom().random  # of its own: whoever seeds `random` for a repeatable run is not disturbed


def pause_after(attempts: int, *, chance: Callable[[], float] = _CHANCE) -> timedelta:
    """Return how long to wait after so many failed attempts (at least one); `chance` is uniform in [0, 1).

    Full jitter: what failed together does not come back together (AWS Architecture Blog, 2015).
    """
    longest = min(_LONGEST_S, _FIRST_S * 2.0 ** min(attempts - 1, 30))
    return timedelta(seconds=longest * chance())
