"""Signing in by the office's provider: authorization code with PKCE (RFC 9700), and what is believed of the answer.

What must be remembered between leaving and coming back travels sealed in a cookie of the same browser: a callback that
another browser is led to has none, so nobody is signed in as somebody else.
"""

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from secrets import token_urlsafe
from time import time
from typing import Any
from urllib.parse import urlencode

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jwt
from joserfc.errors import JoseError

from api.issuer_tokens import key_of
from api.tokens import LEEWAY_SECONDS, InvalidToken, how_signed_in, person_in
from application.identity.key_ring import ALGORITHMS, KeyRing
from application.identity.provider import Provider
from application.identity.signed_in import Demanded, SignedIn
from application.identity.wire import ProviderAway, ProviderRefuses
from domain.actor import Caller

PENDING_SECONDS = 600
_NONCE_BYTES = 12
NOTHING = Demanded()


class NotSignedIn(Exception):
    """The callback names nobody. The message is for the log, and repeats nothing of the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A sign-in that has begun in this browser."""

    state: str
    nonce: str
    verifier: str
    next: str
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who has signed in, and which session of the provider that belongs to."""

    caller: Caller
    provider_sid: str | None
    signed_in: SignedIn


class CodeFlow:
    """`key` seals what a browser keeps; `redirect_uri` is where the provider sends it back to."""

    def __init__(
        self,
        provider: Provider,
        ring: KeyRing,
        *,
        key: bytes,
        redirect_uri: str,
        scopes: str,
        roles_claim: str,
        now: Callable[[], float] = time,
    ) -> None:
        self._provider, self._ring, self._now = provider, ring, now
        self._sealer, self._redirect_uri, self._scopes = AESGCM(key), redirect_uri, scopes
        self._roles_claim = roles_claim

    async def begin(self, where: str, demanded: Demanded = NOTHING) -> tuple[str, str]:
        """Return the provider's address to go to, and what the browser must bring back; may raise `ProviderAway`.

        What is `demanded` is asked for, and looked at again where it matters: a provider may not be able to do it.
        """
        assert self._provider.client is not None
        endpoint = (await self._provider.metadata()).authorization_endpoint
        if endpoint is None:
            raise ProviderAway("offers no authorization endpoint")
        pending = Pending(
            state=token_urlsafe(24),
            nonce=token_urlsafe(24),
            verifier=token_urlsafe(48),
            next=where,
            until=self._now() + PENDING_SECONDS,
        )
        asked = {
            "response_type": "code",
            "client_id": self._provider.client.id,
            "redirect_uri": self._redirect_uri,
            "scope": self._scopes,
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": _encoded(sha256(pending.verifier.encode()).digest()),
            "code_challenge_method": "S256",
            **demanded.parameters,
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}", self._sealed(pending)

    def pending(self, sealed: str | None) -> Pending:
        """Return the sign-in that this browser has begun, or raise `NotSignedIn`."""
        try:
            raw = urlsafe_b64decode((sealed or "").encode() + b"==")
            text = self._sealer.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            raise NotSignedIn("no sign-in has begun in this browser") from None
        found = Pending(**orjson.loads(text))
        if found.until < self._now():
            raise NotSignedIn("it took too long")
        return found

    async def finish(self, pending: Pending, answer: Mapping[str, str]) -> Person:
        """Return who came back, or raise `NotSignedIn` or `ProviderAway`."""
        if not hmac.compare_digest(answer.get("state", "").encode(), pending.state.encode()):
            raise NotSignedIn("another state")
        if "iss" in answer and answer["iss"] not in self._provider.issuers:  # RFC 9207
            raise NotSignedIn("another issuer")
        if "code" not in answer:
            raise NotSignedIn("the provider gave no code")
        try:
            tokens = await self._provider.redeem(
                answer["code"], verifier=pending.verifier, redirect_uri=self._redirect_uri
            )
        except ProviderRefuses:
            raise NotSignedIn("the provider does not honour the code") from None
        claims = await self._id_claims(str(tokens.get("id_token", "")), pending.nonce)
        return await self._person(claims, tokens)

    async def _id_claims(self, id_token: str, nonce: str) -> dict[str, Any]:
        """OpenID Connect Core 1.0, 3.1.3.7."""
        assert self._provider.client is not None
        client, issuers = self._provider.client.id, self._provider.issuers
        registry = jwt.JWTClaimsRegistry(
            now=lambda: int(self._now()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "values": list(issuers)},
            aud={"essential": True, "value": client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            key = await key_of(id_token.encode(), self._ring, issuers)
            decoded = jwt.decode(id_token, key, algorithms=tuple(ALGORITHMS))
            registry.validate(decoded.claims)
        except (JoseError, ValueError, TypeError, InvalidToken):
            raise NotSignedIn("the ID token is not acceptable") from None
        if decoded.claims.get("azp", client) != client:
            raise NotSignedIn("the ID token was made for another client")
        return decoded.claims

    async def _person(self, claims: dict[str, Any], tokens: Mapping[str, Any]) -> Person:
        """Roles are in the ID token, or else the provider tells them to whoever has the access token."""
        sid = claims.get("sid")
        try:
            caller = person_in(claims, self._roles_claim)
        except InvalidToken:
            caller = await self._person_asked(claims, str(tokens.get("access_token", "")))
        return Person(
            caller=caller, provider_sid=sid if isinstance(sid, str) else None, signed_in=how_signed_in(claims)
        )

    async def _person_asked(self, claims: dict[str, Any], access_token: str) -> Caller:
        try:
            told = await self._provider.person(access_token)
            if told.get("sub") != claims["sub"]:  # Core 1.0, 5.3.2
                raise NotSignedIn("userinfo is about somebody else")
            return person_in({**told, **claims}, self._roles_claim)
        except ProviderRefuses:
            raise NotSignedIn("the provider does not tell who that is") from None
        except InvalidToken as refused:
            raise NotSignedIn(refused.sentence.en) from None

    def _sealed(self, pending: Pending) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        return _encoded(nonce + self._sealer.encrypt(nonce, orjson.dumps(asdict(pending)), None))


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
