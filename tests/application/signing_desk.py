"""A head's desk in memory: a signer that signs with a pen, and everything between passphrase and log can die once."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count
from uuid import UUID, uuid4

from obstore.store import MemoryStore as Objects

from application.archive.archive import Archive
from application.documents.rendered import Rendered
from application.memory_store import MemoryStore
from application.permits import Done, Filed, Permits
from application.signing.port import Passphrase, SignedPdf, Statement, WrongPassphrase
from application.signing.signatures import Signatures
from application.store import Reservation
from domain.actor import Caller
from domain.admission import Asked
from domain.commands import Command, Revoke, Sign, SignRevocation
from domain.events import Signed
from domain.papers import Certificate, Force
from domain.permit import Permit
from domain.rulebook import Rulebook
from tests.application.desk import asked, submit, vault, walk
from tests.book import office_rulebook
from tests.people import HENDRA
from tests.scenario import MONDAY, Step
from tests.walk import APPROVED_TWICE

SECRET = "rahasia"
STEPS = ("unlock", "reserve", "sign", "archive", "point", "record")


class Died(Exception):
    """The process died here."""


@dataclass
class Fate:
    """Where the process dies, once: before or after a step."""

    dies: tuple[str, str] | None = None

    def meets(self, step: str, when: str) -> None:
        if self.dies == (step, when):
            self.dies = None
            raise Died


@dataclass
class Pen:
    """A signer; no two of its signatures are the same, as in life."""

    fate: Fate
    unlocked: int = 0
    signed: list[bytes] = field(default_factory=list[bytes])
    serial: "count[int]" = field(default_factory=count)
    force: Force = Force.SIMULATED

    def unlock(self, passphrase: Passphrase, *, by: str) -> "Pen":
        assert by
        self.fate.meets("unlock", "before")
        if passphrase.reveal() != SECRET:
            raise WrongPassphrase
        self.unlocked += 1
        self.fate.meets("unlock", "after")
        return self

    def sign(self, paper: Rendered, statement: Statement) -> SignedPdf:
        self.fate.meets("sign", "before")
        self.signed.append(paper.pdf + f"{statement.name} {next(self.serial)}".encode())
        self.fate.meets("sign", "after")
        certificate = Certificate(subject=f"CN={statement.name}", issuer="CN=Pena", serial="1f")
        return SignedPdf(pdf=self.signed[-1], certificate=certificate, level="PAdES-B-LTA")


@dataclass(frozen=True, slots=True)
class FrailArchive(Archive):
    fate: Fate

    def put(self, content: bytes, key: bytes) -> str:
        self.fate.meets("archive", "before")
        digest = Archive.put(self, content, key)
        self.fate.meets("archive", "after")
        return digest

    def point(self, name: str, value: bytes) -> bytes:
        self.fate.meets("point", "before")
        first = Archive.point(self, name, value)
        self.fate.meets("point", "after")
        return first


class FrailPermits(Permits):
    fate: Fate
    reserved: list[Reservation]
    forgotten: bool = False

    async def get(self, permit_id: UUID, *, version: int | None = None) -> Filed | None:
        """Return the file, without its key once its person was forgotten."""
        filed = await super().get(permit_id, version=version)
        return replace(filed, key=None) if filed and self.forgotten else filed

    async def reserve(self, register: str, permit: UUID, draft_sha256: str, issued_on: date) -> Reservation:
        self.fate.meets("reserve", "before")
        reservation = await super().reserve(register, permit, draft_sha256, issued_on)
        self.reserved.append(reservation)
        self.fate.meets("reserve", "after")
        return reservation

    async def execute(self, command: Command, asked: Asked, *, fingerprint: bytes = b"") -> Done:
        if not isinstance(command, Sign | Revoke | SignRevocation):
            return await super().execute(command, asked, fingerprint=fingerprint)
        self.fate.meets("record", "before")
        done = await super().execute(command, asked, fingerprint=fingerprint)
        self.fate.meets("record", "after")
        return done


@dataclass
class Desk:
    """One file on the head's desk, and all that signing it touches."""

    permits: FrailPermits
    signatures: Signatures
    pen: Pen
    fate: Fate
    permit: UUID
    now: list[datetime]

    async def file(self) -> Permit:
        filed = await self.permits.get(self.permit)
        assert filed is not None
        return filed.permit

    async def sign(
        self, by: Caller = HENDRA, *, command: UUID | None = None, secret: str = SECRET, draft: str | None = None
    ) -> Done:
        question = asked(by, self.permit, at=self.now[0], command=command or uuid4())
        order = Sign(draft_sha256=draft or await self.draft_sha256())
        return await self.signatures.sign(order, question, passphrase=Passphrase(secret), fingerprint=b"sign")

    async def draft_sha256(self) -> str:
        draft = (await self.file()).draft
        return draft.sha256 if draft else ""

    async def decrees(self) -> list[Signed]:
        filed = await self.permits.get(self.permit)
        assert filed is not None
        return [event.fact for _, event in filed.history if isinstance(event.fact, Signed)]

    async def paper(self) -> bytes:
        """The decree that is recorded, as it is kept."""
        filed = await self.permits.get(self.permit)
        assert filed is not None
        assert filed.permit.decree is not None
        assert filed.key is not None
        return self.signatures.archive.get(filed.permit.decree.document_sha256, filed.key.papers)

    @property
    def numbers(self) -> set[int]:
        return {reservation.seq for reservation in self.permits.reserved}


@asynccontextmanager
async def desk(*, steps: tuple[Step, ...] = APPROVED_TWICE, book: Rulebook | None = None) -> AsyncGenerator[Desk]:
    """Yield a desk with a file that has taken these steps."""
    rules, fate, now = [book or office_rulebook()], Fate(), [MONDAY]
    permits = FrailPermits(vault=vault(), book=lambda: rules[0], store=MemoryStore())
    permits.fate, permits.reserved = fate, []
    pen = Pen(fate)
    signatures = Signatures(
        permits=permits,
        book=rules[0],
        archive=FrailArchive(Objects(), fate),
        signer=lambda: pen,
        public_url="https://izin.example",
        clock=lambda: now[0],
    )
    async with permits:
        permit = (await submit(permits)).permit.id
        await walk(permits, permit, *steps[1:])
        now[0] = await _changed_at(permits, permit)
        yield Desk(permits, signatures, pen, fate, permit, now)


async def _changed_at(permits: Permits, permit: UUID) -> datetime:
    filed = await permits.get(permit)
    assert filed is not None
    return filed.permit.changed_at
