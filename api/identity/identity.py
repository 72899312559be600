"""Who vouches for people here: the office's provider and what checks its tokens, or nobody yet."""

import ssl
from dataclasses import dataclass
from datetime import timedelta

from api.identity.code_flow import CodeFlow
from api.issuer_tokens import IssuerTokens
from api.tokens import Verifier
from application.identity.key_ring import KeyRing
from application.identity.links import SESSION
from application.identity.provider import Client, Provider
from application.identity.sessions import Life, Via
from application.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`address` is where this office is reached. All else is None where no issuer is set; `flow` without a client."""

    address: str
    provider: Provider | None = None
    ring: KeyRing | None = None
    verifier: Verifier | None = None
    flow: CodeFlow | None = None


def identity_of(settings: Settings, trust: ssl.SSLContext, *, key: bytes, address: str) -> Identity:
    """Return what the settings name; nobody is asked anything yet, so a provider that is away stops no start."""
    provider = provider_of(settings, trust)
    if provider is None:
        return Identity(address=address)
    ring = KeyRing(provider.keys)
    verifier = IssuerTokens(
        provider,
        ring,
        audience=settings.oidc_audience,
        roles_claim=settings.oidc_roles_claim,
        longest_seconds=settings.oidc_token_seconds,
    )
    flow = CodeFlow(
        provider,
        ring,
        key=key,
        redirect_uri=f"{address}/login/callback",
        scopes=settings.oidc_scopes,
        roles_claim=settings.oidc_roles_claim,
    )
    return Identity(
        address=address, provider=provider, ring=ring, verifier=verifier, flow=flow if provider.client else None
    )


def via_of(settings: Settings) -> Via:
    """Return the one way in which this office signs people in to its pages."""
    if settings.demo:
        return Via.DEMO
    return Via.BREAK_GLASS if settings.oidc_issuer is None else Via.PROVIDER


def life_of(settings: Settings) -> Life:
    idle = timedelta(minutes=settings.session_idle_minutes)
    if via_of(settings) is Via.BREAK_GLASS:
        return Life(idle=idle, whole=SESSION)
    return Life(idle=idle, whole=timedelta(hours=settings.session_hours))


def provider_of(settings: Settings, trust: ssl.SSLContext) -> Provider | None:
    if settings.oidc_issuer is None:
        return None
    secret, pair = settings.oidc_client_secret, settings.oidc_introspection
    client_id, _, client_secret = pair.get_secret_value().partition(":") if pair else ("", "", "")
    return Provider(
        str(settings.oidc_issuer),
        trust=trust,
        client=Client(id=settings.oidc_client_id, secret=secret.get_secret_value() if secret else None)
        if settings.oidc_client_id
        else None,
        introspector=Client(id=client_id, secret=client_secret) if pair else None,
    )
