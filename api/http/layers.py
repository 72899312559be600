"""The layers around every request, in their one right order."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from api.http.cross_origin import cross_origin
from api.http.head import Head
from api.http.headers import SecurityHeaders
from api.http.limits import BodyLimit, BodyLimits
from api.http.rate_limits import RateLimit, RateRules
from api.operations.metrics import Metrics
from api.operations.telemetry import Telemetry
from api.problems import handlers as problem_handlers
from api.problems.problems import ProblemWriter
from api.security import Identify
from api.tokens import Verifier


def add_layers(
    app: FastAPI,
    *,
    verifier: Verifier,
    metrics: Metrics,
    writer: ProblemWriter,
    body_limits: BodyLimits | None = None,
    rate_rules: RateRules | None = None,
    origins: Sequence[str] = (),
) -> None:
    """Wrap `app`, innermost first: what is refused further out costs less, and also a failure gets all headers."""
    problem_handlers.install(app, writer)
    app.add_middleware(Head)
    app.add_middleware(BodyLimit, writer=writer, limits=body_limits)
    app.add_middleware(RateLimit, writer=writer, rules=rate_rules)
    app.add_middleware(Identify, verifier=verifier)
    if origins:
        app.add_middleware(CORSMiddleware, **cross_origin(origins))
    app.add_middleware(Telemetry, metrics=metrics, writer=writer)
    app.add_middleware(SecurityHeaders, https=(writer.public_url or "").startswith("https:"))
