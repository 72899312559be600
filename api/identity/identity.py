"""Who vouches for people here: the office's provider and what checks its tokens, or nobody yet."""

import ssl
from dataclasses import dataclass

from api.issuer_tokens import IssuerTokens
from api.tokens import Verifier
from application.identity.key_ring import KeyRing
from application.identity.provider import Client, Provider
from application.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """All None where no issuer is set."""

    provider: Provider | None = None
    ring: KeyRing | None = None
    verifier: Verifier | None = None


def identity_of(settings: Settings, trust: ssl.SSLContext) -> Identity:
    """Return what the settings name; nobody is asked anything yet, so a provider that is away stops no start."""
    provider = provider_of(settings, trust)
    if provider is None:
        return Identity()
    ring = KeyRing(provider.keys)
    verifier = IssuerTokens(
        provider,
        ring,
        audience=settings.oidc_audience,
        roles_claim=settings.oidc_roles_claim,
        longest_seconds=settings.oidc_token_seconds,
    )
    return Identity(provider=provider, ring=ring, verifier=verifier)


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
