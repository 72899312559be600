"""Events as an auditor reads them who gave a reason: what was sealed, and the salts by which it can be checked.

A salt and a value make the commitment that stands in the stored state (`application.vault`), so whoever holds both can
hold them against the leaf. What is a secret and not about anybody, keys and codes, stays masked.
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString, TypedDict
from uuid import UUID

import orjson
from psycopg.rows import class_row

from application.postgres.pool import Pool, connected
from application.schema import SCHEMA, Raw
from application.sealing import sealed_paths
from application.trail_item import trail_item
from application.vault import Key, Vault

SECRETS = frozenset({"fact.document_keys", "fact.tracking_code"})


class Stored(TypedDict):
    """An event with its place, as `trail_item` takes it."""

    position: int
    stream: UUID
    version: int
    topic: str
    state: bytes
    recorded_at: datetime
    leaf: bytes


def unmasked_item(stored: Stored, key: Key) -> Raw:
    """Return the item of the trail with real values in `by` and `data`, and their `salts` by sealed path, if any.

    Raises `Tampered`, `UnknownTopic` or `UnknownVersion`.
    """
    item = trail_item(**stored)
    raw = SCHEMA.read(stored["topic"], stored["state"])
    salts: dict[str, str] = {}
    for path in opened_paths(stored):
        opened = Vault.open(key, stored["version"], path, _at(raw, path))
        salts[path] = b64encode(opened.salt).decode()
        _put(item, path, orjson.loads(opened.value))
    return {**item, "salts": salts} if salts else item


def opened_paths(stored: Stored) -> tuple[str, ...]:
    """Return what of the event is opened, by the paths under which it is sealed."""
    role = SCHEMA.read(stored["topic"], stored["state"])["by"]["role"]
    return tuple(path for path in sealed_paths(stored["topic"], role) if path not in SECRETS)


async def stored_events(pool: Pool, stream: UUID) -> Sequence[Stored]:
    """Return the events of one file, in order; raises `ConnectionLost`."""
    async with connected(pool) as connection, connection.cursor(row_factory=class_row(Stored)) as cursor:
        await cursor.execute(_EVENTS, (stream,))
        return await cursor.fetchall()


def _at(raw: Raw, path: str) -> Raw:
    for name in path.split("."):
        raw = raw[name]
    return raw


def _put(item: Raw, path: str, value: object) -> None:
    """An item of the trail calls `data` what a state calls `fact`."""
    root, *way, last = path.split(".")
    place = item["data" if root == "fact" else root]
    for name in way:
        place = place[name]
    place[last] = value


_EVENTS: LiteralString = """
SELECT notification_id AS position,
       originator_id AS stream,
       originator_version AS version,
       topic, state, recorded_at, leaf
  FROM ledger.events
 WHERE originator_id = %s
 ORDER BY originator_version
"""
