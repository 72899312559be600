"""Which content anybody still names: in an event, in an upload's row, or in a pointer that nothing has recorded yet.

A name is any SHA-256 that stands in clear in a stored event, in whatever field of whichever fact: a fact of tomorrow
keeps its papers without anybody thinking of this file. Whoever lets another table name content adds it here.
"""

import re
from typing import LiteralString

import obstore
import psycopg
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from application.archive.faults import fault_of

HASH = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
# One statement, so that both are seen as they stood at one moment.
NAMED: LiteralString = """
SELECT found[1]
  FROM ledger.events e,
       regexp_matches(convert_from(e.state, 'UTF8'), '[0-9a-f]{64}', 'g') AS found
UNION ALL
SELECT u.sha256
  FROM files.uploads u
"""
AT_ONCE = 10_000  # rows

Names = frozenset[bytes]


def named_in_database(url: str) -> Names:
    """Return the hashes (as bytes: a million need 100 MB) that events and uploads name."""
    with psycopg.connect(url) as connection, connection.cursor("named") as rows:
        rows.itersize = AT_ONCE
        rows.execute(NAMED)
        return frozenset(bytes.fromhex(row[0]) for row in rows)


def named_by_pointers(store: ObjectStore) -> Names:
    """Return the hashes that pointers name: a decree that was signed, and whose recording somebody will repeat."""
    found: set[bytes] = set()
    try:
        for chunk in obstore.list(store, "pointers"):
            for each in chunk:
                content = bytes(obstore.get(store, each["path"]).bytes())
                found.update(bytes.fromhex(match.decode()) for match in HASH.findall(content))
    except (BaseError, OSError) as error:
        raise fault_of(error) from error
    return frozenset(found)
