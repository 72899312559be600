"""SOP step 8, the one long use case: may you, number, render, sign, archive, record; each step can be done again.

The slow steps stand outside the append. A number is reserved for one draft and given to no other; the first signed
paper that is pointed to is the decree, whoever else signs or dies at the same time: one decree, one number.
"""

import asyncio
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from secrets import token_bytes
from uuid import UUID

from application import documents
from application.archive.archive import Archive
from application.issuing import Slot, issue_once, slot_name
from application.permits import Done, Filed, Permits
from application.signing.port import Passphrase, Signer, Statement, Unlocked
from application.signing.qr_keys import NO_KEYS, QrKeys
from domain.actor import Actor
from domain.admission import Asked
from domain.claims import as_of
from domain.commands import Numbered, Sign, SignedPaper
from domain.decide import may
from domain.decree import DecreeContent
from domain.drafting import current_draft
from domain.events import Event
from domain.outcomes import years_later
from domain.papers import Certificate, NumberedKind
from domain.permit import DraftDecree, Permit
from domain.qr_statement import Statement as QrStatement
from domain.refusals import NotFound
from domain.rulebook import Rulebook

SECRET_BYTES = 8  # of a decree's code: not to be guessed
CODE_LENGTH = 32

# What a rehearsal cannot know: there is no number before there is a signature.
UNSIGNED = SignedPaper(
    number="",
    issued_on=date.min,
    document_sha256="",
    certificate=Certificate(subject="", issuer="", serial=""),
    level="",
    code="",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """`signer` is asked for when somebody signs; `public_url` stands in the QR, `clock` in the signature."""

    permits: Permits
    book: Rulebook
    archive: Archive
    signer: Callable[[], Signer]
    public_url: str
    clock: Callable[[], datetime]
    qr_keys: QrKeys = NO_KEYS

    async def rehearse(
        self, command: Sign, asked: Asked, *, passphrase: Passphrase, fingerprint: bytes = b""
    ) -> tuple[Event, ...]:
        """Return the events that signing today would bring about, without number and paper; change nothing.

        Raises `Refused`, `KeyReused`, what `Signer.unlock` raises, or `Busy`.
        """
        if known := await self.permits.known(asked, fingerprint):
            return known.events
        paper = replace(UNSIGNED, issued_on=self.today(asked))
        events = await self.permits.rehearse(replace(command, paper=paper), asked)
        await self.unlocked(passphrase, asked.by.sub)
        return events

    async def sign(self, command: Sign, asked: Asked, *, passphrase: Passphrase, fingerprint: bytes) -> Done:
        """Return what was recorded.

        Raises `Refused` before anything is done; what `Signer.unlock` raises before a number is reserved; then what
        `Unlocked.sign` raises, `ArchiveUnavailable`, `Busy` or `ConnectionLost`, after which the same request finishes
        what was begun, under the number that was reserved.
        """
        if known := await self.permits.known(asked, fingerprint):
            return known
        filed = await self.permits.get(asked.permit_id)
        if filed is None:
            raise NotFound
        official = may(command, as_of(filed.permit, asked.at, self.book), asked, self.book.sop(filed.permit.sop))
        key = await self.unlocked(passphrase, official.sub)
        draft = _draft(filed.permit)
        decree = await self.numbered(filed.permit, NumberedKind(draft.kind), draft.sha256, asked)
        paper = await asyncio.to_thread(self._paper, filed, official, key, decree)
        return await self.permits.execute(replace(command, paper=paper), asked, fingerprint=fingerprint)

    async def unlocked(self, passphrase: Passphrase, by: str) -> Unlocked:
        return await asyncio.to_thread(lambda: self.signer().unlock(passphrase, by=by))

    async def numbered(self, permit: Permit, kind: NumberedKind, draft_sha256: str, asked: Asked) -> Numbered:
        """Return the number that these words of the permit have, and the day that their decree would bear today."""
        sop, zone = self.book.sop(permit.sop), self.book.calendar.zone
        reserved = await self.permits.reserve(f"{sop.register}/{kind}", permit.id, draft_sha256, self.today(asked))
        return Numbered(
            number=sop.format_number(kind, reserved.seq, reserved.issued_on),
            issued_on=sop.day_of_decree(kind, reserved.issued_on, self.clock().astimezone(zone).date()),
            draft_sha256=draft_sha256,
        )

    def today(self, asked: Asked) -> date:
        return asked.at.astimezone(self.book.calendar.zone).date()

    def _paper(self, filed: Filed, official: Actor, key: Unlocked, decree: Numbered) -> SignedPaper:
        """Return the decree of this draft: the one that was signed first, or one signed now. Takes about a second."""
        draft = _draft(filed.permit)
        assert filed.key is not None, "a file that can be signed was not erased"
        slot = Slot(
            # Drafted twice in the same words, it is approved and signed anew; and nobody records another's signature.
            pointer=slot_name(filed.permit.id, f"{draft.version}-{draft.sha256}-{tag(official)}"),
            key=filed.key.papers,
            number=decree.number,
            issued_on=decree.issued_on,
        )
        return issue_once(
            self.archive,
            slot,
            lambda: self.signed(filed.permit, current_draft(filed.permit, self.book), slot, official, key),
        )

    def signed(self, permit: Permit, content: DecreeContent, slot: Slot, official: Actor, key: Unlocked) -> SignedPaper:
        """Return a decree of these words, signed and archived just now."""
        code = decree_code(permit.id)
        force = self.signer().force
        issue = documents.decree.Issue(
            number=slot.number,
            issued_on=slot.issued_on,
            url=self._address(code, content, slot),
            signatory=documents.layout.Signatory(
                name=official.name, post=self.book.forms[permit.sop].office.head, acting=_acting(official)
            ),
            force=force,
            sheet=self.book.forms[permit.sop].office.sheet,
        )
        statement = Statement(name=official.name, reason=content.subject, place=content.place, at=self.clock())
        signed = key.sign(documents.decree.render_decree(content, issue), statement)
        return SignedPaper(
            number=slot.number,
            issued_on=slot.issued_on,
            document_sha256=self.archive.put(signed.pdf, slot.key),
            certificate=signed.certificate,
            level=signed.level,
            code=code,
            force=force,
        )

    def _address(self, code: str, content: DecreeContent, slot: Slot) -> str:
        """Return what the QR says: the page of this decree, and for readers without a network what stands on it."""
        statement = QrStatement(
            kind=content.kind,
            number=slot.number,
            issued_on=slot.issued_on,
            valid_until=years_later(slot.issued_on, content.valid_years),
            institution=content.institution,
        )
        seal = self.qr_keys.seal(code, statement)
        return f"{self.public_url}/v/{code}#{seal}" if seal else f"{self.public_url}/v/{code}"


def _acting(official: Actor) -> str | None:
    """Return Plt. or Plh., which on the decree stands before the post as its form writes it."""
    return official.acting_for.partition(" ")[0] if official.acting_for else None


def tag(official: Actor) -> str:
    """Return a name for an official's slot that does not tell who it is."""
    return sha256(official.sub.encode()).hexdigest()[:16]


def decree_code(permit: UUID) -> str:
    """Return a new code for the QR of the permit's decree: whose it is, and proof that one has seen it."""
    return urlsafe_b64encode(permit.bytes + token_bytes(SECRET_BYTES)).decode()


def _draft(permit: Permit) -> DraftDecree:
    assert permit.draft is not None, "admission lets nobody sign what was not drafted"
    return permit.draft
