"""A folder with hardly any room: a disk of its own for root, a limit on the size of files for everybody else."""

import os
import resource
import subprocess
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

SMALL = 256 * 1024  # bytes
CRUMB = 1024


@contextmanager
def small_disk(place: Path) -> Generator[Path]:
    """Yield `place`, where writing more than `SMALL` bytes fails: with ENOSPC on a disk, with EFBIG under a limit."""
    place.mkdir()
    if os.getuid() == 0 and _mounted(place):
        try:
            yield place
        finally:
            subprocess.run(["umount", str(place)], check=True)
    else:
        with _files_of_at_most(SMALL):
            yield place


@contextmanager
def no_room_left(disk: Path) -> Generator[None]:
    """Until the end of the block no paper can be written on the small disk."""
    with _files_of_at_most(SMALL // 8) if not disk.is_mount() else _ballast(disk / "ballast"):
        yield


@contextmanager
def _ballast(file: Path) -> Generator[None]:
    with file.open("wb", buffering=0) as written, suppress(OSError):
        while True:
            written.write(b"x" * CRUMB)
    yield
    file.unlink()


@contextmanager
def _files_of_at_most(size: int) -> Generator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _mounted(place: Path) -> bool:
    """Whether this machine lets us mount anything: a container may not."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(place)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
