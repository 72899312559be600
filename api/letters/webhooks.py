"""Webhooks: who else is told what happens to permits. An administrator makes, renews and removes them."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.commands.route import CommandRoute
from api.desks.views import JSON
from api.http.answers import answering
from api.http.json_body import read_json
from api.http.openapi import problem_responses
from api.http.paging import Cursor, Limit
from api.letters.mail_schemas import (
    DeliveriesSchema,
    DeliverySchema,
    MadeWebhookSchema,
    NewWebhook,
    WebhookSchema,
    WebhooksSchema,
)
from api.letters.outbox_lists import entry_view, outbox_page, replayed, require_admin
from api.office import Office, TheOffice, office_of
from api.problems import texts as problem_texts
from api.problems import texts_mail as texts
from api.problems.problems import Problem
from api.security import Authenticated, caller_of
from application.letters.carriage import Channel, State
from application.letters.destinations import Forbidden, target_of
from application.letters.outbox_pages import Entry
from application.letters.webhooks import Webhook
from domain.refusals import Fault

# A receiver may have lost what it took.
REPLAYABLE = frozenset({State.SENT, State.DEAD, State.DROPPED})
WEBHOOKS = "/v1/webhooks"

router = APIRouter(prefix=WEBHOOKS, tags=["operations"])


async def make(request: Request) -> Response:
    """Make a webhook; its secret is in this answer and in no other."""
    office, by = office_of(request), caller_of(request.scope)
    asked = await read_json(request, NewWebhook)
    require_admin(by)
    try:
        target_of(asked.url, office.mailroom.policy)
    except Forbidden as forbidden:
        fault = Fault("/url", "destination", forbidden.sentence)
        raise Problem(problem_texts.INVALID_REQUEST, errors=(fault,)) from None
    made, secret = await office.mailroom.webhooks.make(asked.url, asked.facts, by.sub)
    return json_response({**_view(made), "secret": secret}, 201)


def make_webhook(body: NewWebhook, by: Authenticated) -> None:
    """Each call is a POST of `{"type", "timestamp", "data"}` without personal data.

    It is signed as Standard Webhooks 1.0 says: verify `webhook-signature` with the secret, and take each `webhook-id`
    once. Only a 2xx is a success; else it is called again for about three days, and what happened to the same
    application later waits for it. Whoever answers 410 is told nothing more.
    """


router.add_api_route(
    "",
    make_webhook,
    methods=["POST"],
    status_code=201,
    operation_id="makeWebhook",
    summary="Be told what happens to permits",
    responses=answering(MadeWebhookSchema, status=201, description="The webhook, and its secret."),
    route_class_override=CommandRoute.serving(make),
)


@router.get("", operation_id="listWebhooks", summary="The webhooks", responses=answering(WebhooksSchema))
async def list_webhooks(office: TheOffice, by: Authenticated) -> Response:
    require_admin(by)
    return json_response({"items": [_view(each) for each in await office.mailroom.webhooks.all()]})


@router.delete(
    "/{webhook_id}",
    operation_id="removeWebhook",
    summary="Tell it nothing more",
    responses={
        **answering(WebhookSchema, description="The webhook as it was; its secrets are forgotten."),
        **problem_responses(texts.WEBHOOK_NOT_FOUND),
    },
)
async def remove_webhook(office: TheOffice, by: Authenticated, webhook_id: UUID) -> Response:
    require_admin(by)
    found = await _found(office, webhook_id)
    await office.mailroom.webhooks.end(webhook_id, by="admin")
    return json_response(_view(found))


@router.post(
    "/{webhook_id}/rotation",
    operation_id="rotateWebhookSecret",
    summary="A new secret; the old one signs beside it for a day",
    responses={
        **answering(MadeWebhookSchema, description="The webhook, and its new secret."),
        **problem_responses(texts.WEBHOOK_NOT_FOUND, texts.WEBHOOK_ENDED),
    },
)
async def rotate_secret(office: TheOffice, by: Authenticated, webhook_id: UUID) -> Response:
    require_admin(by)
    await _found(office, webhook_id)
    secret = await office.mailroom.webhooks.rotate(webhook_id)
    if secret is None:
        raise Problem(texts.WEBHOOK_ENDED)
    return json_response({**_view(await _found(office, webhook_id)), "secret": secret})


@router.get(
    "/{webhook_id}/deliveries",
    operation_id="listDeliveries",
    summary="What a webhook was told, newest first",
    responses={**answering(DeliveriesSchema, "Link"), **problem_responses(texts.WEBHOOK_NOT_FOUND)},
)
async def list_deliveries(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    webhook_id: UUID,
    state: State | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    require_admin(by)
    await _found(office, webhook_id)
    return await outbox_page(
        request,
        office,
        Channel.WEBHOOK,
        _delivery,
        recipient=str(webhook_id),
        state=state,
        limit=limit,
        cursor=cursor,
    )


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/replay",
    operation_id="replayDelivery",
    summary="Call once more, under the same id",
    status_code=202,
    responses={
        **answering(DeliverySchema, status=202, description="It is waiting for its turn again."),
        **problem_responses(texts.WEBHOOK_NOT_FOUND, texts.LETTER_NOT_FOUND, texts.NOT_REPLAYABLE),
    },
)
async def replay_delivery(office: TheOffice, by: Authenticated, webhook_id: UUID, delivery_id: UUID) -> Response:
    require_admin(by)
    await _found(office, webhook_id)
    return await replayed(office, Channel.WEBHOOK, delivery_id, _delivery, recipient=str(webhook_id), states=REPLAYABLE)


async def _found(office: Office, webhook_id: UUID) -> Webhook:
    found = await office.mailroom.webhooks.find(webhook_id)
    if found is None:
        raise Problem(texts.WEBHOOK_NOT_FOUND)
    return found


def _view(hook: Webhook) -> JSON:
    return {
        "id": hook.id,
        "url": hook.url,
        "facts": hook.facts,
        "active": hook.active,
        "created_at": hook.created_at,
        "created_by": hook.created_by,
        "ended_at": hook.ended_at,
        "old_secret_until": hook.old_until,
    }


def _delivery(found: Entry) -> JSON:
    return {**entry_view(found), "fact": found.kind}
