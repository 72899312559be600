"""The cookies of signing in: what they are called, and how they are read and set."""

from starlette.responses import Response
from starlette.types import Scope

# The prefix makes browsers refuse such a cookie from anywhere but this very host, and over anything but TLS.
SESSION, PENDING = "__Host-izin", "__Host-izin-login"
_PREFIX = "__Host-"


def session_name(*, demo: bool) -> str:
    """A demo is served over http, where browsers keep no cookie of the strict name."""
    return SESSION.removeprefix(_PREFIX) if demo else SESSION


def pending_name(*, demo: bool) -> str:
    return PENDING.removeprefix(_PREFIX) if demo else PENDING


def cookie_of(scope: Scope, name: str) -> str | None:
    """Return the cookie's value; of two with one name somebody else has set one, so there is none."""
    pairs = [
        pair.strip().partition("=")
        for key, value in scope["headers"]
        if key == b"cookie"
        for pair in value.decode("latin-1").split(";")
    ]
    found = [value for key, _, value in pairs if key == name]
    return found[0] if len(found) == 1 else None


def set_cookie(answer: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    answer.set_cookie(
        name, value, max_age=seconds, path="/", secure=name.startswith(_PREFIX), httponly=True, samesite="lax"
    )


def drop_cookie(answer: Response, name: str) -> None:
    answer.delete_cookie(name, path="/", secure=name.startswith(_PREFIX), httponly=True, samesite="lax")
