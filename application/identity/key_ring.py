"""The keys that the provider signs with: kept while it publishes them, asked for anew when a token names another one.

A key leaves with the set that no longer has it. While the provider is away the keys that are known are good for a day:
the office goes on working, but not for ever on the word of somebody who is not heard of any more.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from time import monotonic
from typing import Any

import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key

from application.identity.wire import Json, ProviderAway, ProviderRefuses

FRESH_SECONDS = 600.0
PAUSE_SECONDS = 10.0  # between two questions, whatever keys strangers' tokens name
GOOD_SECONDS = 86_400.0
LEAST_MODULUS = 342  # characters of base64url: 2048 bits (NIST SP 800-131A)

# Asymmetric ones only, which nobody can turn into a shared secret (RFC 8725, 3.1), and what a key must be for each.
ALGORITHMS = {"Ed25519": "OKP", "ES256": "EC", "ES384": "EC", "RS256": "RSA", "PS256": "RSA"}


class UnknownKey(Exception):
    """No key of the provider is the one that the token names."""


class KeyRing:
    """`fetch` asks the provider; it may raise `ProviderAway` or `ProviderRefuses`."""

    def __init__(self, fetch: Callable[[], Awaitable[list[Json]]], *, now: Callable[[], float] = monotonic) -> None:
        self._fetch, self._now = fetch, now
        self._keys: tuple[Key, ...] = ()
        self._got = self._asked = float("-inf")
        self._asking = asyncio.Lock()
        self.trouble: str | None = None

    async def key(self, kid: object, algorithm: object) -> Key:
        """Return the key, or raise `UnknownKey`, or `ProviderAway` where nobody can tell now."""
        if self._now() > self._got + FRESH_SECONDS:
            await self._renew()
        if self._now() > self._got + GOOD_SECONDS:
            raise ProviderAway(self.trouble or "no keys yet")
        found = self._pick(kid, algorithm)
        if found is None:
            await self._renew()
            found = self._pick(kid, algorithm)
        if found is None:
            raise UnknownKey
        return found

    async def reached(self) -> str | None:
        """Return why the provider's keys are not known or not fresh, None where all is well."""
        if self._now() > self._got + FRESH_SECONDS:
            await self._renew()
        return self.trouble

    async def _renew(self) -> None:
        """Ask, unless that was done a moment ago. Whoever has keys already does not wait for another's question."""
        if self._asking.locked() and self._keys:
            return
        async with self._asking:
            if self._now() < self._asked + PAUSE_SECONDS:
                return
            self._asked = self._now()
            try:
                self._keys = tuple(_usable(await self._fetch()))
            except (ProviderAway, ProviderRefuses) as away:
                self.trouble = str(away)
                structlog.get_logger().warning("identity provider away", reason=self.trouble)
                return
            self._got, self.trouble = self._now(), None

    def _pick(self, kid: object, algorithm: object) -> Key | None:
        fitting = [key for key in self._keys if _fits(key, algorithm)]
        if kid is None:
            return fitting[0] if len(fitting) == 1 else None
        return next((key for key in fitting if key.kid == kid), None)


def _fits(key: Key, algorithm: object) -> bool:
    wanted = ALGORITHMS.get(algorithm) if isinstance(algorithm, str) else None
    return key.key_type == wanted and key.get("alg") in (None, algorithm)


def _usable(published: Iterable[Json]) -> Iterator[Key]:
    """Yield what can verify: a set may also hold keys for encryption, and kinds that we do not know."""
    for told in published:
        if told.get("use") not in (None, "sig") or told.get("kty") not in ALGORITHMS.values():
            continue
        if told["kty"] == "RSA" and len(str(told.get("n", ""))) < LEAST_MODULUS:
            continue
        try:
            key: Any = import_key({name: value for name, value in told.items() if name != "key_ops"})
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if isinstance(key, RSAKey | ECKey | OKPKey) and not key.is_private:
            yield key
