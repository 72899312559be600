"""Two real S3 servers of this machine. Each knows what the other does not: moto honours conditions and takes any
secret, rclone checks the secret, keeps real files, and writes over what is there whatever the condition.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import httpx2

from application.settings import Settings, read_settings

BUCKET, KEY, SECRET = "izin", "kunci", "sangat-rahasia"
STARTS_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Server:
    """A running server; `folder` is where rclone keeps its files (moto keeps them in memory)."""

    name: str
    address: str
    folder: Path

    def settings(self, tmp_path: Path, **changes: Any) -> Settings:
        """Return the settings of an installation that keeps its archive here."""
        chosen = {
            "data_dir": tmp_path,
            "archive_url": f"s3://{BUCKET}/papers",
            "s3_endpoint": self.address,
            "s3_access_key_id": KEY,
            "s3_secret_access_key": SECRET,
        }
        return read_settings(**{**chosen, **changes})


@contextmanager
def moto() -> Generator[S3Server]:
    with _folder() as folder, _running(folder, lambda port: [_program("moto_server"), "-p", str(port)]) as address:
        assert httpx2.put(f"{address}/{BUCKET}").is_success
        yield S3Server(name="moto", address=address, folder=folder)


@contextmanager
def rclone(port: int | None = None, folder: Path | None = None) -> Generator[S3Server]:
    def command(on: int) -> list[str]:
        return [_program("rclone"), "serve", "s3", "--auth-key", f"{KEY},{SECRET}", "--addr", f"127.0.0.1:{on}", "."]

    with _folder(folder) as place:
        (place / BUCKET).mkdir(exist_ok=True)
        with _running(place, command, port) as address:
            yield S3Server(name="rclone", address=address, folder=place)


@contextmanager
def losing_answers(server: S3Server) -> Generator[str]:
    """Yield an address that carries every PUT to the server and hangs up instead of answering it, each time."""
    host, port = server.address.removeprefix("http://").split(":")
    with socket.create_server(("127.0.0.1", 0)) as door:

        def carry(client: socket.socket) -> None:
            with client, socket.create_connection((host, int(port))) as there:
                asked = client.recv(1 << 16)
                there.sendall(asked)
                answer = there.recv(1 << 16)
                if not asked.startswith(b"PUT"):
                    client.sendall(answer)

        def serve() -> None:
            with suppress(OSError):  # the door is closed
                while True:
                    carry(door.accept()[0])

        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        door.shutdown(socket.SHUT_RDWR)
        thread.join()


@contextmanager
def without_room() -> Generator[S3Server]:
    """Yield what answers as an S3 whose disks are full."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Full) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield S3Server(name="full", address=f"http://127.0.0.1:{server.server_port}", folder=Path())
        server.shutdown()
        thread.join()


class _Full(BaseHTTPRequestHandler):
    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(507)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name for it
        """Say nothing."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


def _program(name: str) -> str:
    """Return the program that `scripts/bootstrap --dev` has put beside this Python."""
    return str(Path(sys.executable).parent / name)


@contextmanager
def _folder(given: Path | None = None) -> Generator[Path]:
    folder = given or Path(tempfile.mkdtemp(prefix="izin-s3-"))
    try:
        yield folder
    finally:
        if given is None:
            shutil.rmtree(folder)


@contextmanager
def _running(folder: Path, command: Any, port: int | None = None) -> Generator[str]:
    port = port or free_port()
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        process = subprocess.Popen(command(port), cwd=folder, stdout=log, stderr=log)
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()
            Path(log.name).unlink()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = monotonic() + STARTS_WITHIN_S
    while monotonic() < until:
        assert process.poll() is None, "the server has ended"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port}")
