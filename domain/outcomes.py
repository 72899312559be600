"""The facts that need more than their command's own words: each function checks the words and returns the fact."""

from datetime import date, datetime

from domain.actor import Actor, Role
from domain.alarms import ladder, standing_of
from domain.checks import (
    checklist_faults,
    deficiency_faults,
    draft_faults,
    inspection_faults,
    receipt_faults,
    require_none,
    submission_faults,
)
from domain.commands import (
    Alert,
    Correct,
    Deliver,
    Draft,
    Erase,
    FileInspection,
    Lapse,
    Numbered,
    Reject,
    Return,
    Revoke,
    Sign,
    SignedPaper,
    Submit,
    Verify,
)
from domain.decree import bap_sha256, content_sha256
from domain.drafting import draft_of_permit
from domain.events import (
    Alerted,
    BAPFiled,
    Delivered,
    Drafted,
    Lapsed,
    PersonalDataCorrected,
    PersonalDataErased,
    Rejected,
    Returned,
    RevocationSigned,
    Revoked,
    Routed,
    Signed,
    Submitted,
    Verified,
)
from domain.papers import Channel, DecreeKind
from domain.permit import DraftDecree, Permit
from domain.personal import changed_fields, corrected_applicant, correction_faults, unnamed_documents, unnamed_faults
from domain.refusals import OutOfOrder, Sentence
from domain.rulebook import Rulebook
from domain.sla import promise
from domain.sop import Sop


def submitted(command: Submit, permit: Permit | None, sop: Sop, at: datetime, sub: str) -> Submitted:
    require_none(submission_faults(command, sop, at))
    return Submitted(
        round=permit.round + 1 if permit else 1,
        started_at=command.started_at,
        kind=command.kind,
        previous_number=command.previous_number,
        applicant=command.applicant,
        institution=command.institution,
        documents=unnamed_documents(command.documents, command.applicant, sub),
        document_keys=command.document_keys,
        tracking_code=permit.tracking_code if permit else command.tracking_code,
    )


def verified(command: Verify, permit: Permit, book: Rulebook, sop: Sop) -> Verified:
    """The date promised on the receipt is a fact of its own: it stays what was promised, whatever calendar follows."""
    require_none(checklist_faults(command, permit))
    return Verified(
        checklist=command.checklist,
        promised_at=promise(book.calendar, permit.submitted_at, sop.promised_total),
        note=command.note,
    )


def rejected(command: Reject, sop: Sop) -> Rejected:
    require_none(deficiency_faults(command, sop))
    return Rejected(deficiencies=command.deficiencies, note=command.note)


def inspected(command: FileInspection, permit: Permit, at: datetime, book: Rulebook) -> BAPFiled:
    require_none(inspection_faults(command, permit, at, book.calendar.zone))
    return BAPFiled(
        report=command.report,
        recommendation=command.recommendation,
        sha256=bap_sha256(command.report, command.recommendation, command.documents, command.photos),
        documents=unnamed_documents(command.documents, permit.applicant, permit.applicant_sub),
        document_keys=command.document_keys,
        photos=command.photos,
    )


def drafted(command: Draft, permit: Permit, book: Rulebook, sop: Sop) -> Drafted:
    """After a negative recommendation there is one road only: the same road, with a refusal decree."""
    if command.kind is DecreeKind.PERMIT and permit.refused_by_inspection:
        raise OutOfOrder(NOT_RECOMMENDED)
    require_none(draft_faults(command))
    years = (command.valid_years or sop.valid_years) if command.kind is DecreeKind.PERMIT else None
    draft = DraftDecree(
        version=permit.version, kind=command.kind, sha256="", valid_years=years, reasons=command.reasons
    )
    return Drafted(
        kind=command.kind,
        sha256=content_sha256(draft_of_permit(permit, draft, book)),
        valid_years=years,
        reasons=command.reasons,
        note=command.note,
    )


def returned(command: Return, routed: Routed) -> Returned:
    return Returned(to_step=routed.to_step, reason=command.reason)


def signed(command: Sign, permit: Permit) -> Signed:
    paper, draft = command.paper, draft_of(permit)
    assert paper is not None, "whoever only asks whether one may sign, asks `may`"
    return Signed(
        kind=draft.kind,
        number=paper.number,
        issued_on=paper.issued_on,
        valid_until=years_later(paper.issued_on, draft.valid_years),
        draft_sha256=draft.sha256,
        document_sha256=paper.document_sha256,
        certificate=paper.certificate,
        level=paper.level,
        code=paper.code,
        force=paper.force,
    )


def delivered(command: Deliver, permit: Permit, actor: Actor) -> Delivered:
    by_applicant = actor.role is Role.PEMOHON
    require_none(receipt_faults(command, by_applicant=by_applicant))
    usual = Channel.ONLINE if by_applicant else Channel.COUNTER
    for_applicant = by_applicant and actor.sub != permit.applicant_sub
    receiver = actor.name if for_applicant else permit.applicant.name
    return Delivered(channel=command.channel or usual, received_by=command.received_by or receiver)


def alerted(command: Alert, permit: Permit, sop: Sop, at: datetime, book: Rulebook) -> Alerted:
    """Rungs fire in order, each once and none before its time."""
    coming = ladder(standing_of(permit), sop, book.calendar).alarms
    if not coming or (command.rung, command.nth) != (coming[0].rung, coming[0].nth):
        raise OutOfOrder(NOT_THIS_RUNG)
    if at < coming[0].at:
        raise OutOfOrder(NOT_YET)
    return Alerted(rung=command.rung, nth=command.nth, to=coming[0].to, due_at=coming[0].due_at)


def lapsed(command: Lapse, permit: Permit, sop: Sop, at: datetime, book: Rulebook) -> Lapsed:
    """A file lapses after the time for its repair, and after every reminder; never where no calendar tells when."""
    coming = ladder(standing_of(permit), sop, book.calendar)
    if coming.alarms:
        raise OutOfOrder(NOT_THIS_RUNG)
    if coming.lapses_at is None or at < coming.lapses_at:
        raise OutOfOrder(NOT_YET)
    return Lapsed(reason=command.reason)


def revoked(command: Revoke) -> tuple[Revoked] | tuple[Revoked, RevocationSigned]:
    """The permit is taken back at once, whether or not its decree is signed in the same breath."""
    decree = command.decree
    if decree is None:
        return (Revoked(reason=command.reason),)
    fact = Revoked(
        reason=command.reason,
        number=decree.number,
        issued_on=decree.issued_on,
        draft_sha256=decree.draft_sha256,
    )
    return (fact, revocation_signed(decree, command.paper)) if command.paper else (fact,)


def revocation_signed(decree: Numbered | None, paper: SignedPaper | None) -> RevocationSigned:
    assert decree, "whoever only asks whether one may sign, asks `may`"
    assert paper, "and a number alone is no paper"
    return RevocationSigned(
        number=decree.number,
        issued_on=decree.issued_on,
        draft_sha256=decree.draft_sha256,
        document_sha256=paper.document_sha256,
        certificate=paper.certificate,
        level=paper.level,
        code=paper.code,
        force=paper.force,
    )


def corrected(command: Correct, permit: Permit) -> PersonalDataCorrected:
    applicant = corrected_applicant(permit.applicant, command.changes)
    changed = changed_fields(permit.applicant, applicant)
    require_none(correction_faults(changed))
    return PersonalDataCorrected(applicant=applicant, fields=changed, reason=command.reason)


def erased(command: Erase, permit: Permit) -> PersonalDataErased:
    require_none(unnamed_faults(command.reason, permit.applicant, permit.applicant_sub))
    return PersonalDataErased(legal_ground=command.legal_ground, reason=command.reason)


def draft_of(permit: Permit) -> DraftDecree:
    assert permit.draft is not None, "a row that approves or signs stands after one that drafts"
    return permit.draft


def years_later(day: date, years: int | None) -> date | None:
    """The day `years` later; 29 February ends on the 28th where there is no 29th."""
    if years is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


NOT_THIS_RUNG = Sentence(
    "Pemberitahuan ini sudah disampaikan, atau pemberitahuan lain mendahuluinya.",
    "This alert was given already, or another one comes before it.",
)
NOT_YET = Sentence("Batas waktunya belum tercapai.", "It is not yet time for this.")
NOT_RECOMMENDED = Sentence(
    "Dinas Teknis tidak merekomendasikan permohonan ini; yang dapat disusun hanya keputusan penolakan.",
    "The technical office did not recommend this application; only a refusal can be drafted.",
)
