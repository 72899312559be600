"""ClamAV's answer to a file: clean, or the name of what is in it (clamd's INSTREAM, clamd(8)); or nobody answers."""

import socket
from dataclasses import dataclass

CHUNK = 64 * 1024


class ScannerAway(Exception):
    """The scanner does not answer, or not to the question. Nothing was kept; try again."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """`address` is host:port, or the path of a Unix socket. Calls block; give them a thread."""

    address: str
    patience_s: float = 30.0

    def scan(self, content: bytes) -> str | None:
        """Return the name of what was found, or None; raise `ScannerAway`."""
        pieces = (content[at : at + CHUNK] for at in range(0, len(content), CHUNK))
        body = b"".join(len(piece).to_bytes(4) + piece for piece in pieces)
        answer = self._asked(b"zINSTREAM\0" + body + bytes(4))
        if answer == "stream: OK":
            return None
        found = answer.removeprefix("stream: ").removesuffix(" FOUND")
        if f"stream: {found} FOUND" != answer:
            raise ScannerAway(answer[:200] or "no answer")
        return found

    def version(self) -> str:
        """Return what the scanner is and how old its signatures are; raise `ScannerAway`."""
        return self._asked(b"zVERSION\0")

    def _asked(self, request: bytes) -> str:
        try:
            with self._called() as connection:
                connection.sendall(request)
                return _until_nul(connection)
        except OSError as error:
            raise ScannerAway(f"{self.address}: {error.strerror or error}") from error

    def _called(self) -> socket.socket:
        if not self.address.startswith("/"):
            host, _, port = self.address.rpartition(":")
            return socket.create_connection((host.strip("[]"), int(port)), self.patience_s)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(self.patience_s)
        try:
            connection.connect(self.address)
        except OSError:
            connection.close()
            raise
        return connection


def _until_nul(connection: socket.socket) -> str:
    answer = b""
    while piece := connection.recv(4096):
        answer += piece
        if answer.endswith(b"\0"):
            break
    return answer.rstrip(b"\0").decode(errors="replace")
