"""Where the files of tests live: in memory, if this machine has room there.

A new database is 440 files, and each costs a disk's file system up to thirty times what it costs memory: that was a
third of the processor's time of the whole suite. Nothing here outlives its test, and what a killed server leaves is
read back from the page cache in either case.
"""

import os
import tempfile
from pathlib import Path
from shutil import disk_usage

MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # the suite takes about one GiB; a container's usual 64 MiB would end in the middle of it


def choose_place() -> None:
    """Let this process and those it starts make their temporary files in memory, unless TMPDIR says where."""
    if "TMPDIR" not in os.environ and _is_roomy():
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def _is_roomy() -> bool:
    """Tests also run programs that they wrote, which a container's memory may forbid."""
    return MEMORY.is_dir() and disk_usage(MEMORY).free > ROOM and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
