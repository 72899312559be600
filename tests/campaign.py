"""How much is tried: enough for every change by default, a campaign with CAMPAIGN=nightly (scripts/nightly)."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from hypothesis import settings

NIGHTLY = os.environ.get("CAMPAIGN") == "nightly"


def times(usual: int, nightly: int) -> int:
    """Return how often a test repeats itself: `usual` in scripts/test, `nightly` in scripts/nightly."""
    return nightly if NIGHTLY else usual


def choose_examples() -> None:
    """Tell Hypothesis how many examples to try. No deadline: a busy machine is no fault of the code."""
    settings.register_profile("izin", max_examples=times(60, 2000), deadline=None, print_blob=True)
    settings.load_profile("izin")


class Tally:
    """What a campaign has sent, and what it found: one fault does not keep the rest from being tried.

    CAMPAIGN_LOG names a file that gets a line for each part as it ends: a night is long.
    """

    def __init__(self, name: str) -> None:
        self.name, self.sent, self.found = name, 0, list[str]()

    @contextmanager
    def part(self, what: str) -> Generator[None]:
        began, before = monotonic(), self.sent
        fault = ""
        try:
            yield
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001  # what was found is told with all the others
            fault = f"{what}: {error!r} {getattr(error, 'exceptions', '')} {getattr(error, '__notes__', '')}"
            self.found.append(fault)
        _note(f"{self.name}\t{what}\t{self.sent - before} sent\t{monotonic() - began:.0f} s\t{fault!r}")

    def settle(self) -> None:
        """Fail if anything was found."""
        assert not self.found, "\n\n".join(self.found)


def _note(line: str) -> None:
    if log := os.environ.get("CAMPAIGN_LOG"):
        with Path(log).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
