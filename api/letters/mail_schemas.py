"""What the routes of webhooks, letters and the demo's mailbox take and answer, in OpenAPI."""

from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from api.commands.permit_schema import Schema, shown
from api.letters import mail_examples as examples
from api.problems.validation import field_error
from application.letters.carriage import State
from domain.events import Fact
from domain.letters import LetterKind
from domain.refusals import Sentence

FACTS = tuple(fact.__name__ for fact in get_args(Fact))


def _known(fact: str) -> str:
    if fact in FACTS:
        return fact
    raise field_error("unknown_fact", Sentence("Fakta ini tidak dikenal.", "There is no such fact."))


FactName = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": list(FACTS)})]


class NewWebhook(BaseModel):
    """Whom to tell of what happens to permits from now on; of everything, unless `facts` names some."""

    model_config = ConfigDict(
        extra="forbid", hide_input_in_errors=True, strict=True, json_schema_extra={"examples": [examples.NEW_WEBHOOK]}
    )

    url: Annotated[str, Field(min_length=1, max_length=2_000, description="https, on the public internet.")]
    facts: Annotated[list[FactName], Field(min_length=1, max_length=len(FACTS))] | None = None


class WebhookSchema(Schema):
    """`ended_at`: since when its receiver wants no more. Until `old_secret_until` calls are signed by two secrets."""

    model_config = shown(examples.WEBHOOK)

    id: UUID
    url: str
    facts: list[str] | None
    active: bool
    created_at: datetime
    created_by: str
    ended_at: datetime | None
    old_secret_until: datetime | None


class MadeWebhookSchema(WebhookSchema):
    """`secret` verifies the calls (Standard Webhooks). It is shown here and never again."""

    model_config = shown(examples.MADE)

    secret: str


class WebhooksSchema(Schema):
    model_config = shown(examples.WEBHOOKS)

    items: list[WebhookSchema]


class EntrySchema(Schema):
    """`next_at`: when it is tried next, while it is pending. `reason`: why it failed last, or was not sent."""

    id: UUID
    application: UUID
    version: int
    position: int
    state: State
    attempts: int
    next_at: datetime | None
    reason: str | None
    created_at: datetime
    settled_at: datetime | None


class DeliverySchema(EntrySchema):
    model_config = shown(examples.DELIVERY)

    fact: str


class DeliveriesSchema(Schema):
    model_config = shown(examples.DELIVERIES)

    items: list[DeliverySchema]
    next: str | None


class NotificationSchema(EntrySchema):
    """A letter. `recipient` is `applicant` or a role: who that is stands in the file."""

    model_config = shown(examples.NOTIFICATION)

    kind: LetterKind | Literal["unreadable"]
    recipient: str


class NotificationsSchema(Schema):
    model_config = shown(examples.NOTIFICATIONS)

    items: list[NotificationSchema]
    next: str | None


class PostedHeadSchema(Schema):
    model_config = ConfigDict(extra="forbid")

    id: UUID
    sender: Annotated[str, Field(alias="from")]
    to: str
    subject: str
    sent_at: datetime


class PostedSchema(PostedHeadSchema):
    model_config = shown(examples.POSTED)

    text: str


class MailboxSchema(Schema):
    model_config = shown(examples.MAILBOX)

    items: list[PostedHeadSchema]
    next: str | None
