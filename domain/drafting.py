"""From the file to its draft decree: which of its facts the decree speaks of."""

from domain.decree import DecreeContent, DecreeFacts, content_sha256, draft_content
from domain.permit import DraftDecree, Permit
from domain.refusals import FormChanged
from domain.revocation import revocation_content
from domain.rulebook import Rulebook


def current_draft(permit: Permit, book: Rulebook) -> DecreeContent:
    """Return the words that approvers approve, or raise `FormChanged`: nobody reads or signs any others."""
    assert permit.draft, "only what was drafted is read"
    content = draft_of_permit(permit, permit.draft, book)
    if content_sha256(content) != permit.draft.sha256:
        raise FormChanged
    return content


def draft_of_permit(permit: Permit, draft: DraftDecree, book: Rulebook) -> DecreeContent:
    """Return the words of `draft`, always the same for the same file; its hash is what approvers approve."""
    return draft_content(decree_facts(permit, draft, book), book.forms[permit.sop])


def revocation_of_permit(permit: Permit, reason: str, book: Rulebook) -> DecreeContent:
    """Return the words that take the permit back; their hash is what a number of the revocation is reserved for."""
    assert permit.draft, "what was signed was drafted"
    assert permit.decree, "only what was signed is revoked"
    return revocation_content(
        decree_facts(permit, permit.draft, book),
        book.forms[permit.sop],
        number=permit.decree.number,
        issued_on=permit.decree.issued_on,
        reason=reason,
    )


def decree_facts(permit: Permit, draft: DraftDecree, book: Rulebook) -> DecreeFacts:
    """Return what of the file its decrees speak of."""
    assert permit.bap, "a draft follows an inspection (SOP step 4)"
    assert permit.bap_at, "and its hour is known with it"
    assert permit.number, "a file that is stored has its registration number"
    zone = book.calendar.zone
    filed_on = permit.bap_at.astimezone(zone).date()
    return DecreeFacts(
        kind=draft.kind,
        application=permit.kind,
        previous_number=permit.previous_number,
        institution=permit.institution,
        applicant_name=permit.applicant.name,
        registration_number=permit.number,
        submitted_on=permit.submitted_at.astimezone(zone).date(),
        report_number=permit.bap.report.number,
        report_date=permit.bap.report.inspected_on,
        recommendation_number=permit.bap.recommendation.number,
        recommendation_date=filed_on,
        verdict=permit.bap.recommendation.verdict,
        valid_years=draft.valid_years,
        reasons=draft.reasons,
        inspection_sha256=permit.bap.sha256,
    )
