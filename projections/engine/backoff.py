"""How long to wait before trying again."""

from random import uniform

_FIRST = 0.1
_LONGEST = 5.0


def backoff(failures: int) -> float:
    """Return seconds: doubling from 0.2 to 5, each shortened by up to half, so that many do not come back at once."""
    longest = min(_LONGEST, _FIRST * 2.0 ** min(failures, 10))
    return longest * uniform(0.5, 1.0)  # noqa: S311  no secret depends on it
