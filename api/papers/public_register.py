"""The register as anybody may read it, as a page, as JSON and as a table: which permits there are, and how they stand.

An office has to make known what it has decided (UU 14/2008): a decree that somebody shows is looked for here, also
without its QR code. Numbers that came to nothing, refusals and persons are not on it.
"""

from collections.abc import AsyncGenerator
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.desks.queries import PermitSearch
from api.desks.views import JSON
from api.http.answers import answering, downloading
from api.http.csv_table import csv_heading, csv_lines
from api.http.fields import printable
from api.http.html import page
from api.http.paging import Cursor, Limit, page_answer
from api.office import Office, TheOffice
from api.papers.public_register_schemas import COLUMNS, GROUND, STANDINGS, GivenPermitsSchema
from projections.engine.page import Key, Page
from projections.public_register import Given, Standing, permits_given

_CHUNK = 500
_ON_A_PAGE = 50
# How the tag of a standing looks.
_MARKS = {"valid": "good", "expired": "warn", "superseded": "none", "revoked": "bad"}

router = APIRouter(tags=["public"])


def _blank_is_none(value: object) -> object:
    """A form that was sent with an empty field asks for everything."""
    return (value.strip() or None) if isinstance(value, str) else value


Kecamatan = Annotated[
    str | None,
    Query(max_length=100, description="The district, as it stands in the list."),
    BeforeValidator(_blank_is_none),
    AfterValidator(lambda text: printable(text) if text else None),
]
OneStanding = Annotated[
    Standing | None,
    Query(description="Only permits that stand so; blank, as a form sends it, is all."),
    BeforeValidator(_blank_is_none),
    WithJsonSchema({"type": "string", "enum": [*Standing, ""]}),
]


class Asked(NamedTuple):
    """What is looked for."""

    q: str | None
    kecamatan: str | None
    standing: Standing | None

    @property
    def query(self) -> dict[str, str]:
        return {name: value for name, value in self._asdict().items() if value}


@router.get(
    "/public/register",
    operation_id="listPermits",
    summary="The permits that were given, newest first, and how each stands today",
    responses=answering(GivenPermitsSchema, "Link"),
)
async def list_permits(
    request: Request,
    office: TheOffice,
    q: PermitSearch = None,
    kecamatan: Kecamatan = None,
    standing: OneStanding = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    found, following = await _found(office, Asked(q, kecamatan, standing), cursor, limit)
    return page_answer(request, [_item(each, office) for each in found.items], following)


@router.get(
    "/public/register.csv",
    operation_id="exportPermits",
    summary="The permits that were given as a table (RFC 4180), for the same questions",
    responses=downloading(["text/csv"]),
    response_class=Response,
)
async def export_permits(
    office: TheOffice, q: PermitSearch = None, kecamatan: Kecamatan = None, standing: OneStanding = None
) -> Response:
    asked = Asked(q, kecamatan, standing)
    first = await _given(office, asked, None, _CHUNK)  # before the answer begins: it may be a problem

    async def table() -> AsyncGenerator[str]:
        found = first
        yield csv_heading(COLUMNS)
        while True:
            yield csv_lines(COLUMNS, (_item(each, office) for each in found.items))
            if found.next is None:
                return
            found = await _given(office, asked, found.next, _CHUNK)

    headers = {"Content-Disposition": 'attachment; filename="daftar-izin.csv"'}
    return StreamingResponse(table(), headers=headers, media_type="text/csv")


@router.get("/register", include_in_schema=False)
async def register_page(
    request: Request,
    office: TheOffice,
    q: PermitSearch = None,
    kecamatan: Kecamatan = None,
    standing: OneStanding = None,
    cursor: Cursor = None,
) -> Response:
    asked = Asked(q, kecamatan, standing)
    found, following = await _found(office, asked, cursor, _ON_A_PAGE)
    return page(
        request,
        "register.html",
        permits=[_item(each, office) for each in found.items],
        asked=asked,
        standings=STANDINGS,
        marks=_MARKS,
        ground=GROUND,
        table=f"/public/register.csv?{urlencode(asked.query)}".removesuffix("?"),
        following={**asked.query, "cursor": following} if following else None,
        later=cursor is not None,
        query=urlencode,
    )


async def _found(office: Office, asked: Asked, cursor: str | None, limit: int) -> tuple[Page[Given], str | None]:
    """Return the page, and the cursor of the next one."""
    listing = f"public register {asked}"
    after = office.cursors.read(cursor, listing) if cursor is not None else None
    found = await _given(office, asked, after, limit)
    return found, office.cursors.write(found.next, listing) if found.next else None


async def _given(office: Office, asked: Asked, after: Key | None, limit: int) -> Page[Given]:
    async with office.reads() as connection:
        return await permits_given(
            connection,
            today=office.today,
            q=asked.q,
            kecamatan=asked.kecamatan,
            standing=asked.standing,
            after=after,
            limit=limit,
        )


def _item(given: Given, office: Office) -> JSON:
    zone = office.book.calendar.zone
    return {
        "number": given.number,
        "institution": given.institution,
        "kecamatan": given.kecamatan,
        "issued_on": given.issued_on,
        "valid_until": given.valid_until,
        "standing": given.standing,
        "revoked_on": given.revoked_at.astimezone(zone).date() if given.revoked_at else None,
        "superseded_by": given.superseded_by,
    }
