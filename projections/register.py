"""The register of decrees: for each file what its decree says, which draft waits for one, and how the file ended.

The numbers themselves stand in the ledger, reserved before there is a decree; `register_list` joins the two.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg import sql

from domain.decree_number import same_number
from domain.office_events import OFFICE_TOPICS
from domain.papers import DecreeKind
from domain.succession import same_name
from projections.engine.connection import Connection
from projections.engine.projection import Change
from projections.engine.recorded import Json, Recorded, instant
from projections.engine.tables import Tables, delete_rows, load_rows, put_rows
from projections.search import Named, put_words


class Entry(Named):
    """A file as the register sees it: `number` is its registration, `ended` how it ended without a decree.

    `previous_number` is as the applicant gave it; `supersedes` is its comparable form, once a permit was signed, and
    `decree_key` that of the decree's own number; `institution_key` is that of the institution's name. `signed` is the
    position at which it was. What took the decree back follows: its paper may be signed later, or never.
    """

    kecamatan: str
    kind: str
    previous_number: str | None
    sop_code: str
    sop_version: str
    draft_sha256: str | None
    ended: str | None
    decree_number: str | None
    decree_key: str | None
    decree_kind: str | None
    decree_draft: str | None
    issued_on: date | None
    valid_until: date | None
    signed_by: str | None
    document_sha256: str | None
    certificate: str | None
    supersedes: str | None
    signed: int | None
    revoked_at: datetime | None
    institution_key: str
    revocation_number: str | None
    revocation_draft: str | None
    revoked_on: date | None
    revocation_sha256: str | None
    revocation_certificate: str | None
    revocation_signed_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The projection."""

    name = "register"
    revision = 2
    basis = ""
    ignores = OFFICE_TOPICS
    tables = ("register", "register_words")
    definition = sql.SQL("""
        CREATE TABLE {register} (
            permit          uuid   PRIMARY KEY,
            version         bigint NOT NULL,
            number          text   NOT NULL,
            institution     text   NOT NULL,
            kecamatan       text   NOT NULL,
            kind            text   NOT NULL,
            previous_number text,
            sop_code        text   NOT NULL,
            sop_version     text   NOT NULL,
            draft_sha256    text,
            ended           text,
            decree_number   text,
            decree_key      text,
            decree_kind     text,
            decree_draft    text,
            issued_on       date,
            valid_until     date,
            signed_by       text,
            document_sha256 text,
            certificate     text,
            supersedes      text,
            signed          bigint,
            revoked_at      timestamptz,
            institution_key text   NOT NULL,
            revoked_on      date,
            revocation_number      text,
            revocation_draft       text,
            revocation_sha256      text,
            revocation_certificate text,
            revocation_signed_by   text
        ) WITH (fillfactor = 80);
        CREATE TABLE {register_words} (permit uuid PRIMARY KEY, words tsvector NOT NULL);
        """)
    indexes = sql.SQL("""
        CREATE INDEX ON {register} (document_sha256) WHERE document_sha256 IS NOT NULL;
        CREATE INDEX ON {register} (certificate) WHERE certificate IS NOT NULL;
        CREATE INDEX ON {register} (revocation_sha256) WHERE revocation_sha256 IS NOT NULL;
        CREATE INDEX ON {register} (revocation_certificate) WHERE revocation_certificate IS NOT NULL;
        CREATE INDEX ON {register} (supersedes) WHERE supersedes IS NOT NULL;
        CREATE INDEX ON {register} (decree_key) WHERE decree_key IS NOT NULL;
        CREATE INDEX ON {register} (signed) WHERE decree_kind = 'permit';
        CREATE INDEX ON {register_words} USING gin (words);
        """)

    def fold(self, row: Entry | None, event: Recorded) -> Entry:
        if event.topic == "Submitted":
            return _submitted(row, event, event.open())
        assert row is not None, "a stream begins with Submitted"
        seen: Entry = {**row, "version": event.version}
        match event.topic:
            case "Drafted":
                return {**seen, "draft_sha256": event.open()["fact"]["sha256"]}
            case "Signed":
                return _signed(seen, event, event.open())
            case "Withdrawn" | "Lapsed":
                return {**seen, "ended": event.topic.lower()}
            case "Revoked":
                return _revoked(seen, event.open())
            case "RevocationSigned":
                return _revocation_signed(seen, event.open())
            case _:
                return seen

    def settle(self, row: Entry) -> Entry:
        return row

    async def load(self, connection: Connection, tables: Tables, permits: Collection[UUID]) -> dict[UUID, Entry]:
        return await load_rows(connection, tables, "register", Entry, permits)

    async def save(self, connection: Connection, tables: Tables, changes: Sequence[Change[Entry]]) -> None:
        gone = [change.permit for change in changes if not change.after]
        await put_rows(connection, tables, "register", [change.after for change in changes if change.after])
        await put_words(connection, tables, "register_words", changes)
        await delete_rows(connection, tables, gone, "register", "register_words")


def _submitted(row: Entry | None, event: Recorded, state: Json) -> Entry:
    fact = state["fact"]
    return {
        "permit": event.permit,
        "version": event.version,
        "number": event.registered_number,
        "institution": fact["institution"]["name"],
        "kecamatan": fact["institution"]["kecamatan"],
        "kind": fact["kind"],
        "previous_number": fact["previous_number"],
        "sop_code": state["sop"]["code"],
        "sop_version": state["sop"]["version"],
        "draft_sha256": row["draft_sha256"] if row else None,
        "ended": None,
        "decree_number": None,
        "decree_key": None,
        "decree_kind": None,
        "decree_draft": None,
        "issued_on": None,
        "valid_until": None,
        "signed_by": None,
        "document_sha256": None,
        "certificate": None,
        "supersedes": None,
        "signed": None,
        "revoked_at": None,
        "institution_key": same_name(fact["institution"]["name"]),
        "revocation_number": None,
        "revocation_draft": None,
        "revoked_on": None,
        "revocation_sha256": None,
        "revocation_certificate": None,
        "revocation_signed_by": None,
    }


def _signed(row: Entry, event: Recorded, state: Json) -> Entry:
    """A refusal takes no earlier permit's place."""
    fact, previous = state["fact"], row["previous_number"]
    grants = fact["kind"] == DecreeKind.PERMIT
    return {
        **row,
        "decree_number": fact["number"],
        "decree_key": same_number(fact["number"]),
        "decree_kind": fact["kind"],
        "decree_draft": fact["draft_sha256"],
        "issued_on": date.fromisoformat(fact["issued_on"]),
        "valid_until": date.fromisoformat(fact["valid_until"]) if fact["valid_until"] else None,
        "signed_by": state["by"]["name"],
        "document_sha256": fact["document_sha256"],
        "certificate": fact["certificate"]["serial"],
        "supersedes": same_number(previous) if previous and grants else None,
        "signed": event.position,
    }


def _revoked(row: Entry, state: Json) -> Entry:
    """Of old a revocation had neither number nor day."""
    fact = state["fact"]
    issued_on = fact.get("issued_on")
    return {
        **row,
        "revoked_at": instant(state["at"]),
        "revocation_number": fact.get("number"),
        "revocation_draft": fact.get("draft_sha256"),
        "revoked_on": date.fromisoformat(issued_on) if issued_on else None,
    }


def _revocation_signed(row: Entry, state: Json) -> Entry:
    fact = state["fact"]
    return {
        **row,
        "revocation_number": fact["number"],
        "revocation_draft": fact["draft_sha256"],
        "revoked_on": date.fromisoformat(fact["issued_on"]),
        "revocation_sha256": fact["document_sha256"],
        "revocation_certificate": fact["certificate"]["serial"],
        "revocation_signed_by": state["by"]["name"],
    }
