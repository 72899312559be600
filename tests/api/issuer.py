"""An OpenID provider of the tests: a server of its own whose keys, answers and absence are in our hand."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import time
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

AnyKey = OKPKey | RSAKey | ECKey
ANY_ALGORITHM = ["Ed25519", "ES256", "RS256", "PS256", "HS256", "none"]
AUDIENCE = "jejak-izin"


def new_key(kid: str) -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": kid}, private=True)


@dataclass
class Issuer:
    """`keys` are published; the last one signs. `asked` counts the questions by path."""

    port: int = 0
    keys: list[AnyKey] = field(default_factory=lambda: [new_key("first")])
    published: dict[str, Any] = field(default_factory=dict)  # of the metadata, what differs
    revoked: set[str] = field(default_factory=set)
    away: bool = False
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)  # code: PKCE challenge, ID token
    people: dict[str, Any] = field(default_factory=dict)  # what userinfo tells

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def token(self, *, header: dict[str, Any] | None = None, key: Any = None, **claims: Any) -> str:
        """Return a good access token, but for what is given; a claim given as None is left out."""
        key, now = key or self.keys[-1], int(time())
        payload = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "fajar",
            "name": "Fajar Nugroho",
            "roles": ["front_office"],
            "client_id": "loket",
            "jti": uuid4().hex,
            "iat": now,
            "exp": now + 300,
            **claims,
        }
        full = {"alg": _algorithm(key), "typ": "at+jwt", "kid": getattr(key, "kid", None), **(header or {})}
        sent = json.dumps({name: value for name, value in payload.items() if value is not None})
        full = {name: value for name, value in full.items() if value is not None}
        return jws.serialize_compact(full, sent, key, algorithms=ANY_ALGORITHM)

    def count(self, path: str) -> int:
        return self.asked.count(path)

    def answer(self, path: str, form: dict[str, list[str]]) -> tuple[int, Any]:
        self.asked.append(path)
        self.forms.append(form)
        if self.away:
            return 503, {}
        match path:
            case "/.well-known/openid-configuration":
                return 200, self.metadata()
            case "/keys":
                return 200, {"keys": [key.as_dict(private=False) for key in self.keys]}
            case "/introspection":
                return 200, {"active": form["token"][0] not in self.revoked}
            case "/token":
                return self._redeemed(form)
            case "/userinfo":
                return 200, self.people
            case _:
                return 404, {}

    def _redeemed(self, form: dict[str, list[str]]) -> tuple[int, Any]:
        challenge, id_token = self.codes.pop(form["code"][0], ("", ""))
        shown = urlsafe_b64encode(sha256(form["code_verifier"][0].encode()).digest()).rstrip(b"=").decode()
        if challenge != shown:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": id_token}

    def metadata(self) -> dict[str, Any]:
        addresses = {
            "jwks_uri": "keys",
            "introspection_endpoint": "introspection",
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "userinfo_endpoint": "userinfo",
            "end_session_endpoint": "end",
        }
        found = {name: f"{self.url}/{path}" for name, path in addresses.items()}
        return {"issuer": self.url, **found, **self.published}


def _algorithm(key: Any) -> str:
    return {"RSA": "RS256", "EC": "ES256"}.get(getattr(key, "key_type", "OKP"), "Ed25519")


@contextmanager
def issuer() -> Generator[Issuer]:
    """Yield a provider that answers on a port of this machine."""
    made = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say({})

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            self._say(parse_qs(self.rfile.read(length).decode()))

        def _say(self, form: dict[str, list[str]]) -> None:
            status, content = made.answer(self.path, form)
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the library's
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.port = server.server_address[1]
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield made
        finally:
            server.shutdown()
