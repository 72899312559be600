"""What became of the office's letters: for an administrator, who can have one sent once more."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.desks.views import JSON
from api.http.answers import answering
from api.http.openapi import problem_responses
from api.http.paging import Cursor, Limit
from api.letters.mail_schemas import NotificationSchema, NotificationsSchema
from api.letters.outbox_lists import entry_view, outbox_page, replayed, require_admin
from api.office import TheOffice
from api.problems import texts_mail as texts
from api.security import Authenticated
from application.letters.carriage import Channel, State
from application.letters.outbox_pages import Entry

# What was sent is not sent again: an applicant would take it for news.
REPLAYABLE = frozenset({State.DEAD, State.DROPPED})

router = APIRouter(prefix="/v1/notifications", tags=["operations"])


@router.get(
    "",
    operation_id="listNotifications",
    summary="The office's letters, newest first",
    responses=answering(NotificationsSchema, "Link"),
)
async def list_notifications(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    state: State | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Without a text and without an address: a letter is written when it is sent, and kept nowhere."""
    require_admin(by)
    return await outbox_page(request, office, Channel.MAIL, _view, state=state, limit=limit, cursor=cursor)


@router.post(
    "/{notification_id}/replay",
    operation_id="replayNotification",
    summary="Send a letter that did not go out once more",
    status_code=202,
    responses={
        **answering(NotificationSchema, status=202, description="It is waiting for its turn again."),
        **problem_responses(texts.LETTER_NOT_FOUND, texts.NOT_REPLAYABLE),
    },
)
async def replay_notification(office: TheOffice, by: Authenticated, notification_id: UUID) -> Response:
    require_admin(by)
    return await replayed(office, Channel.MAIL, notification_id, _view, states=REPLAYABLE)


def _view(found: Entry) -> JSON:
    return {**entry_view(found), "kind": found.kind, "recipient": found.recipient}
