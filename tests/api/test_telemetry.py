"""One line, one measurement and one id for each request; no path, no query, no person, no text of an exception."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from api.operations.logs import configure_logs
from api.operations.metrics import Metrics
from api.operations.telemetry import CLIENT_LEFT, Telemetry
from api.problems.problems import ProblemWriter
from tests.api.tiny import SECRET, VERIFICATION, client_of, sign_in, tiny_app

Lines = pytest.CaptureFixture[bytes]


@pytest.fixture(autouse=True)
def json_logs() -> Iterator[None]:
    """Logs as in production; afterwards as before, for the tests of others."""
    before: dict[str, Any] = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logs("json")
    yield
    structlog.configure(**before)
    root.handlers[:], root.level = handlers, level


@pytest.mark.parametrize("sent", ["abc", "A.b_c~d-9", "x" * 128, "5f0c1d6e-8b7a-4f3e-9d2c-1b0a99887766"])
def test_a_sound_request_id_is_echoed(client: TestClient, sent: str) -> None:
    assert client.get("/problems", headers={"X-Request-Id": sent}).headers["x-request-id"] == sent


@pytest.mark.parametrize("sent", [b"", b"a b", b"x" * 129, b"<script>", b"a\\nb", b"\xe9", b"a:b"])
def test_any_other_request_id_is_replaced(client: TestClient, sent: bytes) -> None:
    made = client.get("/problems", headers={b"X-Request-Id": sent}).headers["x-request-id"]

    assert made.encode() != sent
    assert len(made) == 32


def test_two_requests_have_two_ids(client: TestClient) -> None:
    assert 2 == len({client.get("/problems").headers["x-request-id"] for _ in range(2)})


def test_a_line_has_the_route_and_the_roles_and_nothing_of_the_person(client: TestClient, capfdbinary: Lines) -> None:
    who = sign_in(client, "front_office", sub="warga-9", name="Ni Made Rahasia")
    capfdbinary.readouterr()

    client.post(
        f"{VERIFICATION}?nik=7171012345670001", json={"requirement": "R99"}, headers={**who, "X-Request-Id": "r-1"}
    )

    (line,) = _lines(capfdbinary)
    assert {"ms": True, "at": True} == {name: name in line for name in ("ms", "at")}
    assert {name: line[name] for name in ("event", "level", "method", "route", "status", "role", "request_id")} == {
        "event": "request",
        "level": "info",
        "method": "POST",
        "route": "/v1/applications/{permit}/verification",
        "status": 422,
        "role": "front_office",
        "request_id": "r-1",
    }
    assert not any(word in json.dumps(line) for word in ("7171", "warga-9", "Rahasia", "R99", "Bearer"))


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/problems/not-found", "/problems/{slug}"),
        ("/v1/things", "/v1/things"),
        ("/nowhere/7171012345670001", "(none)"),
    ],
)
def test_the_route_is_a_template_also_behind_an_included_router(
    client: TestClient, capfdbinary: Lines, path: str, route: str
) -> None:
    client.get(path)

    assert route == _lines(capfdbinary)[-1]["route"]


def test_a_failure_is_told_by_type_and_place_without_its_text(client: TestClient, capfdbinary: Lines) -> None:
    client.get("/boom", headers={"X-Request-Id": "r-2"})

    failure, request = _lines(capfdbinary)
    assert ("request failed", "error", "builtins.RuntimeError", "r-2") == (
        failure["event"],
        failure["level"],
        failure["error"],
        failure["request_id"],
    )
    assert "boom" in failure["where"][-1]
    assert ("request", 500) == (request["event"], request["status"])
    assert SECRET not in json.dumps([failure, request])


def test_the_libraries_log_in_the_same_form_without_the_text_of_an_exception() -> None:
    stream = io.StringIO()
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.stream = stream

    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")

    line = json.loads(stream.getvalue())
    assert ("builtins.ValueError", "error") == (line["error"], line["level"])
    assert SECRET not in stream.getvalue()


def test_a_terminal_gets_readable_lines(capfd: pytest.CaptureFixture[str]) -> None:
    configure_logs("console")

    structlog.get_logger().info("started", port=8000)

    assert "started" in capfd.readouterr().out


def test_machines_that_look_after_us_are_not_worth_a_line(client: TestClient, capfdbinary: Lines) -> None:
    client.get("/metrics")

    assert _lines(capfdbinary) == []


def test_requests_are_measured_by_route_and_status(tmp_path: Path) -> None:
    client = client_of(tiny_app(tmp_path))
    for path in ("/v1/things", "/nowhere", "/nowhere-else", "/boom"):
        client.get(path)
    client.request("BREW", "/v1/things")

    told = client.get("/metrics")

    assert told.headers["content-type"].startswith("text/plain; version=")
    for labels in (
        'method="GET",route="/v1/things",status="401"',
        'method="GET",route="(none)",status="404"',
        'method="GET",route="/boom",status="500"',
        'method="OTHER",route="/v1/things",status="405"',
    ):
        assert f"http_request_duration_seconds_count{{{labels}}}" in told.text


def test_gauges_are_read_when_they_are_asked_for() -> None:
    metrics, lag = Metrics(), {"inbox": 0.5}
    metrics.watch("izin_parked", "Parked permits.", lambda: 2.0)
    metrics.watch_each("izin_projection_lag_seconds", "Lag.", "projection", lambda: lag)
    metrics.count_each("izin_writer", "Seen.", "kind", lambda: {"batches": 3.0})
    lag["cases"] = 1.5

    told = metrics.exposition().decode()

    assert "izin_parked 2.0" in told
    assert 'izin_projection_lag_seconds{projection="cases"} 1.5' in told
    assert "# TYPE izin_writer_total counter" in told
    assert 'izin_writer_total{kind="batches"} 3.0' in told


async def test_a_client_that_leaves_is_no_error_of_ours(capfdbinary: Lines) -> None:
    metrics = Metrics()

    async def leaving(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ClientDisconnect

    await Telemetry(leaving, metrics=metrics, writer=ProblemWriter())(_scope(), _nothing, _nobody)

    assert f'status="{CLIENT_LEFT}"' in metrics.exposition().decode()
    assert [CLIENT_LEFT] == [line["status"] for line in _lines(capfdbinary)]


async def test_what_is_no_request_passes_untouched() -> None:
    seen: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["type"])

    await Telemetry(app, metrics=Metrics(), writer=ProblemWriter())({"type": "lifespan"}, _nothing, _nobody)

    assert ["lifespan"] == seen


def _lines(captured: Lines) -> list[dict[str, Any]]:
    return [json.loads(line) for line in captured.readouterr().out.splitlines()]


def _scope() -> Scope:
    return {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


async def _nobody(message: Message) -> None:
    raise AssertionError(message)
