"""The carrier of webhooks: thin events without personal data, signed as Standard Webhooks 1.0 says."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from uuid import UUID

import orjson
from standardwebhooks import Webhook as Signature

from application.letters.carriage import SENT, Item, Verdict, again, dead, dropped
from application.letters.destinations import Forbidden
from application.letters.outbound import Outbound, Unreachable
from application.letters.webhooks import Signers, Webhooks
from application.permits import Permits
from domain.permit import replay

TYPE = "izin.permit."
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GONE = 410


class Hooks:
    """Only a 2xx is a success. A receiver that is gone (410) is told nothing more; all else is tried again."""

    def __init__(
        self, permits: Permits, webhooks: Webhooks, outbound: Outbound, *, now: Callable[[], datetime]
    ) -> None:
        self._permits, self._webhooks, self._outbound, self._now = permits, webhooks, outbound, now

    async def carry(self, item: Item) -> Verdict:
        hook = UUID(item.recipient)
        signers = await self._webhooks.signers(hook)
        if signers is None:
            return dropped("the webhook has ended")
        body = await self._body(item)
        try:
            status = await self._outbound.post(signers.url, body, headers_of(item.id, body, signers, self._now()))
        except Forbidden as forbidden:  # by a name that may lead elsewhere tomorrow, or by a setting
            return again(f"forbidden: {forbidden}")
        except Unreachable as unreachable:
            return again(str(unreachable))
        if status == _GONE:
            await self._webhooks.end(hook, by="receiver")
            return dead("HTTP 410: the receiver wants no more")
        return SENT if 200 <= status < 300 else again(f"HTTP {status}")

    async def _body(self, item: Item) -> bytes:
        """What the fact is, and how the file stood after it: the same at every attempt."""
        filed = await self._permits.get(item.permit)
        assert filed is not None, "what was told of is there"
        events = [event for _, event in filed.history][: item.version]
        permit = replay(None, events)
        assert permit is not None, "a stream begins with its first version"
        return orjson.dumps(
            {
                "type": event_type(item.kind),
                "timestamp": events[-1].at,
                "data": {
                    "id": item.permit,
                    "number": filed.permit.number,
                    "fact": item.kind,
                    "position": item.position,
                    "version": item.version,
                    "step": permit.step,
                    "status": permit.status,
                },
            },
            option=orjson.OPT_UTC_Z,
        )


def event_type(fact: str) -> str:
    """Return "izin.permit.bap_filed" for "BAPFiled"."""
    return TYPE + _WORD.sub("_", fact).lower()


def headers_of(id_: UUID, body: bytes, signers: Signers, at: datetime) -> Mapping[str, str]:
    """Return the headers of a call: during a change of secrets it is signed by both."""
    at = at.astimezone(UTC)
    signatures = [Signature(secret).sign(str(id_), at, body.decode()) for secret in signers.secrets]
    return {
        "Content-Type": "application/json",
        "User-Agent": "jejak-izin",
        "webhook-id": str(id_),
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
