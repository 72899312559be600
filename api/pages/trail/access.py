"""Who looked at whose file: the access log with its filters in the address. To look into it is logged as well."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.access.accesses import accesses_found
from api.access.schemas import AccessQuery
from api.desks.views import JSON
from api.http.words import ROLE
from api.office import Office, TheOffice
from api.pages.trail.form import ID, Form, read_form
from api.pages.trail.reader import ROOT, auditor, room, to_sign_in, trail_pages
from api.pages.trail.seal import standing_of
from api.pages.trail.words import ACTION
from api.problems.problems import CATALOGUE, Problem
from domain.decree_number import same_number
from domain.refusals import Sentence
from projections.trail_event import numbers_of, stream_with_number

router = trail_pages()


@router.get("/access", operation_id="listAccesses")
async def access_page(request: Request, office: TheOffice) -> Response:
    if auditor(request) is None:
        return to_sign_in(request)
    form = await _asked(office, request.query_params.multi_items())
    items, following = list[JSON](), None
    if form.asked is not None:
        try:
            items, following = await accesses_found(office, form.asked)
        except Problem as problem:
            form = form.at_fault(problem)
    return room(
        request,
        "trail_access.html",
        status=422 if form.faults else 200,
        form=form,
        items=items,
        numbers=await _numbers(office, items),
        following=following and f"{ROOT}/access?{form.query(cursor=following)}",
        first=f"{ROOT}/access?{form.query()}" if form.value("cursor") else None,
        looks=(await standing_of(office)).looks,
        action_names=ACTION,
        outcome=_outcome,
        roles=_roles,
        own_id=True,
        root=ROOT,
    )


async def _asked(office: Office, pairs: Sequence[tuple[str, str]]) -> Form[AccessQuery]:
    """Return the question; an application may also be named by its number."""
    known = [(name, await _id_of(office, value) if name == "application" else value) for name, value in pairs]
    return replace(read_form(AccessQuery, known), typed=read_form(AccessQuery, pairs).typed)


async def _id_of(office: Office, named: str) -> str:
    if not named.strip() or ID.fullmatch(named.strip()):
        return named.strip()
    async with office.reads() as connection:
        found = await stream_with_number(connection, named.strip(), same_number(named))
    return str(found) if found else named


async def _numbers(office: Office, items: Sequence[Mapping[str, Any]]) -> Mapping[UUID, str]:
    async with office.reads() as connection:
        return await numbers_of(connection, [each["application"] for each in items if each["application"]])


def _outcome(slug: str) -> Sentence:
    """Return what became of it, by the title of the problem that was answered."""
    if slug == "ok":
        return Sentence("berhasil", "done")
    return CATALOGUE[slug].title if slug in CATALOGUE else Sentence(slug, slug)


def _roles(names: str) -> Sequence[Sentence]:
    known = {str(role): said for role, said in ROLE.items()}
    return [known.get(each, Sentence(each, each)) for each in names.split(",") if each]
