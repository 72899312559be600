"""Calls to the office's OpenID provider: guarded, short, and nothing is believed but a small JSON object.

Only https (or, where the provider itself is this very machine, http), no redirects, no proxy, the office's own trust.
Unlike webhooks the provider is named by whoever runs this and may well stand in the office's own network.
"""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2
import orjson

from application.letters.destinations import LOCAL_NAMES, Forbidden, Policy, target_of

Json = dict[str, Any]

TIMEOUT_S = 5.0
MOST_BYTES = 512 * 1024


class ProviderAway(Exception):
    """There is no usable answer now. The message is ours, and repeats nothing that the provider said."""


class ProviderRefuses(Exception):
    """The provider answers that it will not: the status is all that is told."""


class Wire:
    """`issuer` decides whether this very machine may be called."""

    def __init__(self, issuer: str, *, trust: ssl.SSLContext, timeout: float = TIMEOUT_S) -> None:
        local = urlsplit(issuer).hostname in LOCAL_NAMES
        self._policy = Policy(ports=frozenset(range(1, 65_536)), localhost=local)
        self._trust, self._timeout = trust, timeout

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Json:
        """Return what stands there, or raise `ProviderAway` or `ProviderRefuses`."""
        return await self._asked("GET", url, None, headers or {})

    async def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Json:
        """Return the answer to a form, or raise `ProviderAway` or `ProviderRefuses`."""
        return await self._asked("POST", url, form, headers or {})

    async def _asked(self, method: str, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> Json:
        try:
            target_of(url, self._policy)
            async with asyncio.timeout(self._timeout):
                status, content = await self._answer(method, url, form, headers)
        except Forbidden as refused:
            raise ProviderAway(f"an address of the provider may not be called: {refused.sentence.en}") from None
        except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError) as error:
            raise ProviderAway(f"no answer ({type(error).__name__})") from None
        if 400 <= status < 500:
            raise ProviderRefuses(str(status))
        if status != 200:
            raise ProviderAway(f"answered {status}")
        return _object(content)

    async def _answer(
        self, method: str, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        async with (
            httpx2.AsyncClient(verify=self._trust, trust_env=False, timeout=self._timeout) as client,
            client.stream(
                method,
                url,
                data=None if form is None else dict(form),
                headers={"Accept": "application/json", **headers},
                follow_redirects=False,
            ) as answer,
        ):
            content = bytearray()
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > MOST_BYTES:
                    raise ProviderAway("the answer is too long")
            return answer.status_code, bytes(content)


def _object(content: bytes) -> Json:
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise ProviderAway("the answer is not JSON") from None
    if not isinstance(found, dict):
        raise ProviderAway("the answer is no JSON object")
    return found
