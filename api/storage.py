"""Files over HTTP: how what the archive cannot do is told, and how bytes that strangers made are sent."""

from collections.abc import Generator
from contextlib import contextmanager
from urllib.parse import quote

from starlette.responses import Response

from api import problem_texts_permits
from api.problems import Problem
from application.archive import NotArchived
from application.papers import NoSuchPaper


@contextmanager
def storage_told() -> Generator[None]:
    """Turn what the archive says into problems. A corrupted object is a fault of ours (500), and is logged as one."""
    try:
        yield
    except (NoSuchPaper, NotArchived):
        raise Problem(problem_texts_permits.DOCUMENT_NOT_FOUND) from None


def file_response(content: bytes, media_type: str, name: str, *, inline: bool = False) -> Response:
    """Return the bytes as a download (RFC 6266): never shown as a page of ours, whatever is in them."""
    disposition = "inline" if inline else "attachment"
    ascii_name = name.encode("ascii", "replace").decode().replace('"', "'").replace("\\", "_")
    headers = {
        "Content-Disposition": f"{disposition}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox",
        "Cache-Control": "no-store",
    }
    return Response(content, 200, headers, media_type)
