"""Why nothing is sealed: found by the sealer before it signs, kept as an alarm until it is over."""

from enum import StrEnum


class Problem(StrEnum):
    """What is wrong. All but the last two mean that the log is not what was sealed or written."""

    EVENT_MISSING = "event_missing"
    LEAF_DIFFERS = "leaf_differs"
    TREE_DIFFERS = "tree_differs"
    ROOT_DIFFERS = "root_differs"
    LOG_SHORTER = "log_shorter"
    CHECKPOINT_FOREIGN = "checkpoint_foreign"
    FOLDER_UNREADABLE = "folder_unreadable"
    SIGNER_FAILED = "signer_failed"


class SealingRefused(Exception):
    """Nothing was signed. The message is for whoever runs this; it names positions and files, and nobody."""

    def __init__(self, problem: Problem, says: str) -> None:
        super().__init__(says)
        self.problem, self.says = problem, says
