"""A small application with every layer around it: one command, one list, one upload, and what goes wrong."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, File, UploadFile
from fastapi.responses import PlainTextResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from api.commands.route import CommandRoute
from api.demo.identity import DemoIssuer, demo_router
from api.http import assets
from api.http.conditions import AfterPosition, DryRun, IdempotencyKey, IfMatch, conditions_of
from api.http.json_body import read_json
from api.http.layers import add_layers
from api.http.limits import BodyLimits
from api.http.openapi import DocumentedAPI, problem_responses
from api.http.paging import DEFAULT_LIMIT, Cursor, Cursors, Limit, page_answer
from api.http.rate_limits import RateRules
from api.operations.metrics import Metrics, metrics_router
from api.problems import texts_permits as texts
from api.problems.pages import problem_router
from api.problems.problems import Problem, ProblemWriter
from api.reference import reference_router
from api.security import Authenticated, caller_of
from api.tokens import TokenVerifier
from domain.actor import Role

SECRET = "NIK 7171012345670001 in /srv/izin: SELECT secret FROM ledger.keys"
VERIFICATION = "/v1/applications/7/verification"
CURSORS = Cursors(key=b"k" * 32)


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Checked(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"requirement": "R02", "accepted": True}]}
    )

    requirement: str = Field(min_length=3, max_length=4)
    accepted: bool


class Answer(BaseModel):
    id: str


async def verify(request: Request) -> Response:
    caller = caller_of(request.scope)
    asked = conditions_of(request.scope)
    body = await read_json(request, Checked)
    document = {"id": request.path_params["permit"], "sub": caller.sub, **body.model_dump()}
    return PlainTextResponse(f"{document} {asked}")


def verification(
    permit: str,
    body: Checked,
    caller: Authenticated,
    *,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
    dry_run: DryRun = False,
) -> None:
    """Find the file complete."""


def tiny_app(
    data_dir: Path,
    *,
    verifier: TokenVerifier | None = None,
    metrics: Metrics | None = None,
    rate_rules: RateRules | None = None,
    public_url: str | None = None,
    demo: bool = True,
    origins: Sequence[str] = (),
) -> FastAPI:
    app = DocumentedAPI(title="Tiny", version="1", openapi_tags=[{"name": "officers"}])
    issuer, metrics, writer = (
        DemoIssuer(data_dir / "demo.json"),
        metrics or Metrics(),
        ProblemWriter(public_url=public_url),
    )
    app.router.add_api_route(
        "/v1/applications/{permit}/verification",
        verification,
        methods=["POST"],
        route_class_override=CommandRoute.serving(verify),
        response_model=Answer,
        responses=problem_responses(texts.WRONG_STEP, texts.CLAIMED_BY_COLLEAGUE, texts.STALE_VERSION),
        tags=["officers"],
        operation_id="verify",
    )
    _add_queries(app)
    app.include_router(problem_router(writer))
    app.include_router(metrics_router(metrics))
    app.include_router(assets.router)
    app.include_router(reference_router(app.openapi))
    if demo:
        app.include_router(demo_router(issuer))
    limits = BodyLimits(default=1024, by_path={"/v1/documents": 4096}, drained_bytes=8 * 1024 * 1024)
    add_layers(
        app,
        verifier=verifier or issuer.verifier(),
        metrics=metrics,
        writer=writer,
        body_limits=limits,
        rate_rules=rate_rules,
        origins=origins,
    )
    return app


def _add_queries(app: FastAPI) -> None:
    @app.get("/v1/things", tags=["officers"])
    async def things(
        request: Request,
        _caller: Authenticated,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
        _after: AfterPosition = None,
    ) -> Response:
        start = 0 if cursor is None else CURSORS.read(cursor, "things")[0]
        assert isinstance(start, int)
        items = [{"n": n} for n in range(start, start + limit)]
        return page_answer(request, items, CURSORS.write((start + limit,), "things"))

    @app.post("/v1/things", tags=["officers"])
    async def make_thing(body: Checked) -> Answer:
        return Answer(id=body.requirement)

    @app.post("/v1/documents", tags=["officers"])
    async def upload(file: Annotated[UploadFile, File()]) -> Answer:
        return Answer(id=str(len(await file.read())))

    @app.get("/boom")
    async def boom() -> Answer:
        raise RuntimeError(SECRET)

    @app.get("/refused")
    async def refused() -> Answer:
        members = {"step": 3, "holder": Role.BACK_OFFICE, "allowed": ["routing"]}
        raise Problem(texts.WRONG_STEP, members=members)

    @app.get("/half")
    async def half() -> StreamingResponse:
        async def bytes_then_trouble() -> AsyncIterator[bytes]:
            yield b"first half"
            raise RuntimeError(SECRET)

        return StreamingResponse(bytes_then_trouble())


def client_of(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


def sign_in(client: TestClient, role: str, **who: str) -> Mapping[str, str]:
    """Return the header that says who is calling."""
    token: dict[str, Any] = client.post("/demo/token", json={"role": role, **who}).json()
    return {"Authorization": f"Bearer {token['access_token']}"}
