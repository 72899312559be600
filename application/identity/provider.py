"""The office's OpenID provider: what it publishes (OpenID Connect Discovery 1.0) and what we ask of it."""

import asyncio
import base64
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from urllib.parse import quote_plus

from application.identity.wire import Json, ProviderAway, Wire

KEPT_SECONDS = 3600.0  # addresses change when a provider is upgraded
WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Client:
    """Who we are to the provider."""

    id: str
    secret: str | None = None

    @property
    def basic(self) -> Mapping[str, str]:
        """The header of RFC 6749, 2.3.1, where id and secret are form-encoded first."""
        pair = f"{quote_plus(self.id)}:{quote_plus(self.secret or '')}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the provider publishes of itself; what it does not offer is None."""

    issuer: str
    jwks_uri: str
    authorization_endpoint: str | None
    token_endpoint: str | None
    userinfo_endpoint: str | None
    introspection_endpoint: str | None
    end_session_endpoint: str | None
    takes_basic: bool


class Provider:
    """Every method raises `ProviderAway` where there is no usable answer."""

    def __init__(
        self,
        issuer: str,
        *,
        trust: ssl.SSLContext,
        client: Client | None = None,
        introspector: Client | None = None,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self.issuers, self.client, self.introspector = spellings(issuer), client, introspector
        self._wire, self._now = Wire(issuer, trust=trust), now
        self._known: tuple[float, Metadata] | None = None
        self._asking = asyncio.Lock()

    async def metadata(self) -> Metadata:
        """Return what the provider publishes, at most an hour old; older only while it does not answer."""
        async with self._asking:
            if self._known and self._now() < self._known[0] + KEPT_SECONDS:
                return self._known[1]
            try:
                found = _metadata(await self._wire.get(self.issuers[0] + WELL_KNOWN), self.issuers)
            except ProviderAway:
                if self._known is None:
                    raise
                found = self._known[1]
            self._known = (self._now(), found)
            return found

    async def keys(self) -> list[Json]:
        """Return the keys (JWK) that the provider signs with now."""
        keys = (await self._wire.get((await self.metadata()).jwks_uri)).get("keys")
        if not isinstance(keys, list):
            raise ProviderAway("publishes no keys")
        return [key for key in keys if isinstance(key, dict)]

    async def is_active(self, token: str) -> bool:
        """Return whether the provider still stands by that access token (RFC 7662)."""
        assert self.introspector is not None
        url = _offered((await self.metadata()).introspection_endpoint, "introspection")
        form = {"token": token, "token_type_hint": "access_token"}
        return (await self._wire.post(url, form, self.introspector.basic)).get("active") is True

    async def redeem(self, code: str, *, verifier: str, redirect_uri: str) -> Json:
        """Return the tokens for an authorization code (RFC 6749, 4.1.3 and RFC 7636); may raise `ProviderRefuses`."""
        assert self.client is not None
        metadata = await self.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        url = _offered(metadata.token_endpoint, "token")
        if self.client.secret and metadata.takes_basic:
            return await self._wire.post(url, form, self.client.basic)
        secret = {"client_secret": self.client.secret} if self.client.secret else {}
        return await self._wire.post(url, {**form, "client_id": self.client.id, **secret})

    async def person(self, access_token: str) -> Json:
        """Return what the provider tells of whoever has that access token; nothing where it has no such endpoint."""
        url = (await self.metadata()).userinfo_endpoint
        return await self._wire.get(url, {"Authorization": f"Bearer {access_token}"}) if url else {}


def spellings(issuer: str) -> tuple[str, ...]:
    """Return how an issuer may be written: a URL without path is the same with a slash and without, an issuer not."""
    bare = issuer.rstrip("/")
    return (bare, f"{bare}/")


def _metadata(said: Json, issuers: tuple[str, ...]) -> Metadata:
    if said.get("issuer") not in issuers:  # Discovery 1.0, 4.3: else anybody could publish for anybody
        raise ProviderAway("publishes another issuer than the one that is set")
    jwks_uri = _text(said, "jwks_uri")
    if jwks_uri is None:
        raise ProviderAway("publishes no address of keys")
    methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Metadata(
        issuer=str(said["issuer"]),
        jwks_uri=jwks_uri,
        authorization_endpoint=_text(said, "authorization_endpoint"),
        token_endpoint=_text(said, "token_endpoint"),
        userinfo_endpoint=_text(said, "userinfo_endpoint"),
        introspection_endpoint=_text(said, "introspection_endpoint"),
        end_session_endpoint=_text(said, "end_session_endpoint"),
        takes_basic=isinstance(methods, list) and "client_secret_basic" in methods,
    )


def _text(said: Json, name: str) -> str | None:
    value = said.get(name)
    return value if isinstance(value, str) and value else None


def _offered(url: str | None, what: str) -> str:
    if url is None:
        raise ProviderAway(f"offers no {what} endpoint")
    return url
