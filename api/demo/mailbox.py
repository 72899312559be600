"""The mailbox of a demo: what would have been sent, for whoever tries the office out. Only mounted in demo mode."""

import asyncio
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.desks.views import JSON
from api.http.answers import PAGE, answering
from api.http.html import page
from api.http.negotiation import media_type_of
from api.http.openapi import problem_responses
from api.http.paging import Cursor, Limit, page_answer
from api.letters.mail_schemas import MailboxSchema, PostedSchema
from api.office import TheOffice
from api.problems import texts_mail as texts
from api.problems.problems import Problem
from application.letters.mailbox import Posted
from domain import english, indonesian

_HTML, _JSON = "text/html", "application/json"
_LISTING = "mailbox"
_TIMES = {"id": indonesian.moment_text, "en": english.moment_text}

router = APIRouter(prefix="/demo/mailbox", tags=["demo"])


@router.get(
    "",
    operation_id="readMailbox",
    summary="The letters of the demo, newest first",
    responses=answering(MailboxSchema, "Link", beside=PAGE),
)
async def read_mailbox(request: Request, office: TheOffice, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Nothing leaves a demo: its letters lie here, in the data directory."""
    before = str(office.cursors.read(cursor, _LISTING)[0]) if cursor is not None else None
    found = await asyncio.to_thread(office.mailroom.mailbox.newest, limit + 1, before=before)
    letters = found[:limit]
    following = office.cursors.write((letters[-1].key,), _LISTING) if len(found) > limit else None
    if media_type_of(request.scope, (_JSON, _HTML)) == _HTML:
        return page(request, "mailbox.html", letters=letters, next=following, times=_TIMES)
    return page_answer(request, [_head(letter) for letter in letters], following)


@router.get(
    "/{letter_id}",
    operation_id="readLetter",
    summary="One letter of the demo",
    responses={**answering(PostedSchema, beside=PAGE), **problem_responses(texts.LETTER_NOT_FOUND)},
)
async def read_letter(request: Request, office: TheOffice, letter_id: UUID) -> Response:
    letter = await asyncio.to_thread(office.mailroom.mailbox.letter, letter_id)
    if letter is None:
        raise Problem(texts.LETTER_NOT_FOUND)
    if media_type_of(request.scope, (_JSON, _HTML)) == _HTML:
        return page(request, "letter.html", letter=letter, times=_TIMES)
    return json_response({**_head(letter), "text": letter.text})


def _head(letter: Posted) -> JSON:
    return {
        "id": letter.id,
        "from": letter.sender,
        "to": letter.to,
        "subject": letter.subject,
        "sent_at": letter.sent_at,
    }
