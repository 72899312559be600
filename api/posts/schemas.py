"""What is told of posts and mandates, in OpenAPI. `api.posts.views` builds it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.calendars.schemas import PublisherSchema
from api.commands.permit_schema import Schema, shown
from api.posts import examples
from domain.actor import Role
from domain.office_events import MandateKind
from domain.vacancy import Trouble


class HolderSchema(Schema):
    """A person at a post; `away_until` where they are absent now."""

    model_config = shown(examples.HOLDER)

    sub: str
    name: str
    nip: str | None = None
    order_number: str
    since: datetime = Field(alias="from")
    until: datetime | None = None
    away_until: datetime | None = None


class MandateSchema(Schema):
    """A mandate: `title` is how its holder signs."""

    model_config = shown(examples.MANDATE)

    id: UUID
    post: Role
    kind: MandateKind
    title: str
    sub: str
    name: str
    nip: str | None = None
    order_number: str
    order_date: date
    since: datetime = Field(alias="from")
    until: datetime
    state: Literal["coming", "in_force", "over"]
    given_at: datetime
    given_by: PublisherSchema
    ended_at: datetime | None = None
    reason: str | None = None


class WarningSchema(Schema):
    code: Trouble
    since: datetime = Field(alias="from")
    until: datetime | None = None
    message: str


class PostSchema(Schema):
    """A post. Filled by the `issuer`, anybody whose token names the role holds it; nobody was ever appointed."""

    model_config = shown(examples.POST)

    post: Role
    filled_by: Literal["appointment", "issuer"]
    holders: list[HolderSchema]
    acting: MandateSchema | None = None
    warnings: list[WarningSchema]


class PostsSchema(Schema):
    model_config = shown(examples.POSTS)

    items: list[PostSchema]


class MandatesSchema(Schema):
    """Mandates, the newest first."""

    model_config = shown(examples.MANDATES)

    items: list[MandateSchema]
