"""The provider tells that somebody has signed out there, or was shut out (OpenID Connect Back-Channel Logout 1.0)."""

from typing import Any

import structlog
from fastapi import APIRouter
from joserfc import jwt
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from api.identity.forms import form_of
from api.issuer_tokens import key_of
from api.office import Office, TheOffice
from api.problems import texts, texts_identity
from api.problems.problems import Problem, retry_later
from api.security import AWAY_SECONDS
from api.tokens import LEEWAY_SECONDS, InvalidToken
from application.identity.key_ring import ALGORITHMS
from application.identity.wire import ProviderAway

_EVENT = "http://schemas.openid.net/event/backchannel-logout"
router = APIRouter(include_in_schema=False)


@router.post("/login/backchannel", operation_id="endAtProvider")
async def end_at_provider(request: Request, office: TheOffice) -> Response:
    """End the sessions that a logout token names. The same token may come twice: nothing is left to be ended then."""
    if office.identity.flow is None:
        raise Problem(texts.NOT_FOUND)
    form = await form_of(request)
    try:
        claims = await _claims(form.get("logout_token", ""), office)
    except (JoseError, ValueError, TypeError, InvalidToken):
        raise Problem(texts_identity.LOGOUT_TOKEN_INVALID) from None
    except ProviderAway:
        raise retry_later(texts_identity.PROVIDER_AWAY, AWAY_SECONDS) from None
    ended = await office.sessions.end_at_provider(sub=_text(claims, "sub"), sid=_text(claims, "sid"))
    structlog.get_logger().info("sessions ended by the provider", sessions=ended)
    return Response(status_code=200)


async def _claims(token: str, office: Office) -> dict[str, Any]:
    """Raise what joserfc raises, `ValueError`, `InvalidToken` or `ProviderAway` unless it is a logout token for us."""
    provider, ring = office.identity.provider, office.identity.ring
    assert provider is not None
    assert provider.client is not None
    assert ring is not None
    registry = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "values": list(provider.issuers)},
        aud={"essential": True, "value": provider.client.id},
        iat={"essential": True},
        exp={"essential": True},
        jti={"essential": True},
    )
    key = await key_of(token.encode(), ring, provider.issuers)
    claims = jwt.decode(token, key, algorithms=tuple(ALGORITHMS)).claims
    registry.validate(claims)
    events = claims.get("events")
    if not isinstance(events, dict) or _EVENT not in events or "nonce" in claims:  # 2.6: else an ID token would do
        raise ValueError("no logout token")
    if _text(claims, "sub") is None and _text(claims, "sid") is None:
        raise ValueError("ends nobody's session")
    return claims


def _text(claims: dict[str, Any], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) else None
