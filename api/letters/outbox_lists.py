"""Pages of the outbox, and sending once more: shared by the letters and by the deliveries of webhooks."""

from collections.abc import Callable
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.desks.views import JSON
from api.http.paging import page_answer
from api.office import Office
from api.problems import texts_mail as texts
from api.problems import texts_permits as problem_texts_permits
from api.problems.problems import Problem
from application.letters.carriage import Channel, State
from application.letters.outbox_pages import Entry, entries, entry
from domain.actor import Caller, Role
from domain.refusals import Sentence

View = Callable[[Entry], JSON]


def require_admin(by: Caller) -> None:
    """Raise a 403 problem unless an admin is calling."""
    if Role.ADMIN not in by.roles:
        sentence = Sentence("Tindakan ini hanya untuk admin.", "Only an administrator may do this.")
        raise Problem(problem_texts_permits.ROLE_NOT_PERMITTED, sentence)


async def outbox_page(
    request: Request,
    office: Office,
    channel: Channel,
    view: View,
    *,
    recipient: str | None = None,
    state: State | None,
    limit: int,
    cursor: str | None,
) -> Response:
    """Return a page of the outbox, newest first."""
    listing = f"outbox {channel} {recipient} {state}"
    before = None
    if cursor is not None:
        position, id_ = office.cursors.read(cursor, listing)
        before = int(position or 0), UUID(str(id_))
    found = await entries(
        office.mailroom.outbox, channel, recipient=recipient, state=state, before=before, limit=limit + 1
    )
    shown = found[:limit]
    following = None
    if len(found) > limit:
        following = office.cursors.write((shown[-1].position, str(shown[-1].id)), listing)
    return page_answer(request, [view(each) for each in shown], following)


async def replayed(
    office: Office, channel: Channel, id_: UUID, view: View, *, recipient: str | None = None, states: frozenset[State]
) -> Response:
    """Let it be sent once more, under its own id, and return how it stands now."""
    done = await office.mailroom.outbox.replay(id_, channel, recipient, states)
    found = await entry(office.mailroom.outbox, channel, id_)
    if done is None or found is None:
        raise Problem(texts.LETTER_NOT_FOUND)
    if not done:
        raise Problem(texts.NOT_REPLAYABLE, members={"state": found.state})
    return json_response(view(found), 202)


def entry_view(found: Entry) -> JSON:
    return {
        "id": found.id,
        "application": found.permit,
        "version": found.version,
        "position": found.position,
        "state": found.state,
        "attempts": found.attempts,
        "next_at": found.next_at,
        "reason": found.last_error,
        "created_at": found.created_at,
        "settled_at": found.settled_at,
    }
