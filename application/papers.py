"""The papers of one file, rendered from its facts each time; only signed decrees are kept, for ever."""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from application import documents
from application.archive.archive import Archive
from application.decree_data import read_decree_data
from application.permits import Filed
from domain.drafting import current_draft, revocation_of_permit
from domain.events import AuthorityGiven, BAPFiled, Drafted, Event, Fact, Rejected, Revoked, Submitted, Verified
from domain.papers import ApplicationKind, Document, Photo
from domain.permit import Permit
from domain.repair import repair_end
from domain.rulebook import Rulebook
from domain.sop import Sop

KINDS = {
    ApplicationKind.NEW: "Baru",
    ApplicationKind.RENEWAL: "Perpanjangan",
    ApplicationKind.AMENDMENT: "Perubahan",
}

Sought = TypeVar("Sought", bound=Fact)


class NoSuchPaper(LookupError):
    """The file has no such paper, or not yet, or no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A document of the file, the key that opens it, and whether it is the office's own (an inspector's)."""

    document: Document
    key: bytes
    internal: bool


def handed_in(filed: Filed, sha256: str) -> HandedIn:
    """Return the document of that content, from whichever round it is, or raise `NoSuchPaper`."""
    for _, event in filed.history:
        fact = event.fact
        if isinstance(fact, AuthorityGiven) and fact.letter.sha256 == sha256 in fact.document_keys:
            return HandedIn(document=fact.letter, key=b64decode(fact.document_keys[sha256]), internal=False)
        if isinstance(fact, Submitted | BAPFiled) and sha256 in fact.document_keys:
            found = next(each for each in fact.documents if each.sha256 == sha256)
            key = b64decode(fact.document_keys[sha256])
            return HandedIn(document=found, key=key, internal=isinstance(fact, BAPFiled))
    raise NoSuchPaper


class Papers:
    """Calls block while they render; give them a thread. `public_url` is printed in QR codes."""

    def __init__(self, book: Rulebook, archive: Archive, public_url: str) -> None:
        self._book, self._archive, self._public_url = book, archive, public_url

    def acknowledgement(self, filed: Filed) -> bytes:
        """Return the receipt (tanda terima) of the last time the file was found complete."""
        event, fact = _last(filed, Verified)
        permit, sop, form = filed.permit, self._book.sop(filed.permit.sop), self._book.forms[filed.permit.sop]
        titles = {requirement.code: requirement.title for requirement in sop.requirements}
        return documents.receipt.render_receipt(
            documents.receipt.Receipt(
                office=form.office,
                registration_number=_number(permit),
                received_at=event.at,
                service=sop.permit_name,
                application=KINDS[permit.kind],
                applicant_name=permit.applicant.name,
                nik=permit.applicant.nik,
                institution=permit.institution.name,
                unit_type=form.unit_types[permit.institution.unit_type],
                documents=[
                    documents.receipt.ReceivedDocument(
                        code=line.requirement,
                        title=titles[line.requirement],
                        accepted=line.accepted,
                        note=line.note,
                    )
                    for line in fact.checklist
                ],
                promised_at=fact.promised_at,
                tracking_code=permit.tracking_code,
                officer=event.by.name,
                attorney=permit.authority.attorney.name if permit.authority and not permit.authority.over else None,
                url=self._tracking_url(permit),
            )
        )

    def deficiency_notice(self, filed: Filed) -> bytes:
        """Return the notice of what was missing when the file was sent back last (SOP step 2)."""
        event, fact = _last(filed, Rejected)
        permit, sop, form = filed.permit, self._book.sop(filed.permit.sop), self._book.forms[filed.permit.sop]
        return documents.notice.render_notice(
            documents.notice.Notice(
                office=form.office,
                registration_number=_number(permit),
                service=sop.permit_name,
                applicant_name=permit.applicant.name,
                institution=permit.institution.name,
                submitted_at=_last_before(filed, event, Submitted).at,
                sent_back_at=event.at,
                officer=event.by.name,
                shortcomings=[
                    documents.notice.Shortcoming(
                        number=each.number,
                        requirement=_named(sop, each.requirement),
                        finding=each.finding,
                        remedy=each.remedy,
                    )
                    for each in fact.deficiencies
                ],
                remarks=fact.note,
                repair_days=sop.repair_days,
                repair_until=self._repair_until(event, sop),
                url=self._tracking_url(permit),
            )
        )

    def inspection_report(self, filed: Filed) -> bytes:
        """Return the BAPL with its photographs (SOP step 4). Raises what the archive raises."""
        _, fact = _last(filed, BAPFiled)
        pictures = [self._picture(fact, photo) for photo in fact.photos]
        return documents.inspection.render_inspection_report(replace(self._inspection(filed), pictures=pictures))

    def recommendation(self, filed: Filed) -> bytes:
        """Return the technical office's recommendation (SOP step 4)."""
        return documents.inspection.render_recommendation(self._inspection(filed))

    def draft(self, filed: Filed) -> bytes:
        """Return the draft decree that approvers read (SOP steps 6 to 8), or raise `FormChanged`."""
        event, _ = _last(filed, Drafted)
        if filed.permit.draft is None:  # voided by a correction, and not written anew so far
            raise NoSuchPaper
        sheet = self._book.forms[filed.permit.sop].office.sheet
        return documents.decree.render_draft(current_draft(filed.permit, self._book), drafted_at=event.at, sheet=sheet)

    def decree(self, filed: Filed) -> bytes:
        """Return the signed decree, byte for byte as it was signed. Raises what the archive raises."""
        if filed.permit.decree is None:
            raise NoSuchPaper
        return self._kept(filed, filed.permit.decree.document_sha256)

    def decree_data(self, filed: Filed) -> Mapping[str, object]:
        """Return what the signed decree says, from itself. Raises `NoDecreeData`, and what `decree` raises."""
        return read_decree_data(self.decree(filed))

    def revocation(self, filed: Filed) -> bytes:
        """Return the decree that revoked the permit: as it was signed, or an unsigned copy while it was not."""
        if filed.permit.revocation is not None:
            return self._kept(filed, filed.permit.revocation.document_sha256)
        event, fact = _last(filed, Revoked)
        form = self._book.forms[filed.permit.sop]
        content = revocation_of_permit(filed.permit, fact.reason, self._book)
        signatory = documents.layout.Signatory(name=event.by.name, post=form.office.head)
        copy = documents.decree.Revocation(
            number=fact.number,
            issued_on=fact.issued_on or event.at.astimezone(self._book.calendar.zone).date(),
            revoked_at=event.at,
            signatory=signatory,
            sheet=form.office.sheet,
        )
        return documents.decree.render_revocation(content, copy)

    def revocation_data(self, filed: Filed) -> Mapping[str, object]:
        """Return what the signed revocation says, from itself. Raises as `decree_data` does."""
        if filed.permit.revocation is None:
            raise NoSuchPaper
        return read_decree_data(self.revocation(filed))

    def document(self, filed: Filed, sha256: str) -> bytes:
        """Return a document that was handed in. Raises what the archive raises."""
        return self._archive.get(sha256, handed_in(filed, sha256).key)

    def _kept(self, filed: Filed, sha256: str) -> bytes:
        if filed.key is None:
            raise NoSuchPaper
        return self._archive.get(sha256, filed.key.papers)

    def _repair_until(self, sent_back: Event, sop: Sop) -> datetime | None:
        """By the calendar that is known now, as the clock will go by."""
        assert sent_back.step, "a file is sent back from a desk"
        move = sop.row(sent_back.step).move("reject")
        assert move, "the row allowed it"
        assert move.to, "to somebody's desk"
        return repair_end(sent_back.at, sop.row(move.to), sop, self._book.calendar)

    def _tracking_url(self, permit: Permit) -> str:
        return f"{self._public_url}/track?number={_number(permit)}"

    def _inspection(self, filed: Filed) -> "documents.inspection.Inspection":
        event, fact = _last(filed, BAPFiled)
        permit, sop, form = filed.permit, self._book.sop(filed.permit.sop), self._book.forms[filed.permit.sop]
        return documents.inspection.Inspection(
            office=form.technical,
            recipient=form.office.name,
            service=sop.permit_name,
            report=fact.report,
            recommendation=fact.recommendation,
            institution=permit.institution,
            unit_type=form.unit_types[permit.institution.unit_type],
            applicant_name=permit.applicant.name,
            registration_number=_number(permit),
            submitted_at=permit.submitted_at,
            recorded_by=event.by.name,
            recorded_at=event.at,
            sha256=fact.sha256,
            copies=form.recommendation_copies,
            earlier=[before.report for before in _all(filed, BAPFiled)[:-1]],
        )

    def _picture(self, fact: BAPFiled, photo: Photo) -> "documents.photo_annex.Picture":
        """A forgotten file has no keys any more: then there is a place for the picture, and none in it."""
        key = fact.document_keys.get(photo.sha256)
        content = self._archive.get(photo.sha256, b64decode(key)) if key else None
        named = next(each.name for each in fact.documents if each.sha256 == photo.sha256)
        return documents.photo_annex.Picture(
            content=documents.picture.small_picture(content) if content else None,
            caption=photo.caption or named,
            sha256=photo.sha256,
            taken_at=photo.taken_at,
            latitude=photo.latitude,
            longitude=photo.longitude,
        )


def _last(filed: Filed, kind: type[Sought]) -> tuple[Event, Sought]:
    """Return the last fact of that kind, with its event, or raise `NoSuchPaper`."""
    for event in _backwards(filed):
        if isinstance(event.fact, kind):
            return event, event.fact
    raise NoSuchPaper


def _all(filed: Filed, kind: type[Sought]) -> list[Sought]:
    return [event.fact for _, event in filed.history if isinstance(event.fact, kind)]


def _last_before(filed: Filed, event: Event, kind: type[Fact]) -> Event:
    """Return the last event of that kind before `event`, which there must be."""
    earlier = (each for each in _backwards(filed) if each.originator_version < event.originator_version)
    return next(each for each in earlier if isinstance(each.fact, kind))


def _named(sop: Sop, code: str) -> str:
    requirement = sop.requirement(code)
    return f"{code} {requirement.title}" if requirement else code


def _backwards(filed: Filed) -> Iterable[Event]:
    return (event for _, event in reversed(filed.history))


def _number(permit: Permit) -> str:
    assert permit.number, "a file that is stored has its registration number"
    return permit.number
