"""A small web server in this process: what a certificate authority, a time stamper or a signing service answers."""

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as the server sees it."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`cut` breaks the connection after so many bytes of the body; without a status nothing is answered at all."""

    status: int | None = 200
    body: bytes = b""
    kind: str = "application/octet-stream"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None


Page = Callable[[Asked], Answer]


class Site:
    """Pages by path; `asked` are the paths in order. A page may be replaced while the server runs."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []

    def says(self, path: str, page: Page) -> str:
        self.pages[path] = page
        return f"{self.address}{path}"


@contextmanager
def site() -> Generator[Site]:
    class Handler(_Handler):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here = Handler.site = Site(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _answer(self, body: bytes) -> None:
        self.close_connection = True
        path = self.path.partition("?")[0]
        self.site.asked.append(path)
        page = self.site.pages.get(path) or self.site.pages.get(path.rpartition("/")[0] + "/")
        given = page(Asked(path=path, headers=dict(self.headers), body=body)) if page else Answer(status=404)
        if given.status is None:
            return
        self.send_response(given.status)
        for name, value in {"Content-Type": given.kind, **given.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(given.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(given.body[: given.cut])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Say nothing on the terminal."""
