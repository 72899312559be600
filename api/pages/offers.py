"""What the forms of a case page offer to begin with: usual words, numbers, colleagues, and in whose place one acts."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.office import Office
from api.pages.aspects import Aspect, usual_aspects
from api.pages.drafts import since_the_last_draft
from api.pages.refusal import Form
from api.pages.resubmitted import changed
from api.pages.typical import typical
from application.permits import Filed
from domain.actor import Caller, Role
from domain.events import Returned
from domain.papers import DecreeKind, Verdict
from domain.permit import Permit
from domain.posts import Mandate

# Each form's own; what needs no more than the file itself is not here.
Offered = Mapping[str, Any]


def offers(office: Office, filed: Filed, by: Caller, first: str | None) -> Offered:
    """Return what the form of the step's own action offers, and whatever stands beside it."""
    permit = filed.permit
    match first:
        case "verification":
            codes = (each.code for each in office.book.sop(permit.sop).requirements)
            usual = {code: typical(code) for code in ("", *codes)}  # the first for a row that names no document yet
            return {"typical": usual, "changed": changed(filed)}
        case "inspection-report":
            return {"today": office.today, "numbers": _numbers(permit), "inspector": by.name}
        case "draft":
            return {**_about_the_draft(office, filed), **_usual_draft(office, permit)}
        case "approval" | "signature":
            return {**_about_the_draft(office, filed), "mandate": mandate_of(office, by, permit.holder)}
        case _:
            return {}


def mandate_of(office: Office, by: Caller, post: Role | None) -> Mandate | None:
    """Return the order by which the reader acts for `post`, if they do."""
    found = office.book.roster.acting(post, office.clock()) if post and post in by.acting else None
    return found if found and found.given.sub == by.sub else None


def colleagues(office: Office, permit: Permit) -> Sequence[tuple[str, str]]:
    """Return who may be given the file, as far as the office keeps a roster of its desk: (sub, name)."""
    if permit.holder is None:
        return []
    at, has_it = office.clock(), permit.claimed_by.sub if permit.claimed_by else None
    known = {term.sub: term.name for term in office.book.roster.holders(permit.holder, at)}
    return [(sub, name) for sub, name in known.items() if sub != has_it]


def finding_rows(form: Form, permit: Permit) -> Sequence[tuple[int, Aspect | None]]:
    """Return the rows of an inspection: those that were typed, then the usual aspects that are not among them."""
    usual = {each.name: each for each in usual_aspects(permit.institution.unit_type)}
    typed = [form.value(f"report.findings.{n}.aspect") for n in form.rows("report.findings", 0)]
    left = [each for name, each in usual.items() if name not in typed]
    return list(enumerate([*map(usual.get, typed), *left]))


def _numbers(permit: Permit) -> Mapping[str, str]:
    """Return numbers that nobody else has: those of the registration, in the pattern of the technical office."""
    count = (permit.number or "").partition("-KBM-")[2] or str(permit.id)[:8]
    year = count[:4] if count[:4].isdigit() else ""
    return {kind: f"400.3/{count}/{kind}/DISDIK/{year}" for kind in ("BAPL", "REK")}


def _about_the_draft(office: Office, filed: Filed) -> Offered:
    returns = [event for _, event in filed.history if isinstance(event.fact, Returned)]
    return {
        "differences": since_the_last_draft(filed, office.book) if filed.permit.draft else None,
        "returned": returns[-1] if returns and filed.permit.draft and not filed.permit.draft.approvals else None,
    }


def _usual_draft(office: Office, permit: Permit) -> Offered:
    """After a negative recommendation there is one kind of draft only, and the findings say why."""
    assert permit.bap, "a draft follows an inspection (SOP step 4)"
    refused = permit.bap.recommendation.verdict is Verdict.NOT_RECOMMENDED
    return {
        "kind": DecreeKind.REFUSAL if refused else DecreeKind.PERMIT,
        "years": office.book.sop(permit.sop).valid_years,
        "reasons": [f"{each.aspect}: {each.observed}" for each in permit.bap.report.findings if not each.conforms]
        if refused
        else [],
        "only_refusal": refused,
    }
