"""Files over HTTP: how what the archive cannot do is told, and how bytes that strangers made are sent."""

from collections.abc import Generator
from contextlib import contextmanager
from urllib.parse import quote

from starlette.responses import Response

from api.problems import texts_permits as problem_texts_permits
from api.problems.problems import Problem
from application.papers import NoSuchPaper


@contextmanager
def storage_told() -> Generator[None]:
    """Turn what the file does not have into a problem. What the archive cannot do is told by `problem_handlers`."""
    try:
        yield
    except NoSuchPaper:
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
