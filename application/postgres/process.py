"""PostgreSQL's programs as child processes: under the right account, bound to our life, stopped in order."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from application.postgres.binaries import Account, Binaries, server_account

STOP_S = 30.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """The programs of one version, run as one account."""

    binaries: Binaries
    account: Account | None

    @classmethod
    def of(cls, binaries: Binaries) -> "Programs":
        """Return the programs as the account that fits this process; raise PostgresUnavailable."""
        return cls(binaries=binaries, account=server_account())

    def give(self, *paths: Path) -> None:
        """Make the account the owner of these files."""
        for path in paths:
            if self.account is not None:
                os.chown(path, self.account.uid, self.account.gid)

    def run(self, program: str, *options: str, data: Path) -> subprocess.CompletedProcess[bytes]:
        """Run a program on a data directory to its end."""
        return subprocess.run(
            [self.binaries.directory / program, "-D", self._name_of(data), *options],
            check=False,
            capture_output=True,
            cwd=self._stand_at(data),
            env=_environment(),
            user=self._uid,
            group=self._gid,
            extra_groups=self._groups,
        )

    def serve(self, *options: str, data: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start the server on a data directory; it stops when the calling thread ends (Linux)."""
        return subprocess.Popen(
            [self.binaries.directory / "postgres", "-D", self._name_of(data), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=self._stand_at(data),
            env=_environment(),
            user=self._uid,
            group=self._gid,
            extra_groups=self._groups,
            start_new_session=True,  # Ctrl-C in the terminal is for us; we stop the server when we are done
            preexec_fn=_stop_with_parent(os.getpid()),  # noqa: PLW1509 - after setuid, which clears it; two C calls
        )

    def _name_of(self, data: Path) -> str:
        return "/proc/self/cwd" if self._by_standing_there else str(data)

    def _stand_at(self, data: Path) -> Path:
        return data if self._by_standing_there else Path("/")

    @property
    def _by_standing_there(self) -> bool:
        # As root the account may be unable to enter the parents of the data directory (/root, pytest's tmp_path):
        # it is put there by cwd, before the change of account, and names the place by where it stands. Before 16,
        # PostgreSQL leaves that place and cannot come back.
        return self.account is not None and self.binaries.major >= 16

    @property
    def _uid(self) -> int | None:
        return None if self.account is None else self.account.uid

    @property
    def _gid(self) -> int | None:
        return None if self.account is None else self.account.gid

    @property
    def _groups(self) -> list[int] | None:
        return None if self.account is None else []


def stop_server(server: subprocess.Popen[bytes]) -> None:
    """Stop a server of ours: fast shutdown (a checkpoint), then without one if it takes too long."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_S)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)  # recovers from its log at the next start; nothing committed is lost
        server.wait(STOP_S)


def is_running(pid: int, name: str) -> bool:
    """Whether process `pid` is the server that was started as cluster `name`."""
    if not sys.platform.startswith("linux"):
        return _exists(pid)
    try:
        return name.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _stop_with_parent(parent: int) -> Callable[[], None] | None:
    """Ask the kernel for a fast shutdown when we are killed without a chance to stop the server."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def in_child() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:  # killed between fork and prctl
            os._exit(1)

    return in_child


def _environment() -> dict[str, str]:
    # The user's PGPORT, PGDATA … are meant for their own server, not for this one.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}
