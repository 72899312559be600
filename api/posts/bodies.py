"""The bodies of orders about posts and mandates, and the commands they become.

`from` and `until` are instants, or days as on the order: then the first is its beginning and the last its end, in the
office's own zone.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, PlainValidator, StringConstraints, WithJsonSchema

from api.commands.body import Body
from api.http.fields import RFC_3339, Line, Nip, PrintedLine, Text
from api.posts import examples
from api.problems.validation import field_error
from domain.actor import Role
from domain.office_events import MandateKind
from domain.post_orders import AppointOfficer, EndMandate, GiveMandate, NoteAbsence, RelieveOfficer
from domain.refusals import Sentence

Sub = Annotated[str, StringConstraints(min_length=1, max_length=255)]  # OpenID Connect Core, 2
Post = Annotated[Role, Field(strict=False)]


def _moment(value: Any) -> date:  # whatever stands in the JSON
    try:
        moment = datetime.fromisoformat(value) if RFC_3339.fullmatch(value) else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise field_error("moment", NO_MOMENT) from None
    if not EARLIEST <= moment.year <= LATEST:  # a slip of the pen
        raise field_error("moment", NO_MOMENT)
    return moment


Moment = Annotated[
    date,
    PlainValidator(_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}),
]
EARLIEST, LATEST = 2000, 2099
NO_MOMENT = Sentence(
    "Isian ini harus berupa tanggal (2026-11-23) atau waktu RFC 3339 dengan zona.",
    "This must be a date (2026-11-23) or an RFC 3339 time with its zone.",
)


class Appointment(Body):
    """The order that appoints a person to a post."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.APPOINTMENT]})

    sub: Sub
    name: PrintedLine
    nip: Nip | None = None
    order_number: Line
    since: Annotated[Moment, Field(alias="from")]

    def command(self, post: Role, zone: tzinfo) -> AppointOfficer:
        return AppointOfficer(
            post=post,
            sub=self.sub,
            name=self.name,
            nip=self.nip,
            order_number=self.order_number,
            since=_first(self.since, zone),
        )


class Relief(Body):
    """The order that ends a person's term at a post."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.RELIEF]})

    sub: Sub
    order_number: Line
    until: Moment

    def command(self, post: Role, zone: tzinfo) -> RelieveOfficer:
        return RelieveOfficer(
            post=post, sub=self.sub, order_number=self.order_number, until=last_moment(self.until, zone)
        )


class Absence(Body):
    """When the holder of a post is away, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ABSENCE]})

    sub: Sub
    since: Annotated[Moment, Field(alias="from")]
    until: Moment
    reason: Text

    def command(self, post: Role, zone: tzinfo) -> NoteAbsence:
        return NoteAbsence(
            post=post,
            sub=self.sub,
            since=_first(self.since, zone),
            until=last_moment(self.until, zone),
            reason=self.reason,
        )


class MandateOrder(Body):
    """The order (surat perintah) by which a person acts for a post for a time."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ORDER]})

    post: Post
    kind: Annotated[MandateKind, Field(strict=False)]
    sub: Sub
    name: PrintedLine
    nip: Nip | None = None
    order_number: Line
    order_date: Annotated[date, Field(strict=False)]
    since: Annotated[Moment, Field(alias="from")]
    until: Moment

    def command(self, mandate: UUID, zone: tzinfo) -> GiveMandate:
        return GiveMandate(
            mandate=mandate,
            post=self.post,
            kind=self.kind,
            sub=self.sub,
            name=self.name,
            nip=self.nip,
            order_number=self.order_number,
            order_date=self.order_date,
            since=_first(self.since, zone),
            until=last_moment(self.until, zone),
        )


class Ending(Body):
    """Why a mandate ends before its day."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ENDING]})

    reason: Text

    def command(self, mandate: UUID) -> EndMandate:
        return EndMandate(mandate=mandate, reason=self.reason)


def _first(moment: date, zone: tzinfo) -> datetime:
    instant = moment if isinstance(moment, datetime) else datetime.combine(moment, time.min, zone)
    return instant.astimezone(UTC)


def last_moment(moment: date, zone: tzinfo) -> datetime:
    """The end of the day that the order names last: the moment the next one begins."""
    return _first(moment if isinstance(moment, datetime) else moment + timedelta(days=1), zone)
