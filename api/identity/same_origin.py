"""Was this sent by a page of ours? Browsers say so themselves, and no page of another site can make them lie.

By Fetch Metadata, older ones by Origin. What says neither came from no browser and has no business with its cookies.
"""

from urllib.parse import urlsplit

from starlette.types import Scope

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_from_here(scope: Scope, public_url: str | None) -> bool:
    """Return whether a request comes from a page of this very origin."""
    headers: dict[bytes, str] = {name: value.decode("latin-1") for name, value in scope["headers"]}
    site: str | None = headers.get(b"sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return headers.get(b"origin") == _origin(public_url or f"{scope['scheme']}://{headers.get(b'host', '')}")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
