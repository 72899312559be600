"""What an office may choose about signing in: by which provider, as which client, for how long. Part of `Settings`."""

from pydantic import AnyHttpUrl, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings

from application.letters.destinations import LOCAL_NAMES


class IdentitySettings(BaseSettings):
    """Without an issuer nobody signs in but by a break-glass link; in a demo everybody may be anybody."""

    oidc_issuer: AnyHttpUrl | None = Field(
        None, description="OpenID Connect issuer of the office, https. Switches the demo identities off."
    )
    oidc_audience: str = Field(
        "jejak-izin", min_length=1, description="What an access token must name as its audience (`aud`)."
    )
    oidc_roles_claim: str = Field(
        "roles",
        min_length=1,
        description="Claim that lists the role codes; dots lead into it, such as realm_access.roles.",
    )
    oidc_client_id: str | None = Field(
        None, description="Client that signs people in to the pages. Without it only tokens are accepted."
    )
    oidc_client_secret: SecretStr | None = Field(None, description="Its secret, where it has one; PKCE is always used.")
    oidc_scopes: str = Field(
        "openid profile", pattern=r"^openid( [!-~]+)*$", description="What the pages ask the provider for."
    )
    oidc_introspection: SecretStr | None = Field(
        None,
        description="id:secret of a client that may introspect (RFC 7662). Then every token is asked about at least "
        "every 30 s, and one that is revoked is refused.",
    )
    oidc_token_seconds: int = Field(
        600,
        ge=30,
        le=86_400,
        description="Longest life of an access token that is not introspected: what was revoked lasts as long.",
    )
    oidc_signing_acr: str | None = Field(
        None,
        pattern=r"^[!#-\[\]-~]+( [!#-\[\]-~]+)*$",
        description="A decree or a revocation is only signed by whoever has signed in with one of these `acr` (spaces "
        "between); else they are asked to sign in again, more strongly (RFC 9470).",
    )
    oidc_signing_seconds: int | None = Field(
        None,
        ge=30,
        le=86_400,
        description="And not longer ago than that (`auth_time`).",
    )
    session_idle_minutes: int = Field(30, ge=1, le=720, description="A session of the pages ends when unused for that.")
    session_hours: int = Field(10, ge=1, le=24, description="And after that in any case.")

    @field_validator("oidc_issuer")
    @classmethod
    def _cannot_be_forged_on_the_way(cls, issuer: AnyHttpUrl | None) -> AnyHttpUrl | None:
        if issuer and issuer.scheme != "https" and (issuer.host or "").strip("[]") not in LOCAL_NAMES:
            raise ValueError("who signs in is decided there: only https, but on this machine")
        if issuer and (issuer.query or issuer.fragment or issuer.username):
            raise ValueError("an issuer has neither query, fragment nor user (OpenID Connect Discovery 1.0, 3)")
        return issuer

    @field_validator("oidc_signing_acr", "oidc_signing_seconds")
    @classmethod
    def _has_an_issuer(cls, value: str | int | None, info: ValidationInfo) -> str | int | None:
        if value is not None and not info.data.get("oidc_issuer"):
            raise ValueError("who says how somebody signed in? Set IZIN_OIDC_ISSUER too")
        return value

    @field_validator("oidc_client_secret")
    @classmethod
    def _has_a_client(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is not None and not info.data.get("oidc_client_id"):
            raise ValueError("whose secret? Set IZIN_OIDC_CLIENT_ID too")
        return secret

    @field_validator("oidc_introspection")
    @classmethod
    def _is_a_pair(cls, pair: SecretStr | None) -> SecretStr | None:
        if pair is not None and not all(pair.get_secret_value().partition(":")):
            raise ValueError("the client's id and its secret, with a colon between")
        return pair
