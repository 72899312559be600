"""Where the database keeps each sealed log and its tree: the same questions to other tables."""

from dataclasses import dataclass
from typing import LiteralString

from domain.sealed_logs import SealedLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """`entry` is what stands in it; `channel` wakes its sealer.

    `entries` answers with what a leaf is made of, in the order of `domain.trail_leaf.leaf_of`, and the kept leaf.
    """

    kind: SealedLog
    entry: str
    channel: LiteralString
    head: LiteralString
    entries: LiteralString
    hashes: LiteralString
    others: LiteralString
    add_hashes: LiteralString


def _hashes(function: LiteralString) -> LiteralString:
    return f"SELECT level, index, hash FROM {function}(%b::integer[], %b::bigint[], %b::bigint[])"  # noqa: S608 - named below


def _others(tree: LiteralString) -> LiteralString:
    return f"""
SELECT t.level, t.index
  FROM unnest(%b::integer[], %b::bigint[], %b::bytea[]) n(level, index, hash)
  JOIN {tree} t
    ON t.level = n.level
   AND t.index = n.index
 WHERE t.hash <> n.hash
 LIMIT 1
"""  # noqa: S608 - the same


def _add_hashes(tree: LiteralString) -> LiteralString:
    return f"""
INSERT INTO {tree} (level, index, hash)
SELECT *
  FROM unnest(%b::integer[], %b::bigint[], %b::bytea[])
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - the same


TRAIL = Log(
    kind=SealedLog.TRAIL,
    entry="event",
    channel="izin_seal",
    head="SELECT position FROM ledger.head",
    entries="""
SELECT notification_id, originator_id, originator_version, topic, state, recorded_at, actor, role, leaf
  FROM ledger.events
 WHERE notification_id > %b
   AND notification_id <= %b
 ORDER BY notification_id
""",
    hashes=_hashes("ledger.hashes"),
    others=_others("ledger.tree"),
    add_hashes=_add_hashes("ledger.tree"),
)
ACCESS = Log(
    kind=SealedLog.ACCESS,
    entry="look",
    channel="izin_seal_access",
    head="SELECT coalesce(max(position), 0) FROM ledger.access_log",
    entries="""
SELECT position, coalesce(application, '00000000-0000-0000-0000-000000000000'), 0::bigint, action, state, at, actor,
       role, leaf
  FROM ledger.access_log
 WHERE position > %b
   AND position <= %b
 ORDER BY position
""",
    hashes=_hashes("ledger.access_hashes"),
    others=_others("ledger.access_tree"),
    add_hashes=_add_hashes("ledger.access_tree"),
)
LOGS = (TRAIL, ACCESS)
