"""What the commands of scripts/ share: a fault that was foreseen ends in one sentence, not in a traceback."""

from collections.abc import Generator
from contextlib import contextmanager

import typer

from api.http.instance import AlreadyRunning
from api.operations.listener import PortTaken
from application.archive.collecting import TooManyOrphans
from application.archive.faults import ArchiveUnavailable
from application.installation import DatabaseUnreachable
from application.postgres.binaries import PostgresUnavailable
from application.postgres.migrations import MigrationRefused
from application.settings import BadSettings

FORESEEN = (
    AlreadyRunning,
    ArchiveUnavailable,
    BadSettings,
    DatabaseUnreachable,
    MigrationRefused,
    PortTaken,
    PostgresUnavailable,
    TooManyOrphans,
)

# A data directory that is somebody else's, or no directory.
UNUSABLE = (FileExistsError, NotADirectoryError, PermissionError)


@contextmanager
def end_with_a_sentence(*, stopped: int = 0) -> Generator[None]:
    """Turn a foreseen fault into its sentence on stderr and exit status 1, and Ctrl-C into a quiet end."""
    try:
        yield
    except FORESEEN as fault:
        typer.secho(str(fault), err=True, fg="red")
        raise SystemExit(1) from None
    except UNUSABLE as fault:
        typer.secho(f"Cannot use {fault.filename}: {fault.strerror}.", err=True, fg="red")
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
        raise SystemExit(stopped) from None
