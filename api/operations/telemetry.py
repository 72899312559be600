"""The layer that sees everything: each request gets an id, a log line and a measurement, each failure an answer.

A line has the route's template and the caller's roles, never the path, the query or a person.
"""

from time import perf_counter

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.request_id import HEADER, current, request_id_of
from api.operations.logs import RequestLog, told
from api.operations.metrics import Metrics
from api.problems import texts as problem_texts
from api.problems.problems import Problem, ProblemWriter
from api.security import known_caller

# nginx's number for a client that left before the answer.
CLIENT_LEFT = 499
UNMATCHED = "(none)"

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
# Asked every few seconds by machines, and worth a line only when they fail.
_QUIET = frozenset(("/livez", "/readyz", "/metrics"))


class Telemetry:
    """ASGI layer around everything else, so that refusals of the other layers are seen too."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, writer: ProblemWriter) -> None:
        self._app, self._metrics, self._writer = app, metrics, writer
        self._log, self._log_request = structlog.get_logger(), RequestLog()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        request_id = request_id_of(scope)
        token = current.set(request_id)
        status = 0

        async def identified(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, identified)
        except ClientDisconnect:
            status = CLIENT_LEFT
        except Exception as error:  # the outermost loop of a request: whatever it was, it is logged and answered
            self._log.error("request failed", **told(error))
            if status:
                raise  # half an answer is out: the server must break the connection, not end it well
            await self._writer.answer(Problem(problem_texts.INTERNAL_ERROR), scope)(scope, receive, identified)
        finally:
            self._record(scope, status or CLIENT_LEFT, perf_counter() - started)
            current.reset(token)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = route_of(scope)
        self._metrics.request(method, route, status, seconds)
        if route in _QUIET and status < 400:
            return
        caller = known_caller(scope)
        self._log_request(
            {
                "method": method,
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 2),
                "role": None if caller is None else ",".join(sorted(caller.roles)),
                "request_id": request_id_of(scope),
            }
        )


def route_of(scope: Scope) -> str:
    """Return the template of the route that served the request; behind an included router FastAPI keeps it apart."""
    included = scope.get("fastapi", {}).get("effective_route_context")
    route = included or scope.get("route")
    return str(getattr(route, "path_format", UNMATCHED))
