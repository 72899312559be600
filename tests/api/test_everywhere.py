"""Every published address, and every way to be refused before one: the same hard headers on each answer."""

import pytest

from tests.api.product import Product
from tests.api.published import Published

HARD = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
BEFORE = (
    ("GET", "/nowhere", b""),
    ("TRACE", "/v1/applications", b""),
    ("PUT", "/v1/applications", b"{}"),
    ("POST", "/v1/applications", b"x" * 300_000),
    ("POST", "/v1/applications", b"\xff{"),
    ("GET", "/v1/applications/%00", b""),
    ("GET", "/docs", b""),
    ("GET", "/problems/no-such", b""),
    ("OPTIONS", "/v1/applications", b""),
)


def _is_hard(headers: dict[str, str]) -> bool:
    policy = headers.get("content-security-policy", "")
    is_strict = policy == "sandbox" or ("default-src 'none'" in policy and "unsafe" not in policy)
    return HARD.items() <= headers.items() and is_strict


def test_every_operation_answers_with_them(product: Product) -> None:
    soft = []
    for where, _ in Published(product).told():
        method, path = where.split(" ")
        for accept in ("application/json", "text/html"):
            if "stream" in path:
                continue
            answer = product.ask(method, path.replace("{", "").replace("}", ""), headers={"Accept": accept})
            if not _is_hard(dict(answer.headers)) or "cache-control" not in answer.headers:
                soft.append((where, accept, answer.status_code))

    assert [] == soft


@pytest.mark.parametrize(("method", "path", "content"), BEFORE)
def test_every_refusal_before_an_operation_has_them_too(
    product: Product, method: str, path: str, content: bytes
) -> None:
    answer = product.ask(method, path, content=content, headers={"Content-Type": "application/json"})

    assert _is_hard(dict(answer.headers))
    assert answer.status_code < 500
