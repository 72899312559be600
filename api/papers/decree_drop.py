"""Is this file a decree of ours, unaltered, and still in force? For anyone who has the PDF; nothing of it is kept.

The file's hash decides: a decree is the bytes that were signed. Everything else found in the file says only which
decree it may once have been, and what was done to it.
"""

import re
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, UploadFile
from fastapi import File as FormFile
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.commands.documents import file_of
from api.commands.route import CommandRoute
from api.desks.views import JSON
from api.http.answers import PAGE, answering
from api.http.html import language_for_page, page
from api.http.limits import MIB
from api.http.negotiation import Language, language_of
from api.http.openapi import problem_responses
from api.office import Office, office_of
from api.papers.decree_drop_schemas import DropSchema
from api.papers.decree_drop_texts import TOO_COMPLEX, explained
from api.papers.verification import Decreed, named_by, nothing, standing, wants_page, with_paper
from api.problems import texts as problem_texts
from api.problems.problems import Problem
from application.pdf_marks import Marks, Part, parts_of
from application.uploads.uploads import TOO_LARGE
from application.uploads.workers import AT_ONCE, TooMuch
from domain.decree_number import number_regex
from domain.force import NOTICES
from domain.refusals import Fault
from domain.rulebook import Rulebook
from projections.decree_lookup import is_signer_of_ours, permit_with_number, permit_with_paper

MOST_BYTES = 5 * MIB


def decree_drop_router() -> APIRouter:
    """Return the check and its page; a process looks into few files at once."""
    router, limiter = APIRouter(tags=["public"]), CapacityLimiter(AT_ONCE)

    async def check(request: Request) -> Response:
        content, _ = await file_of(request)
        if len(content) > MOST_BYTES:
            raise Problem(problem_texts.BODY_TOO_LARGE, TOO_LARGE)
        office = office_of(request)
        verdict = await judged(office, content, limiter)
        office.verifications.count(verdict.permit, office.today, str(verdict.told["result"]))
        if wants_page(request):
            return _page(request, _answer(verdict, language_for_page(request)))
        return json_response(_answer(verdict, language_of(request.scope)))

    router.add_api_route(
        "/public/verification",
        _declared,
        methods=["POST"],
        operation_id="verifyFile",
        summary="Is this PDF a decree of ours, unaltered, and still in force?",
        responses={
            **answering(DropSchema, beside=PAGE),
            **problem_responses(problem_texts.BODY_TOO_LARGE, problem_texts.UNSUPPORTED_MEDIA_TYPE),
        },
        route_class_override=CommandRoute.serving(check),
    )
    router.add_api_route("/verify", _form, include_in_schema=False)
    router.add_api_route(
        "/verify",
        _declared,
        methods=["POST"],
        include_in_schema=False,
        route_class_override=CommandRoute.serving(check),
    )
    return router


async def _form(request: Request) -> Response:
    return _page(request, None)


def _page(request: Request, told: JSON | None) -> Response:
    return page(request, "verify.html", told=told, notices=NOTICES)


# For OpenAPI, as in `documents`.
async def _declared(file: Annotated[UploadFile, FormFile(description="A PDF.")]) -> None:
    """A PDF of at most 5 MiB, which is not kept. What was altered in any byte is `altered`, with the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is told of the decree that was found, and why the file is not it, or is none."""

    told: JSON
    reason: str | None = None
    permit: UUID | None = None


async def judged(office: Office, content: bytes, limiter: CapacityLimiter) -> Verdict:
    """Return the verdict on a file, or raise a 422 problem. Of what is `unknown` no more is told than what it is."""
    parts = await to_thread.run_sync(parts_of, content, limiter=limiter)
    async with office.reads() as connection:
        found = await permit_with_paper(connection, [part.sha256 for part in parts])
    if found and (whose := await with_paper(office, *found)):
        return await _told(office, whose, parts, reason="changed")
    marks = await _marks(office, content, limiter)
    for code in marks.codes:
        if whose := await named_by(office, code):
            return await _told(office, whose, parts, reason=await _damage(office, marks))
    return await _of_no_code(office, marks)


async def _marks(office: Office, content: bytes, limiter: CapacityLimiter) -> Marks:
    try:
        return await to_thread.run_sync(office.mark_readers.marks_in, content, _numbers(office.book), limiter=limiter)
    except TooMuch:
        fault = Fault("/file", "too_complex", TOO_COMPLEX)
        raise Problem(problem_texts.INVALID_REQUEST, TOO_COMPLEX, errors=(fault,)) from None


async def _told(office: Office, whose: Decreed, parts: tuple[Part, ...], *, reason: str) -> Verdict:
    """Who has the decree or its code is told all that stands on it; `reason` holds unless the decree is in there."""
    told = await standing(office, whose)
    genuine = next((part for part in parts if part.sha256 == told["document_sha256"]), None)
    if genuine == parts[0]:
        return Verdict(told=told, permit=whose.permit.id)
    if genuine:
        reason = "prepended" if genuine.start else "appended"
    return Verdict(told={**told, "result": "altered"}, reason=reason, permit=whose.permit.id)


async def _of_no_code(office: Office, marks: Marks) -> Verdict:
    """Numbers can be guessed: who shows one is told no more than that."""
    async with office.reads() as connection:
        for number in marks.numbers:
            if permit := await permit_with_number(connection, number):
                told = {**nothing("altered"), "number": number}
                return Verdict(told=told, reason=await _damage(office, marks), permit=permit)
        if await is_signer_of_ours(connection, marks.certificates):
            return Verdict(told=nothing("altered"), reason="changed")
    return Verdict(told=nothing("unknown"), reason="picture" if marks.picture else None)


def _answer(verdict: Verdict, language: Language) -> JSON:
    return {**verdict.told, "reason": verdict.reason, "explanation": explained(verdict.reason, language)}


async def _damage(office: Office, marks: Marks) -> str:
    if not marks.ends:
        return "cut_off"
    async with office.reads() as connection:
        return "changed" if await is_signer_of_ours(connection, marks.certificates) else "unsigned"


def _numbers(book: Rulebook) -> re.Pattern[str]:
    """Return what finds a number of any SOP version of ours."""
    patterns = {pattern for sop in book.all_sops for pattern in sop.number_patterns.values()}
    plain = (re.sub(r"\(\?P<\w+>", "(?:", number_regex(pattern)) for pattern in sorted(patterns))
    return re.compile("|".join(plain), re.IGNORECASE)
