"""Why a backup is not taken or not restored. Nothing is half done in any case."""

from collections.abc import Generator
from contextlib import contextmanager

import psycopg


class BackupFailed(Exception):
    """It was tried and did not work: a full disk, a program that failed. Try again when that is mended."""


class BackupRefused(Exception):
    """By a rule: a target that is not empty, a key that is not right, somebody else at work."""


class DamagedBackup(BackupRefused):
    """A file of a backup is not what was written: the message names it."""


class NoBackup(LookupError):
    """There is no such backup."""


@contextmanager
def asking_the_database() -> Generator[None]:
    """Raise `BackupFailed` where it gives up: its machine, its login or its patience."""
    try:
        yield
    except psycopg.Error as error:
        raise BackupFailed(f"The database gave up: {str(error).strip()}") from error
