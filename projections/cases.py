"""All applications, for lists and search: where each one stands, whose it is, and which desks have ever had it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import sql

from domain.actor import OFFICERS
from domain.office_events import OFFICE_TOPICS
from domain.papers import DecreeKind
from domain.permit import Status
from projections.engine.connection import Connection
from projections.engine.projection import Change
from projections.engine.recorded import Json, Recorded, Unseal, instant
from projections.engine.tables import Tables, delete_rows, load_rows, put_rows
from projections.search import Named, put_words


class Case(Named):
    """An application. `opened` is the position of its first event, the order of every list.

    `holder` has it since `entered_at`; `seen_by` are the offices it has reached. `applicant_sub` is personal data:
    None once erased; so are `attorney_sub`, who acts for the applicant to before `attorney_until`, and `attorneys`, who
    ever did.
    """

    opened: int
    status: str
    step: int | None
    holder: str | None
    entered_at: datetime
    round: int
    kind: str
    applicant_sub: str | None
    attorney_sub: str | None
    attorney_until: datetime | None
    attorneys: list[str]
    seen_by: list[str]
    decree_kind: str | None
    submitted_at: datetime
    updated_at: datetime
    sop_code: str
    sop_version: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """The projection. `unseal` opens who submitted, and who acts for them."""

    unseal: Unseal

    name = "cases"
    revision = 2
    basis = ""
    ignores = OFFICE_TOPICS
    tables = ("cases", "cases_words")
    definition = sql.SQL("""
        CREATE TABLE {cases} (
            permit         uuid        PRIMARY KEY,
            opened         bigint      NOT NULL,
            number         text        NOT NULL,
            status         text        NOT NULL,
            step           integer,
            holder         text,
            entered_at     timestamptz NOT NULL,
            round          integer     NOT NULL,
            kind           text        NOT NULL,
            institution    text        NOT NULL,
            applicant_sub  text,
            attorney_sub   text,
            attorney_until timestamptz,
            attorneys      text[]      NOT NULL,
            seen_by        text[]      NOT NULL,
            decree_kind    text,
            submitted_at   timestamptz NOT NULL,
            updated_at     timestamptz NOT NULL,
            sop_code       text        NOT NULL,
            sop_version    text        NOT NULL,
            version        bigint      NOT NULL,
            position       bigint      NOT NULL
        ) WITH (fillfactor = 80);
        CREATE TABLE {cases_words} (permit uuid PRIMARY KEY, words tsvector NOT NULL);
        """)
    # One index for each office: a list of what it has seen costs the same however much it has not. The negative one
    # is for searches alone: lists by status, which are guessed to find theirs among the newest, must not take it.
    indexes = sql.SQL("""
        CREATE INDEX ON {cases} (number text_pattern_ops);
        CREATE INDEX ON {cases} ((-opened));
        CREATE INDEX ON {cases} (applicant_sub, opened);
        CREATE INDEX ON {cases} (attorney_sub, opened) WHERE attorney_sub IS NOT NULL;
        CREATE INDEX ON {cases} USING gin (attorneys) WHERE attorneys <> '{{}}';
        CREATE INDEX ON {cases} (status, opened);
        CREATE INDEX ON {cases} (status, opened) WHERE 'front_office' = ANY (seen_by);
        CREATE INDEX ON {cases} (status, opened) WHERE 'back_office' = ANY (seen_by);
        CREATE INDEX ON {cases} (status, opened) WHERE 'dinas_teknis' = ANY (seen_by);
        CREATE INDEX ON {cases} (status, opened) WHERE 'kabid' = ANY (seen_by);
        CREATE INDEX ON {cases} (status, opened) WHERE 'sekretaris' = ANY (seen_by);
        CREATE INDEX ON {cases} (status, opened) WHERE 'kepala_dinas' = ANY (seen_by);
        CREATE INDEX ON {cases_words} USING gin (words);
        """)

    def fold(self, row: Case | None, event: Recorded) -> Case:
        state = event.open()
        if event.topic == "Submitted":
            return self._submitted(row, event, state)
        assert row is not None, "a stream begins with Submitted"
        at = instant(state["at"])
        if event.topic == "Routed":
            return _routed(row, event, state["fact"], at)
        seen: Case = {**row, "version": event.version, "position": event.position, "updated_at": at}
        match event.topic:
            case "Verified":
                return {**seen, "status": Status.IN_PROCESS}
            case "Rejected":
                return {**seen, "status": Status.REJECTED}
            case "Signed":
                return {**seen, "status": Status.SIGNED, "decree_kind": state["fact"]["kind"]}
            case "Delivered":
                refusal = row["decree_kind"] == DecreeKind.REFUSAL
                return _finished(seen, Status.REFUSED if refusal else Status.DELIVERED)
            case "Withdrawn":
                return _alone(_finished(seen, Status.WITHDRAWN))
            case "Lapsed":
                return _alone(_finished(seen, Status.LAPSED))
            case "Revoked":
                return _alone(_finished(seen, Status.REVOKED))
            case "AuthorityGiven":
                return self._empowered(seen, event, state["fact"])
            case "AuthorityEnded":
                return _alone(seen)
            case "PersonalDataErased":
                return {**_alone(seen), "applicant_sub": None, "attorneys": []}
            case _:
                return seen

    def settle(self, row: Case) -> Case:
        return row

    async def load(self, connection: Connection, tables: Tables, permits: Collection[UUID]) -> dict[UUID, Case]:
        return await load_rows(connection, tables, "cases", Case, permits)

    async def save(self, connection: Connection, tables: Tables, changes: Sequence[Change[Case]]) -> None:
        gone = [change.permit for change in changes if not change.after]
        await put_rows(connection, tables, "cases", [change.after for change in changes if change.after])
        await put_words(connection, tables, "cases_words", changes)
        await delete_rows(connection, tables, gone, "cases", "cases_words")

    def _submitted(self, row: Case | None, event: Recorded, state: Json) -> Case:
        fact, at = state["fact"], instant(state["at"])
        return {
            "permit": event.permit,
            "version": event.version,
            "opened": row["opened"] if row else event.position,
            "number": event.registered_number,
            "status": Status.SUBMITTED,
            "step": state["step"],
            "holder": state["by"]["role"],
            "entered_at": row["entered_at"] if row else at,
            "round": fact["round"],
            "kind": fact["kind"],
            "institution": fact["institution"]["name"],
            "applicant_sub": row["applicant_sub"] if row else self._applicant(event, state["by"]["sub"]),
            "attorney_sub": row["attorney_sub"] if row else None,
            "attorney_until": row["attorney_until"] if row else None,
            "attorneys": row["attorneys"] if row else [],
            "seen_by": row["seen_by"] if row else [],
            "decree_kind": None,
            "submitted_at": at,
            "updated_at": at,
            "sop_code": state["sop"]["code"],
            "sop_version": state["sop"]["version"],
            "position": event.position,
        }

    def _applicant(self, event: Recorded, sub: str | Json) -> str | None:
        """Return who submitted, None once the key is destroyed."""
        return sub if isinstance(sub, str) else self._opened(event, "by.sub", sub)

    def _empowered(self, row: Case, event: Recorded, fact: Json) -> Case:
        """The last power counts; whoever had one before may still ask what is known of them."""
        attorney = self._opened(event, "fact.attorney.sub", fact["attorney"]["sub"])
        if attorney is None:
            return row
        return {
            **row,
            "attorney_sub": attorney,
            "attorney_until": instant(fact["until"]) if fact["until"] else None,
            "attorneys": sorted({*row["attorneys"], attorney}),
        }

    def _opened(self, event: Recorded, path: str, sealed: Json) -> str | None:
        if event.wrapped_key is None:
            return None
        return str(self.unseal(event.permit, event.version, path, sealed, event.wrapped_key))


def _alone(row: Case) -> Case:
    """Nobody acts for the applicant any more."""
    return {**row, "attorney_sub": None, "attorney_until": None} if row["attorney_sub"] else row


def _routed(row: Case, event: Recorded, fact: Json, at: datetime) -> Case:
    to = fact["to_role"]
    newly = to in OFFICERS and to not in row["seen_by"]
    return {
        **row,
        "version": event.version,
        "position": event.position,
        "updated_at": at,
        "step": fact["to_step"],
        "holder": to,
        "entered_at": at,
        "seen_by": [*row["seen_by"], to] if newly else row["seen_by"],
    }


def _finished(row: Case, status: Status) -> Case:
    return {**row, "status": status, "step": None, "holder": None}
