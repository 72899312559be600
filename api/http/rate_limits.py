"""How many requests one person, or one address that nobody signed in from, may send: generous, but not endless.

Counted in the memory of one process by the generic cell rate algorithm (ITU-T I.371): a single instant per client,
and neither a sweep nor a jump at the end of a window.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network
from math import ceil
from time import monotonic
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import texts as problem_texts
from api.problems.problems import ProblemWriter, retry_later
from api.security import known_caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """At most `limit` requests in any `window` seconds, all at once if need be."""

    limit: int
    window: float = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRules:
    """Rates of a known caller, of an unknown address and of tokens that are none; others for a path, or all below it.

    None is no limit. A path with a rate of its own is counted apart from the rest.
    """

    caller: Rate | None = Rate(limit=120_000)
    address: Rate | None = Rate(limit=12_000)
    # Tokens are sent, not tried: what no token of ours came with counts apart, and soon enough.
    failed: Rate | None = Rate(limit=600)
    by_path: Mapping[str, Rate | None] = field(
        default_factory=lambda: {
            "/livez": None,
            "/readyz": None,
            "/metrics": None,
            "/v1/documents": Rate(limit=6_000),
            "/demo/token": Rate(limit=6_000),
            "/public/": Rate(limit=1_200),
            # A whole office may sit behind one address in the morning; nothing there can be guessed by trying.
            "/login": Rate(limit=120),
            "/login/": Rate(limit=120),
            "/login/entry": Rate(limit=30),
            # Number and code of a receipt are to be typed, not tried.
            "/public/track": Rate(limit=60),
            "/track": Rate(limit=60),
            "/register": Rate(limit=1_200),
            # The whole list each time.
            "/public/register.csv": Rate(limit=30),
            # Each may cost a second of reading.
            "/public/verification": Rate(limit=30),
            "/verify": Rate(limit=30),
            "/v/": Rate(limit=1_200),
        }
    )
    remembered: int = 50_000


class Verdict(NamedTuple):
    """Whether one more request may pass, how many could follow, and in how many seconds all could again."""

    allowed: bool
    remaining: int
    reset: int
    retry_after: int = 0


class Buckets:
    """When each client's requests will all be forgotten. Of two generations of clients the older is dropped whole."""

    def __init__(self, remembered: int, now: Callable[[], float] = monotonic) -> None:
        self._remembered, self._now = remembered, now
        self._young: dict[str, float] = {}
        self._old: dict[str, float] = {}

    def take(self, client: str, rate: Rate) -> Verdict:
        """Count one request of `client`."""
        now, interval = self._now(), rate.window / rate.limit
        known = self._young.get(client) or self._old.get(client, now)
        empty_at = max(known, now) + interval
        over = empty_at - now - rate.window
        # Sums of intervals are inexact; a billionth of a second is nobody's request.
        if over > 1e-9:
            return Verdict(allowed=False, remaining=0, reset=ceil(known - now), retry_after=max(1, ceil(over)))
        self._keep(client, empty_at)
        return Verdict(allowed=True, remaining=int(-over / interval + 1e-6), reset=ceil(empty_at - now))

    def _keep(self, client: str, empty_at: float) -> None:
        if len(self._young) >= self._remembered and client not in self._young:
            self._old, self._young = self._young, {}
        self._young[client] = empty_at


class RateLimit:
    """ASGI layer inside `Identify`: a caller is counted by person, whatever the number of tokens."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        writer: ProblemWriter,
        rules: RateRules | None = None,
        now: Callable[[], float] = monotonic,
    ) -> None:
        rules = rules or RateRules()
        self._app, self._writer = app, writer
        self._buckets = Buckets(rules.remembered, now)
        self._caller, self._address = _Meter.of(rules.caller), _Meter.of(rules.address)
        self._failed = _Meter.of(rules.failed)
        self._by_path = {path: _Meter.of(rate) for path, rate in rules.by_path.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client, meter = self._client(scope) if scope["type"] == "http" else ("", None)
        if meter is None:
            await self._app(scope, receive, send)
            return
        verdict = self._buckets.take(client, meter.rate)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *meter.headers(verdict)]
            await send(message)

        if verdict.allowed:
            await self._app(scope, receive, told)
        else:
            problem = retry_later(problem_texts.TOO_MANY_REQUESTS, verdict.retry_after)
            await self._writer.answer(problem, scope)(scope, receive, told)

    def _client(self, scope: Scope) -> "tuple[str, _Meter | None]":
        caller = known_caller(scope)
        if caller is None and self._failed and any(name == b"authorization" for name, _ in scope["headers"]):
            return f"failed {address_of(scope)}", self._failed
        who = f"sub {caller.sub}" if caller is not None else address_of(scope)
        path: str = scope["path"]
        for area in (path, path[: path.find("/", 1) + 1]):
            if area in self._by_path:
                return f"{area} {who}", self._by_path[area]
        return who, self._caller if caller is not None else self._address


class _Meter:
    """A rate, and how to tell what is left of it (draft-ietf-httpapi-ratelimit-headers-06)."""

    def __init__(self, rate: Rate) -> None:
        self.rate = rate
        self._fixed = (
            (b"ratelimit-limit", b"%d" % rate.limit),
            (b"ratelimit-policy", b"%d;w=%d" % (rate.limit, rate.window)),
        )

    @classmethod
    def of(cls, rate: Rate | None) -> "_Meter | None":
        return None if rate is None else cls(rate)

    def headers(self, verdict: Verdict) -> tuple[tuple[bytes, bytes], ...]:
        return (
            *self._fixed,
            (b"ratelimit-remaining", b"%d" % verdict.remaining),
            (b"ratelimit-reset", b"%d" % verdict.reset),
        )


def address_of(scope: Scope) -> str:
    """Return the client's address; of IPv6 its /64, which one subscriber has whole."""
    client = scope.get("client")
    host = client[0] if client else "local"
    if ":" not in host:
        return host
    try:
        address = IPv6Address(host.partition("%")[0])
    except ValueError:
        return host
    return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))
