"""One kept-alive connection to a server, for preparing a measurement and for measuring single answers."""

import http.client
import json
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

from tests.bench.process import BenchFailed

Json = dict[str, Any]  # whatever the API answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def json(self) -> Json:
        found: Json = json.loads(self.content)
        return found


class Client:
    """Every answer that is no success raises BenchFailed."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self, path: str, token: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, {**_bearer(token), **headers})

    def post(self, path: str, body: object, token: str | None = None, **headers: str) -> Answer:
        told = {"Content-Type": "application/json", **(_bearer(token) if token else {}), **headers}
        return self._ask("POST", path, json.dumps(body).encode(), told)

    def upload(self, path: str, name: str, content: bytes, token: str) -> Answer:
        """Send one file as a form does (RFC 7578)."""
        mark = uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        return self._ask(
            "POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}", **_bearer(token)}
        )

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        if not 200 <= response.status < 300:
            raise BenchFailed(f"{method} {path}: {response.status} {content[:500].decode(errors='replace')}")
        return Answer(headers=response.headers, content=content)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
