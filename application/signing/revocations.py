"""The revocation as a decree: may you, number, and where there is a passphrase render, sign, archive; then record.

It takes effect without a signature: a permit that must not go on is stopped at once, and its number and day are facts.
The paper is signed in the same request, or by a later one; either way by the steps and under the promises of
`signatures`: one number, one paper, wherever a process dies.
"""

import asyncio
from dataclasses import dataclass, replace

from application.issuing import Slot, issue_once, slot_name
from application.permits import Done, Filed
from application.signing.port import Passphrase, Unlocked
from application.signing.signatures import UNSIGNED, Signatures, tag
from domain.actor import Actor
from domain.admission import Asked
from domain.commands import Numbered, Revoke, SignedPaper, SignRevocation
from domain.decide import may
from domain.decree import DecreeContent, content_sha256
from domain.drafting import revocation_of_permit
from domain.events import Event
from domain.papers import NumberedKind
from domain.permit import Permit
from domain.refusals import NotFound, OutOfOrder, Sentence

Order = Revoke | SignRevocation

FORGOTTEN = Sentence(
    "Data pribadi pada berkas ini telah dihapus, sehingga SK pencabutan tidak dapat diterbitkan; izin tetap dapat "
    "dicabut tanpa tanda tangan.",
    "The personal data of this file were erased, so its decree of revocation cannot be made; the permit can still be "
    "revoked without a signature.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocations:
    """`desk` is where decrees are signed."""

    desk: Signatures

    async def rehearse(
        self, order: Order, asked: Asked, *, passphrase: Passphrase | None, fingerprint: bytes = b""
    ) -> tuple[Event, ...]:
        """Return the events that this would bring about today, without number and paper; change nothing.

        Raises what `carry_out` raises before a number is reserved.
        """
        permits = self.desk.permits
        if known := await permits.known(asked, fingerprint):
            return known.events
        filed, official = await self._admitted(order, asked, signs=passphrase is not None)
        today = self.desk.today(asked)
        decree = Numbered(number="", issued_on=today, draft_sha256=content_sha256(self._content(order, filed.permit)))
        paper = replace(UNSIGNED, issued_on=today) if passphrase else None
        events = await permits.rehearse(replace(order, decree=decree, paper=paper), asked)
        if passphrase:
            await self.desk.unlocked(passphrase, official.sub)
        return events

    async def carry_out(
        self, order: Order, asked: Asked, *, passphrase: Passphrase | None, fingerprint: bytes = b""
    ) -> Done:
        """Return what was recorded: with a passphrase, a signed paper, or nothing at all.

        Raises `Refused` before anything is done, then what `Signatures.sign` raises.
        """
        if known := await self.desk.permits.known(asked, fingerprint):
            return known
        filed, official = await self._admitted(order, asked, signs=passphrase is not None)
        key = await self.desk.unlocked(passphrase, official.sub) if passphrase else None
        decree = await self._numbered(order, filed.permit, asked)
        paper = await asyncio.to_thread(self._paper, order, filed, official, key, decree) if key else None
        if paper:
            # Signed by an earlier attempt, it bears the day of that one.
            decree = replace(decree, issued_on=paper.issued_on)
        return await self.desk.permits.execute(
            replace(order, decree=decree, paper=paper), asked, fingerprint=fingerprint
        )

    async def _admitted(self, order: Order, asked: Asked, *, signs: bool) -> tuple[Filed, Actor]:
        filed = await self.desk.permits.get(asked.permit_id)
        if filed is None:
            raise NotFound
        official = may(order, filed.permit, asked, self.desk.book.sop(filed.permit.sop))
        if signs and filed.key is None:
            raise OutOfOrder(FORGOTTEN)
        return filed, official

    async def _numbered(self, order: Order, permit: Permit, asked: Asked) -> Numbered:
        """The number that was recorded with the revocation; or, for a new one and those of before, a reserved one."""
        known = permit.revoked
        if known and known.number and known.issued_on and known.draft_sha256:
            return Numbered(number=known.number, issued_on=known.issued_on, draft_sha256=known.draft_sha256)
        words = content_sha256(self._content(order, permit))
        return await self.desk.numbered(permit, NumberedKind.REVOCATION, words, asked)

    def _content(self, order: Order, permit: Permit) -> DecreeContent:
        return revocation_of_permit(permit, _reason(order, permit), self.desk.book)

    def _paper(self, order: Order, filed: Filed, official: Actor, key: Unlocked, decree: Numbered) -> SignedPaper:
        """Return the paper of this revocation: signed before, or signed now. Takes about a second."""
        assert filed.key is not None, "asked before anything was done"
        # What was signed before the revocation was recorded may bear another day than the fact: two slots.
        recorded = filed.permit.revoked and filed.permit.revoked.issued_on
        day = f"{recorded}-" if recorded else ""
        slot = Slot(
            pointer=slot_name(filed.permit.id, f"{decree.draft_sha256}-{day}{tag(official)}", shelf="revocations"),
            key=filed.key.papers,
            number=decree.number,
            issued_on=decree.issued_on,
        )
        content = self._content(order, filed.permit)
        return issue_once(self.desk.archive, slot, lambda: self.desk.signed(filed.permit, content, slot, official, key))


def _reason(order: Order, permit: Permit) -> str:
    if isinstance(order, Revoke):
        return order.reason
    assert permit.revoked is not None, "only what was revoked has a paper to sign"
    return permit.revoked.reason
