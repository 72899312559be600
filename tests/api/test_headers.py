"""Security headers on every answer, also on refusals of the outer layers."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.http.assets import asset
from tests.api.tiny import client_of, tiny_app

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/problems", "/v1/things", "/nowhere", "/boom", "/metrics", "/openapi.json"])
def test_data_loads_nothing_and_is_not_stored(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert EVERYWHERE.items() <= dict(headers).items()
    assert "default-src 'none'; frame-ancestors 'none'" == headers["content-security-policy"]
    assert "no-store" == headers["cache-control"]


@pytest.mark.parametrize("path", ["/docs", "/problems", "/problems/not-found"])
def test_a_page_runs_only_our_own_scripts(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})

    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<script" not in answer.text
    assert "style=" not in answer.text


def test_what_may_be_kept_says_so_itself(client: TestClient) -> None:
    assert "public, max-age=31536000, immutable" == client.get(asset("app.css")).headers["cache-control"]


def test_a_refusal_before_the_application_has_them_too(client: TestClient) -> None:
    headers = client.post("/v1/things", content=b"x" * 5000).headers

    assert EVERYWHERE.items() <= dict(headers).items()


def test_other_origins_get_no_leave(client: TestClient) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}

    answers = client.options("/v1/things", headers=asked), client.get("/problems", headers=asked)

    assert not [name for answer in answers for name in answer.headers if name.startswith("access-control")]


def test_https_is_remembered_where_the_office_has_it(tmp_path: Path) -> None:
    secure = client_of(tiny_app(tmp_path, public_url="https://izin.example")).get("/problems").headers
    plain = client_of(tiny_app(tmp_path, public_url="http://localhost:8000")).get("/problems").headers

    assert "max-age=31536000" in secure["strict-transport-security"]
    assert "strict-transport-security" not in plain
