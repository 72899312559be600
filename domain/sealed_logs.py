"""The logs that are sealed, each a tree of its own under a name of its own: what happened, and who looked."""

from enum import StrEnum


class SealedLog(StrEnum):
    """The names are stored with alarms for ever, so none is renamed."""

    TRAIL = "trail"
    ACCESS = "access"

    def origin(self, name: str) -> str:
        """Return what its checkpoints are called where those of the trail are called `name`."""
        return name if self is SealedLog.TRAIL else f"{name}/{self}"
