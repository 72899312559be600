"""Signing in for a demo: an issuer with a key of its own, and one constant person for each role.

Only mounted in demo mode. Whoever reaches it can be anybody, which is the point of a demo and the end of a real office.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from time import time
from typing import Annotated
from uuid import uuid4

import orjson
from fastapi import APIRouter
from joserfc import jwt
from joserfc.jwk import OKPKey
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from api.access.noted import note_sign_in
from api.commands.route import CommandRoute
from api.http.fields import Line
from api.http.json_body import read_json
from api.problems.validation import field_error
from api.tokens import ALGORITHMS, TokenVerifier
from domain.actor import Caller, Role
from domain.refusals import Sentence

ISSUER = "urn:jejak-izin:demo"
AUDIENCE = "jejak-izin"
LIFETIME_SECONDS = 8 * 3600  # a working day
TOKEN_TYPE = "Bearer"  # noqa: S105 - a scheme, not a secret

PEOPLE = {
    Role.PEMOHON: "Ni Luh Ayu Lestari",
    Role.FRONT_OFFICE: "Fajar Nugroho",
    Role.BACK_OFFICE: "Rina Wulandari",
    Role.DINAS_TEKNIS: "Ir. Bambang Setiawan",
    Role.KABID: "Dewi Anggraini, S.Sos.",
    Role.SEKRETARIS: "Drs. Hendra Gunawan",
    Role.KEPALA_DINAS: "Dr. Siti Rahmawati, M.Si.",
    Role.SUPERVISOR: "Agus Prasetyo",
    Role.AUDITOR: "Maria Wenas",
    Role.ADMIN: "Yusuf Hidayat",
}
_FIRST = (
    "Adi",
    "Citra",
    "Eka",
    "Gita",
    "Indra",
    "Joko",
    "Kartika",
    "Lukman",
    "Nadia",
    "Putri",
    "Ratna",
    "Taufik",
)
_LAST = (
    "Halim",
    "Kusuma",
    "Mahendra",
    "Pratama",
    "Saputra",
    "Siregar",
    "Tanjung",
    "Utami",
    "Wijaya",
    "Yulianti",
)


class Unsafe(Exception):
    """The file of the demo key can be read by others, so anybody on this machine could sign tokens."""


def _of_people(role: Role) -> Role:
    if role in PEOPLE:
        return role
    raise field_error("role_not_for_people", Sentence("Peran ini bukan untuk orang.", "This role is not for people."))


DemoRole = Annotated[
    Role,
    AfterValidator(_of_people),
    WithJsonSchema({"type": "string", "enum": [role.value for role in PEOPLE]}),
]


class TokenRequest(BaseModel):
    """Who to be. Without `sub` each role is one constant person of its own."""

    model_config = ConfigDict(
        extra="forbid", hide_input_in_errors=True, json_schema_extra={"examples": [{"role": "front_office"}]}
    )

    role: DemoRole
    name: Line | None = None
    sub: Line | None = None


class TokenAnswer(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "access_token": "eyJ0eXAiOiJhdCtqd3QifQ.e30.AA",
                    "token_type": TOKEN_TYPE,
                    "expires_in": LIFETIME_SECONDS,
                }
            ]
        }
    )

    access_token: str
    token_type: str
    expires_in: int = Field(description="Seconds.")


class DemoIssuer:
    """Signs tokens with a key that is made on first run and kept in `key_file`, readable by its owner only."""

    def __init__(self, key_file: Path, *, now: Callable[[], float] = time) -> None:
        self._key, self._now = _load_or_make(key_file), now

    def token(self, role: Role, *, name: str | None = None, sub: str | None = None) -> str:
        """Return an access token for a person in `role`, good for `LIFETIME_SECONDS`."""
        issued, who = int(self._now()), person(role, name=name, sub=sub)
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": who.sub,
            "name": who.name,
            "roles": [role.value],
            "client_id": "demo",
            "jti": uuid4().hex,
            "iat": issued,
            "exp": issued + LIFETIME_SECONDS,
        }
        header = {"alg": ALGORITHMS[0], "typ": "at+jwt"}
        return jwt.encode(header, claims, self._key, algorithms=ALGORITHMS)

    def verifier(self, *, remembered: int = 4096) -> TokenVerifier:
        """Return what accepts the tokens of this issuer, and only those."""
        public = OKPKey.import_key(self._key.as_dict(private=False))
        return TokenVerifier(public, issuer=ISSUER, audience=AUDIENCE, remembered=remembered, now=self._now)


def person(role: Role, *, name: str | None = None, sub: str | None = None) -> Caller:
    """Return who that is: without `sub` the role's own constant person."""
    return Caller(
        sub=sub or f"demo-{role.value.replace('_', '-')}",
        name=name or (_name_of(sub) if sub else PEOPLE[role]),
        roles=frozenset({role}),
    )


def demo_router(issuer: DemoIssuer) -> APIRouter:
    """Return `POST /demo/token`. Where it is not mounted the address is a 404 like any other unknown one."""

    async def sign_in(request: Request) -> Response:
        asked = await read_json(request, TokenRequest)
        note_sign_in(request.scope, person(asked.role, name=asked.name, sub=asked.sub))
        answer = TokenAnswer(
            access_token=issuer.token(asked.role, name=asked.name, sub=asked.sub),
            token_type=TOKEN_TYPE,
            expires_in=LIFETIME_SECONDS,
        )
        return Response(orjson.dumps(answer.model_dump()), media_type="application/json")

    def demo_token(body: TokenRequest) -> None:
        """Sign in for the demo: no password, no legal force. Without `sub` each role is one constant person."""

    router = APIRouter(tags=["demo"])
    router.add_api_route(
        "/demo/token",
        demo_token,
        methods=["POST"],
        response_model=TokenAnswer,
        route_class_override=CommandRoute.serving(sign_in),
        operation_id="demoToken",
        summary="Sign in for the demo",
    )
    return router


def _name_of(sub: str) -> str:
    """The same name for the same person, whichever role they sign in with."""
    first, last = sha256(sub.encode()).digest()[:2]
    return f"{_FIRST[first % len(_FIRST)]} {_LAST[last % len(_LAST)]}"


def _load_or_make(path: Path) -> OKPKey:
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise Unsafe(f"{path.name} may be read by others. Run: chmod 600 {path}")
    return OKPKey.import_key(orjson.loads(path.read_bytes()))


def _make(path: Path) -> None:
    """Write aside, then link: of two processes that start at once one wins, and nobody reads half a key."""
    key = OKPKey.generate_key("Ed25519", private=True)
    aside = path.with_name(f"{path.name}.{uuid4().hex}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(orjson.dumps(key.as_dict(private=True)))
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    finally:
        aside.unlink()
