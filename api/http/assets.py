"""The files that pages load: each address has the hash of what it gives, so a browser keeps it for ever."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parents[1] / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


class Asset(NamedTuple):
    content: bytes
    digest: str
    media_type: str


@router.get("/static/{digest}/{name}")
async def read_asset(request: Request, digest: str, name: str) -> Response:
    """A page of before an update asks for a file of before: it gets the present one, not to keep."""
    found = _assets().get(name)
    if found is None:
        raise HTTPException(404)
    etag = f'"{found.digest}"'
    headers = {"ETag": etag, "Cache-Control": _FOR_EVER if digest == found.digest else "no-cache"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(found.content, headers=headers, media_type=found.media_type)


def asset(name: str) -> str:
    """Return the address of a file of ours."""
    return f"/static/{_assets()[name].digest}/{name}"


@cache
def _assets() -> dict[str, Asset]:
    found = {file.name: (file.read_bytes(), _TYPES[file.suffix]) for file in FOLDER.iterdir() if file.suffix in _TYPES}
    return {name: Asset(content, sha256(content).hexdigest()[:16], kind) for name, (content, kind) in found.items()}
