"""Tokens of the office's OpenID provider: checked with its keys and, where it may be asked, not for long unasked.

What somebody was taken away ends within a minute: the provider is asked about each token every half of one (RFC 7662),
or else no token is taken that lives longer than the office has said.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from hashlib import sha256
from time import time

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key

from api.tokens import UNREADABLE, Identified, InvalidToken, Memory, TokenRules, claim, require_short
from application.identity.key_ring import ALGORITHMS, KeyRing, UnknownKey
from application.identity.provider import Provider
from application.identity.wire import ProviderAway, ProviderRefuses
from domain.refusals import Sentence

INTROSPECTED_SECONDS = 30


class IssuerTokens:
    """Verifies what `provider` has issued for `audience`."""

    def __init__(
        self,
        provider: Provider,
        ring: KeyRing,
        *,
        audience: str,
        roles_claim: str,
        longest_seconds: int,
        remembered: int = 4096,
        now: Callable[[], float] = time,
    ) -> None:
        self._provider, self._ring, self._now = provider, ring, now
        self._longest, self.memory = longest_seconds, Memory(remembered, now)
        self._rules = TokenRules(
            issuers=provider.issuers,
            audience=audience,
            algorithms=tuple(ALGORITHMS),
            roles_claim=roles_claim,
            now=now,
        )

    async def identify(self, token: bytes) -> Identified:
        """Return whom `token` names, or raise `InvalidToken` or `ProviderAway`."""
        print_ = sha256(token).digest()
        found = self.memory.recall(print_)
        if found is None:
            found = await self._current(
                token, self._rules.check(token, await key_of(token, self._ring, self._provider.issuers))
            )
            self.memory.keep(print_, found)
        return found

    async def _current(self, token: bytes, found: Identified) -> Identified:
        """Return it with the time until which nobody has to be asked again."""
        if self._provider.introspector is None:
            if found.until - found.issued > self._longest + 60:  # `until` has a leeway of its own
                raise InvalidToken(LIVES_TOO_LONG)
            return found
        try:
            active = await self._provider.is_active(token.decode("ascii"))
        except ProviderRefuses as refused:
            raise ProviderAway(f"the provider does not let us introspect ({refused})") from None
        if not active:
            raise InvalidToken(REVOKED)
        return replace(found, until=min(found.until, self._now() + INTROSPECTED_SECONDS))


async def key_of(token: bytes, ring: KeyRing, issuers: Collection[str]) -> Key:
    """Return the key that the token names by `kid`, and by nothing else: no address and no key in a header counts.

    What another issuer has signed, by its own account, is refused without asking anybody.
    """
    require_short(token)
    try:
        unverified = jws.extract_compact(token)
        header, claims = unverified.headers(), orjson.loads(unverified.payload)
        if claims.get("iss") not in issuers:
            raise InvalidToken(claim("iss"))
        if header.get("alg") not in ALGORITHMS:
            raise InvalidToken(UNREADABLE)
        return await ring.key(header.get("kid"), header["alg"])
    except (JoseError, ValueError, TypeError, AttributeError):
        raise InvalidToken(UNREADABLE) from None
    except UnknownKey:
        raise InvalidToken(UNKNOWN_KEY) from None


UNKNOWN_KEY = Sentence(
    "Token akses ditandatangani dengan kunci yang tidak diumumkan penyedia identitas.",
    "The access token is signed with a key that the identity provider does not publish.",
)
REVOKED = Sentence("Token akses telah dicabut.", "The access token has been revoked.")
LIVES_TOO_LONG = Sentence(
    "Masa berlaku token akses lebih panjang daripada yang diterima di sini.",
    "The access token lives longer than is accepted here.",
)
