"""Bearer access tokens (RFC 9068, checked as RFC 8725 wants): verified once, remembered until they expire."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from time import time
from typing import Any, Protocol
from unicodedata import category

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import KeyFlexible, OKPKey

from application.identity.signed_in import UNTOLD, SignedIn
from application.sealing import MASK
from domain.actor import Caller, Role
from domain.refusals import Sentence

LEEWAY_SECONDS = 60
# RFC 9864 retires the name "EdDSA", which does not say which curve it means.
ALGORITHMS = ("Ed25519",)

LATEST = 4_102_444_800  # 2100: what lies beyond is a mistake
_TYPES = ("at+jwt", "application/at+jwt")  # RFC 9068, 4
_LONGEST_TOKEN = 16_384
_LONGEST_SUBJECT = 255  # OpenID Connect Core, 2
_LONGEST_NAME = 200
_NAMES = ("name", "preferred_username", "client_id")
SCOPE = "izin:"
Claims = dict[str, Any]
# The clock's own acts are nobody's: no token makes a person the system.
_ROLES = {role.value: role for role in Role if role is not Role.SYSTEM}


class InvalidToken(Exception):
    """The token cannot be accepted; `sentence` says why without repeating anything of it."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """Whom a token names, until when that holds, and to which operations it is confined (None: to none).

    `signed_in` tells how they did so, where the issuer says.
    """

    caller: Caller
    until: float
    issued: float
    scopes: frozenset[str] | None = None
    signed_in: SignedIn = UNTOLD


class Verifier(Protocol):
    """Whatever can tell whom a token names."""

    async def identify(self, token: bytes) -> Identified:
        """Return whom `token` names, or raise `InvalidToken`, or `ProviderAway` where nobody can tell now."""
        ...


class TokenRules:
    """What a token must be, whoever's key it is checked with: type, issuer, audience, times, person and roles."""

    def __init__(
        self,
        *,
        issuers: Sequence[str],
        audience: str,
        algorithms: Collection[str] = ALGORITHMS,
        roles_claim: str = "roles",
        now: Callable[[], float] = time,
    ) -> None:
        self._algorithms, self._roles_claim = algorithms, roles_claim
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(now()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "values": list(issuers)},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )

    def check(self, token: bytes, key: KeyFlexible) -> Identified:
        """Return whom `token` names if that key signed it, or raise `InvalidToken`."""
        claims = self._verified(token, key)
        return Identified(
            caller=person_in(claims, self._roles_claim),
            until=claims["exp"] + LEEWAY_SECONDS,
            issued=claims["iat"],
            scopes=confined_to(claims.get("scope")),
            signed_in=how_signed_in(claims),
        )

    def _verified(self, token: bytes, key: KeyFlexible) -> jwt.Claims:
        require_short(token)
        try:
            decoded = jwt.decode(token, key, algorithms=self._algorithms)
            self._claims.validate(decoded.claims)
        except (JoseError, ValueError, TypeError) as error:  # a malformed header raises the latter two
            raise InvalidToken(_why(error)) from None
        if str(decoded.header.get("typ")).lower() not in _TYPES:
            raise InvalidToken(_WRONG_TYPE)
        return decoded.claims


class Memory:
    """The newest tokens that were found good, by their hashes: recalling one costs 1 µs, verifying it about 185 µs.

    Only what the issuer signed gets here, so nobody else can push the others out.
    """

    def __init__(self, most: int, now: Callable[[], float]) -> None:
        self._most, self._now = most, now
        self.known: dict[bytes, Identified] = {}

    def recall(self, print_: bytes) -> Identified | None:
        found = self.known.get(print_)
        return found if found is not None and found.until > self._now() else None

    def keep(self, print_: bytes, found: Identified) -> None:
        if len(self.known) >= self._most:
            del self.known[next(iter(self.known))]
        self.known[print_] = found


class TokenVerifier:
    """Accepts the tokens that one key of ours has signed: those of the demo.

    Role codes that we do not know are ignored, because an issuer serves other applications too; a token without any
    known role is a person who may do nothing here.
    """

    def __init__(
        self,
        key: KeyFlexible,
        *,
        issuer: str,
        audience: str,
        algorithms: Collection[str] = ALGORITHMS,
        remembered: int = 4096,
        now: Callable[[], float] = time,
    ) -> None:
        self._key, self.memory = key, Memory(remembered, now)
        self._rules = TokenRules(issuers=(issuer,), audience=audience, algorithms=algorithms, now=now)

    def verify(self, token: bytes) -> Caller:
        """Return the caller that `token` names, or raise `InvalidToken`."""
        return self._identified(token).caller

    async def identify(self, token: bytes) -> Identified:
        return self._identified(token)

    def _identified(self, token: bytes) -> Identified:
        print_ = sha256(token).digest()
        found = self.memory.recall(print_)
        if found is None:
            found = self._rules.check(token, self._key)
            self.memory.keep(print_, found)
        return found


def nobodys_verifier() -> TokenVerifier:
    """Return a verifier that accepts no token: its key is thrown away. For an installation without an issuer."""
    key = OKPKey.generate_key("Ed25519", private=False)
    return TokenVerifier(key, issuer="urn:jejak-izin:nobody", audience="jejak-izin")


def person_in(claims: Claims, roles_claim: str) -> Caller:
    """Return whom the claims of a token of any kind name, or raise `InvalidToken`.

    A program that signs in for itself has no name (RFC 9068, 2.2): what it is called at the provider stands for it.
    """
    named = next((name for name in _NAMES if name in claims), "name")
    return Caller(
        sub=_text(claims, "sub", _LONGEST_SUBJECT),
        name=_text(claims, named, _LONGEST_NAME),
        roles=_roles(claims, roles_claim),
    )


def how_signed_in(claims: Claims) -> SignedIn:
    """Return what the claims tell of the sign-in behind them (OpenID Connect Core 1.0, 2); nonsense tells nothing."""
    acr, at = claims.get("acr"), claims.get("auth_time")
    return SignedIn(
        acr=acr if isinstance(acr, str) else None,
        at=int(at) if isinstance(at, int | float) and not isinstance(at, bool) and 0 <= at < LATEST else None,
    )


def confined_to(scope: object) -> frozenset[str] | None:
    """Return the scopes of ours that a token names: one that names any is good for nothing else (RFC 6749, 3.3)."""
    ours = frozenset(each for each in scope.split() if each.startswith(SCOPE)) if isinstance(scope, str) else None
    return ours or None


def require_short(token: bytes) -> None:
    """Raise `InvalidToken` where nobody should begin to read."""
    if len(token) > _LONGEST_TOKEN:
        raise InvalidToken(UNREADABLE)


def _roles(claims: Claims, where: str) -> frozenset[Role]:
    """The claim may be named as a whole, dots included, or lead into claims."""
    named: Any = claims
    for part in (where,) if where in claims else where.split("."):
        named = named.get(part) if isinstance(named, dict) else None
    if not isinstance(named, list):
        raise InvalidToken(claim(where))
    return frozenset(role for code, role in _ROLES.items() if code in named)


def _text(claims: Claims, name: str, longest: int) -> str:
    """Without control characters and lone surrogates, because it goes into the trail and must be stored."""
    value = claims.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise InvalidToken(claim(name))
    if value == MASK:  # the mask of erased and sealed fields is nobody
        raise InvalidToken(claim(name))
    if any(category(character) in ("Cc", "Cs") for character in value):
        raise InvalidToken(claim(name))
    return value


def _why(error: Exception) -> Sentence:
    match error:
        case ExpiredTokenError():
            return Sentence("Token akses telah kedaluwarsa.", "The access token has expired.")
        case InvalidClaimError() | MissingClaimError():
            return claim(str(error.claim))
        case _:
            return UNREADABLE


def claim(name: str) -> Sentence:
    """Return what is said of a claim that is not as it must be, whose value is not repeated."""
    return Sentence(
        f"Klaim {name} pada token akses tidak dapat diterima.",
        f"The claim {name} of the access token is not acceptable.",
    )


UNREADABLE = Sentence(
    "Token akses tidak terbaca atau tanda tangannya tidak cocok.",
    "The access token is unreadable or its signature does not match.",
)
_WRONG_TYPE = Sentence("Token ini bukan token akses (at+jwt).", "This token is not an access token (at+jwt).")
