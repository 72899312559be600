"""Which other origins' scripts may call, if the office names any: with a token of their own, never with cookies."""

from collections.abc import Sequence
from typing import TypedDict

from api.http.answers import HEADERS


class CrossOrigin(TypedDict):
    """The options of Starlette's layer."""

    allow_origins: Sequence[str]
    allow_methods: Sequence[str]
    allow_headers: Sequence[str]
    expose_headers: Sequence[str]
    allow_credentials: bool
    max_age: int


_ASKED = (
    "Authorization",
    "Content-Type",
    "Accept-Language",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Last-Event-ID",
    "Prefer",
    "X-After-Position",
    "X-Request-Id",
)


def cross_origin(origins: Sequence[str]) -> CrossOrigin:
    """Return what scripts of these origins may send and read, and nobody else's."""
    return CrossOrigin(
        allow_origins=origins,
        allow_methods=("GET", "POST", "DELETE"),
        allow_headers=_ASKED,
        expose_headers=tuple(HEADERS),
        allow_credentials=False,
        max_age=600,
    )
