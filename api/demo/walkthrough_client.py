"""A client of the API for the demo: people who are signed in, and answers that are problems unless they are good."""

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx2

from domain.actor import Role

TIMEOUT_S = 30


class Unexpected(Exception):
    """The server did not answer as the SOP says. The message is what it said instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is signed in."""

    role: Role
    name: str
    token: str


class Server:
    """A running server. Every call that is not answered with 2xx raises `Unexpected`."""

    def __init__(self, url: str, *, transport: httpx2.BaseTransport | None = None) -> None:
        self.url = url.rstrip("/")
        self._http = httpx2.Client(
            base_url=self.url, timeout=TIMEOUT_S, transport=transport, headers={"Accept-Language": "en"}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._http.close()

    def sign_in(self, role: Role) -> Person:
        """Return the demo's constant person of `role`."""
        answer = self._request("POST", "/demo/token", json={"role": role})
        token: str = answer.json()["access_token"]
        payload = token.split(".")[1]
        claims: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return Person(role=role, name=claims["name"], token=token)

    def upload(self, by: Person, name: str, content: bytes) -> str:
        """Return the SHA-256 under which the document can be named."""
        files = {"file": (name, content, "application/pdf")}
        answer = self._request("POST", "/v1/documents", by, files=files)
        sha256: str = answer.json()["sha256"]
        return sha256

    def command(self, by: Person, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return the permit after a command, sent with an `Idempotency-Key` of its own."""
        answer = self._request("POST", path, by, json=body, headers={"Idempotency-Key": uuid4().hex})
        permit: dict[str, Any] = answer.json()
        return permit

    def read(self, by: Person, path: str) -> dict[str, Any]:
        document: dict[str, Any] = self._request("GET", path, by).json()
        return document

    def download(self, by: Person, path: str) -> bytes:
        return self._request("GET", path, by).content

    def _request(self, method: str, path: str, by: Person | None = None, **sent: Any) -> httpx2.Response:
        headers = {**sent.pop("headers", {}), **({"Authorization": f"Bearer {by.token}"} if by else {})}
        try:
            answer = self._http.request(method, path, headers=headers, **sent)
        except httpx2.TransportError as error:
            raise Unexpected(f"{self.url} does not answer: {error}") from error
        if not answer.is_success:
            raise Unexpected(f"{method} {path} was answered {answer.status_code}: {_said(answer)}")
        return answer


def _said(answer: httpx2.Response) -> str:
    """Return the sentence of a problem (RFC 9457), and where the request was wrong."""
    try:
        problem = answer.json()
        faults = (f"{each['pointer']}: {each['message']}" for each in problem.get("errors", ()))
        return " ".join((problem.get("detail") or problem["title"], *faults))
    except (ValueError, TypeError, KeyError, AttributeError):
        return answer.text[:200] or answer.reason_phrase
