"""The register of decrees for officers and auditors: every number, also those that came to nothing, and why."""

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.desks.queries import RegisterSearch
from api.desks.views import JSON
from api.http.answers import answering, downloading
from api.http.conditions import AfterPosition
from api.http.csv_table import csv_heading, csv_lines
from api.http.freshness import wait_for_writes
from api.http.openapi import problem_responses
from api.http.paging import Cursor, Limit, page_answer
from api.office import Office, TheOffice
from api.papers.register_schemas import COLUMNS, RegisterSchema
from api.problems import texts_permits as problem_texts_permits
from api.problems.problems import Problem
from api.security import Authenticated
from domain.actor import OFFICERS, Caller, Role
from domain.decree_number import read_number
from domain.papers import NumberedKind
from domain.refusals import Sentence
from domain.rulebook import Rulebook
from domain.sop import Sop
from projections.engine.page import Key, Page
from projections.register_list import Entered, NumberState, Sought, register_page

READERS = frozenset({*OFFICERS, Role.SUPERVISOR, Role.AUDITOR})
_CHUNK = 500

router = APIRouter(prefix="/v1/register", tags=["officers", "supervisors", "auditors"])
Year = Annotated[int | None, Query(ge=2000, le=2999, description="Numbers of this year.")]
_REFUSALS = problem_responses(problem_texts_permits.ROLE_NOT_PERMITTED)


@router.get(
    "",
    operation_id="readRegister",
    summary="Every decree number, newest first: what became of it, and why if nothing",
    responses={**answering(RegisterSchema, "Link"), **_REFUSALS},
)
async def read_register(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    year: Year = None,
    kind: NumberedKind | None = None,
    state: NumberState | None = None,
    q: RegisterSearch = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    x_after_position: AfterPosition = None,
) -> Response:
    """`q`: a whole number, its count, or words of the institution's name or of the registration number."""
    _require_sight(by)
    await wait_for_writes(office, "register", x_after_position)
    listing = f"register {year} {kind} {state} {q}"
    after = office.cursors.read(cursor, listing) if cursor is not None else None
    page = await _page(office, year, kind, state, q, after, limit)
    following = office.cursors.write(page.next, listing) if page.next else None
    return page_answer(request, [_item(each, office) for each in page.items], following)


@router.get(
    ".csv",
    operation_id="exportRegister",
    summary="The register as a table (RFC 4180), for the same questions",
    responses={**downloading(["text/csv"]), **_REFUSALS},
    response_class=Response,
)
async def export_register(
    office: TheOffice,
    by: Authenticated,
    year: Year = None,
    kind: NumberedKind | None = None,
    state: NumberState | None = None,
    q: RegisterSearch = None,
) -> Response:
    _require_sight(by)
    first = await _page(office, year, kind, state, q, None, _CHUNK)  # before the answer begins: it may be a problem

    async def table() -> AsyncGenerator[str]:
        page = first
        yield csv_heading(COLUMNS)
        while True:
            yield csv_lines(COLUMNS, (_item(each, office) for each in page.items))
            if page.next is None:
                return
            page = await _page(office, year, kind, state, q, page.next, _CHUNK)

    name = f"register-{year}.csv" if year else "register.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(table(), headers=headers, media_type="text/csv")


async def _page(
    office: Office,
    year: int | None,
    kind: NumberedKind | None,
    state: NumberState | None,
    q: str | None,
    after: Key | None,
    limit: int,
) -> Page[Entered]:
    async with office.reads() as connection:
        return await register_page(
            connection,
            today=office.today,
            year=year,
            kind=kind,
            state=state,
            sought=_sought(q, office.book) if q else None,
            after=after,
            limit=limit,
        )


def _sought(q: str, book: Rulebook) -> Sought:
    """Return what is looked for: a number as the SOPs write them, or only its count, else words."""
    for sop in book.all_sops:
        for kind, pattern in sop.number_patterns.items():
            if found := read_number(pattern, q):
                return Sought(register=f"{sop.register}/{kind}", seq=found.seq, year=found.year)
    if q.isascii() and q.isdigit() and len(q) <= 6:
        return Sought(seq=int(q))
    return Sought(words=q)


def _item(entered: Entered, office: Office) -> JSON:
    zone = office.book.calendar.zone
    return {
        "number": entered.number or _number(entered, office.book),
        "kind": entered.register.rpartition("/")[2],
        "state": entered.state,
        "reason": entered.reason,
        "id": entered.permit,
        "permit_number": entered.permit_number,
        "institution": entered.institution,
        "previous_number": entered.previous_number,
        "issued_on": entered.issued_on,
        "valid_until": entered.valid_until,
        "revoked_on": entered.revoked_on or (entered.revoked_at and entered.revoked_at.astimezone(zone).date()),
        "revocation_number": entered.revocation_number,
        "revokes": entered.revokes,
        "superseded_by": entered.superseded_by,
        "signed_by": entered.signed_by,
        "document_sha256": entered.document_sha256,
        "reserved_at": entered.reserved_at,
        "verifications": entered.verifications,
    }


def _number(entered: Entered, book: Rulebook) -> str:
    """Return a number that stands on no decree as its SOP would write it; of several versions the file's own."""
    register, _, kind = entered.register.rpartition("/")

    def fits(sop: Sop) -> tuple[bool, bool]:
        return sop.register == register, sop.version == entered.sop_version

    return max(book.all_sops, key=fits).format_number(NumberedKind(kind), entered.seq, entered.reserved_on)


def _require_sight(by: Caller) -> None:
    if not by.roles & READERS:
        raise Problem(
            problem_texts_permits.ROLE_NOT_PERMITTED,
            Sentence("Buku register hanya untuk petugas.", "The register is for officers."),
        )
