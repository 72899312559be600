"""A real clamd of this machine with one signature: EICAR's, of the file that harms nobody and all scanners find."""

import os
import shutil
import subprocess
import tempfile
from base64 import b64decode
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from application.uploads.virus_scan import Scanner, ScannerAway
from tests.application.s3_servers import free_port

# Not in clear: this repository shall be no find of anybody's scanner.
EICAR = b64decode("WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=")
SIGNATURE = "Eicar-Test-Signature"
STARTS_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clamd:
    """Where it can be asked."""

    tcp: str
    socket: str


@contextmanager
def clamd(*options: str, port: int | None = None) -> Generator[Clamd]:
    """Yield a running scanner; `options` are further lines of its configuration."""
    # Not pytest's tmp_path: as root clamd may become another account, and a socket's path is short.
    folder, port = Path(tempfile.mkdtemp(prefix="izin-clamd-")), port or free_port()
    folder.chmod(0o755)
    (folder / "eicar.ndb").write_text(f"{SIGNATURE}:0:*:{EICAR.hex()}\n")
    lines = (
        f"DatabaseDirectory {folder}",
        f"LocalSocket {folder}/socket",
        f"TCPSocket {port}",
        "TCPAddr 127.0.0.1",
        "Foreground yes",
        *options,
    )
    (folder / "clamd.conf").write_text("\n".join(lines) + "\n")
    process = subprocess.Popen(
        [_program(), "--config-file", folder / "clamd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        running = Clamd(tcp=f"127.0.0.1:{port}", socket=f"{folder}/socket")
        _wait_for(Scanner(running.tcp), process)
        yield running
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def _program() -> str:
    found = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    assert found, "clamd is missing: install the Debian package clamav-daemon"
    return found


def _wait_for(scanner: Scanner, process: "subprocess.Popen[bytes]") -> None:
    until = monotonic() + STARTS_WITHIN_S
    while True:
        assert process.poll() is None, "clamd has ended"
        try:
            scanner.version()
        except ScannerAway:
            assert monotonic() < until, "clamd does not answer"
            sleep(0.05)
        else:
            return
