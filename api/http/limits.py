"""Bodies that are too large are refused before anybody reads them, and read to their end before the answer.

A client that is still sending when it is answered may never see the answer, so its body is drained first, within
bounds of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from anyio import move_on_after
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import texts as problem_texts
from api.problems.problems import Problem, ProblemWriter
from domain.refusals import Sentence

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLimits:
    """Bytes a body may have: `default` (a command's JSON), and more for the paths that take files.

    What is over its limit is read for at most `drained_bytes` and `drained_seconds`.
    """

    default: int = 256 * KIB
    # A document of 5 MiB (contract) with its multipart wrapping. Whoever sends a telephone's picture from our form is
    # told beside the very field, by its route.
    by_path: Mapping[str, int] = field(
        default_factory=lambda: {
            **dict.fromkeys(("/v1/documents", "/public/verification", "/verify"), 5 * MIB + 64 * KIB),
            "/apply/documents": 32 * MIB,
        }
    )
    # The pages on which a file comes with what was typed; whatever the permit.
    by_ending: Mapping[str, int] = field(
        default_factory=lambda: dict.fromkeys(("/inspection-report", "/attorney"), 5 * MIB + 320 * KIB)
    )
    drained_bytes: int = 64 * MIB
    drained_seconds: float = 10

    def of(self, path: str) -> int:
        """Return how many bytes a body may have that is sent to `path`."""
        if path.startswith("/applications/"):
            return next((most for end, most in self.by_ending.items() if path.endswith(end)), self.default)
        return self.by_path.get(path, self.default)


class BodyLimit:
    """ASGI layer. A declared length is trusted, because servers hold the client to it; other bodies are counted."""

    def __init__(self, app: ASGIApp, *, writer: ProblemWriter, limits: BodyLimits | None = None) -> None:
        self._app, self._writer, self._limits = app, writer, limits or BodyLimits()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limits.of(scope["path"])
        headers = dict(scope["headers"])
        declared = headers.get(b"content-length")
        if declared is None:
            await self._app(scope, _Counted(receive, limit, self._limits), send)
        elif not declared.isdigit():
            await self._writer.answer(Problem(problem_texts.MALFORMED_REQUEST), scope)(scope, receive, send)
        elif int(declared) <= limit:
            await self._app(scope, receive, send)
        else:
            # Who waits for "100 Continue" has not begun to send (RFC 9110, 10.1.1).
            waits = b"expect" in headers
            drained = not waits and await _drain(receive, self._limits)
            answer = self._writer.answer(_too_large(limit, drained=drained), scope)
            await answer(scope, receive, send)


class _Counted:
    """A `receive` that ends the request when more than `limit` bytes have come."""

    __slots__ = ("_limit", "_limits", "_receive", "_received")

    def __init__(self, receive: Receive, limit: int, limits: BodyLimits) -> None:
        self._receive, self._limit, self._limits = receive, limit, limits
        self._received = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received <= self._limit:
            return message
        drained = not message.get("more_body") or await _drain(self._receive, self._limits)
        raise _too_large(self._limit, drained=drained)


async def _drain(receive: Receive, limits: BodyLimits) -> bool:
    """Read on until the body ends, and tell whether it did within the bounds."""
    drained = 0
    with move_on_after(limits.drained_seconds):
        while drained <= limits.drained_bytes:
            message = await receive()
            drained += len(message.get("body", b""))
            if not message.get("more_body"):
                return True
    return False


def _too_large(limit: int, *, drained: bool) -> Problem:
    size = f"{limit // KIB} KiB"
    sentence = Sentence(
        f"Isi permintaan melampaui batas {size}.", f"The body of the request is over the limit of {size}."
    )
    return Problem(problem_texts.BODY_TOO_LARGE, sentence, headers=None if drained else {"Connection": "close"})
