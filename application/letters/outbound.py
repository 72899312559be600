"""Calls to addresses that others chose: only to the very address that was looked at, and nothing is read but a status.

A name is resolved once, every address it has must be public, and the connection goes to one of those, whatever the name
means a moment later. Redirects are not followed, and no proxy is asked.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import ip_address

import httpx2

from application.letters.destinations import NOT_PUBLIC, Forbidden, IPAddress, Policy, Target, is_public, target_of

Resolve = Callable[[str, int], Awaitable[Sequence[IPAddress]]]

TIMEOUT_S = 15.0
_CONNECT_S = 5.0  # of a name with several addresses the next one must have a chance


class Unreachable(Exception):
    """There was no answer. The message is ours: a few words, and nothing that the other side said."""


class Resolver:
    """Every address that a name has now, or OSError where there is none.

    Asked in threads of its own: where the system's resolver hangs, papers and signatures must not wait for a thread.
    """

    def __init__(self, threads: int = 4) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="resolver")

    async def __call__(self, host: str, port: int) -> Sequence[IPAddress]:
        ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        return [ip_address(sockaddr[0]) for *_, sockaddr in found]


class Outbound:
    """Posts to addresses of others. `is_open` and `resolved` are the internet's own, but for a test."""

    def __init__(
        self,
        policy: Policy,
        *,
        context: ssl.SSLContext | None = None,
        resolved: Resolve | None = None,
        is_open: Callable[[IPAddress], bool] = is_public,
        timeout: float = TIMEOUT_S,
    ) -> None:
        self._policy, self._is_open, self._timeout = policy, is_open, timeout
        self._resolved = resolved or Resolver()
        self._context = context or ssl.create_default_context()

    async def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> int:
        """Return the status of the answer; raise `Forbidden` or `Unreachable`."""
        target = target_of(url, self._policy)
        try:
            async with asyncio.timeout(self._timeout):
                addresses = await self._addresses(target)
                return await self._first_answer(target, addresses, content, headers)
        except TimeoutError:
            raise Unreachable("timeout") from None

    async def _addresses(self, target: Target) -> Sequence[IPAddress]:
        """One address that may not be called forbids the name: the next answer could hold only that one."""
        try:
            found = await self._resolved(target.host, target.port)
        except (OSError, UnicodeError, ValueError):
            raise Unreachable("the name has no address") from None
        if not found:
            raise Unreachable("the name has no address")
        is_open = _is_loopback if target.is_local else self._is_open
        if not all(is_open(address) for address in found):
            raise Forbidden(NOT_PUBLIC)
        return list(dict.fromkeys(found))

    async def _first_answer(
        self, target: Target, addresses: Sequence[IPAddress], content: bytes, headers: Mapping[str, str]
    ) -> int:
        for address in addresses:
            try:
                return await self._post(target, address, content, headers)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                continue  # not there: perhaps at the next one
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                raise Unreachable(type(error).__name__) from None
        raise Unreachable("no connection")

    async def _post(self, target: Target, address: IPAddress, content: bytes, headers: Mapping[str, str]) -> int:
        """The certificate must be the name's, though the connection goes to the address."""
        timeout = httpx2.Timeout(self._timeout, connect=min(self._timeout, _CONNECT_S))
        async with (
            httpx2.AsyncClient(verify=self._context, trust_env=False, timeout=timeout) as client,
            client.stream(
                "POST",
                target.at(address),
                content=content,
                headers={**headers, "Host": target.authority},
                extensions={"sni_hostname": target.host},
                follow_redirects=False,
            ) as answer,
        ):
            return answer.status_code


def _is_loopback(address: IPAddress) -> bool:
    return address.is_loopback
