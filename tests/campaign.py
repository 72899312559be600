"""How much is tried: enough for every change by default, a campaign with CAMPAIGN=nightly (scripts/nightly)."""

import os

from hypothesis import settings

NIGHTLY = os.environ.get("CAMPAIGN") == "nightly"


def times(usual: int, nightly: int) -> int:
    """Return how often a test repeats itself: `usual` in scripts/test, `nightly` in scripts/nightly."""
    return nightly if NIGHTLY else usual


def choose_examples() -> None:
    """Tell Hypothesis how many examples to try. No deadline: a busy machine is no fault of the code."""
    settings.register_profile("izin", max_examples=times(60, 2000), deadline=None, print_blob=True)
    settings.load_profile("izin")
