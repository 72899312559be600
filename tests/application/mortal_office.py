"""A process that signs one decree on a real database and a real archive, and is killed where its order says."""

import asyncio
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from application.archive.archive import Archive, open_archive
from application.documents.rendered import Rendered
from application.permits import Done, Permits
from application.permits_on_postgres import open_permits
from application.settings import read_settings
from application.signing.port import Passphrase, SignedPdf, Signer, Statement, Unlocked
from application.signing.revocations import Revocations
from application.signing.signatures import Signatures
from application.store import Reservation
from domain.admission import Asked
from domain.commands import Command, Revoke, Sign
from domain.papers import Force
from tests.application.desk import asked, vault
from tests.application.signers import signer_of
from tests.book import office_rulebook
from tests.people import HENDRA

Point = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to sign with whom, or for which `reason` to revoke; `dies` is a step and whether before or after it."""

    url: str
    archive: str
    settings: Mapping[str, Any]
    tokens: str
    passphrase: str
    permit: UUID
    draft_sha256: str
    command: UUID
    at: datetime
    dies: Point | None = None
    reason: str | None = None


def carry_out(order: Order) -> None:
    """Sign, or die. In a process of its own."""
    os.environ["SOFTHSM2_CONF"] = order.tokens
    asyncio.run(_sign(order))


async def _sign(order: Order) -> Done:
    async with open_permits(order.url, vault=vault(), book=office_rulebook, readers=1) as permits:
        fate = _Fate(order.dies)
        signer = _MortalSigner(signer_of(dict(order.settings)), fate)
        signatures = Signatures(
            permits=_mortal(permits, fate),
            book=office_rulebook(),
            archive=_MortalArchive(open_archive(read_settings(archive_url=order.archive)).store, fate),
            signer=lambda: signer,
            public_url="https://izin.example",
            clock=lambda: order.at,
        )
        question = asked(HENDRA, order.permit, at=order.at, command=order.command)
        secret = Passphrase(order.passphrase)
        if order.reason:
            return await Revocations(desk=signatures).carry_out(
                Revoke(reason=order.reason), question, passphrase=secret, fingerprint=b"revoke"
            )
        return await signatures.sign(
            Sign(draft_sha256=order.draft_sha256), question, passphrase=secret, fingerprint=b"sign"
        )


@dataclass(frozen=True, slots=True)
class _Fate:
    dies: Point | None

    def meets(self, step: str, when: str) -> None:
        if self.dies == (step, when):
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class _MortalSigner:
    true: Signer
    fate: _Fate

    @property
    def force(self) -> Force:
        return self.true.force

    def unlock(self, passphrase: Passphrase, *, by: str) -> Unlocked:
        self.fate.meets("unlock", "before")
        key = self.true.unlock(passphrase, by=by)
        self.fate.meets("unlock", "after")
        return _MortalKey(key, self.fate)


@dataclass(frozen=True, slots=True)
class _MortalKey:
    true: Unlocked
    fate: _Fate

    def sign(self, paper: Rendered, statement: Statement) -> SignedPdf:
        self.fate.meets("render", "after")
        signed = self.true.sign(paper, statement)
        self.fate.meets("sign", "after")
        return signed


@dataclass(frozen=True, slots=True)
class _MortalArchive(Archive):
    fate: _Fate

    def put(self, content: bytes, key: bytes) -> str:
        digest = Archive.put(self, content, key)
        self.fate.meets("archive", "after")
        return digest

    def point(self, name: str, value: bytes) -> bytes:
        first = Archive.point(self, name, value)
        self.fate.meets("point", "after")
        return first


class _MortalPermits(Permits):
    fate: _Fate

    async def reserve(self, register: str, permit: UUID, draft_sha256: str, issued_on: date) -> Reservation:
        self.fate.meets("reserve", "before")
        reservation = await super().reserve(register, permit, draft_sha256, issued_on)
        self.fate.meets("reserve", "after")
        return reservation

    async def execute(self, command: Command, asked: Asked, *, fingerprint: bytes = b"") -> Done:
        done = await super().execute(command, asked, fingerprint=fingerprint)
        self.fate.meets("record", "after")
        return done


def _mortal(permits: Permits, fate: _Fate) -> Permits:
    """The very same permits, whose steps may be the last."""
    permits.__class__ = _MortalPermits
    assert isinstance(permits, _MortalPermits)
    permits.fate = fate
    return permits
