"""Objects put by until the last event is written: on disk, in a nameless SQLite database that vanishes with us.

So a file of any length takes the same memory. Nothing personal is put by: the items are masked before.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from application.schema import Raw

Related = tuple[str, str]
"""The id of an object, and what it is to the event or to the other object."""

_PIECE = 500
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -8192;
CREATE TABLE objects (id TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE attributes (id TEXT, name TEXT, time TEXT, value TEXT, PRIMARY KEY (id, name, time)) WITHOUT ROWID;
CREATE TABLE relations (id TEXT, qualifier TEXT, other TEXT, PRIMARY KEY (id, qualifier, other)) WITHOUT ROWID;
"""


class Shelf:
    """Used by one piece of work at a time, whichever thread that runs in."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._database.executescript(_TABLES)

    def put(self, id_: str, kind: str, time: str, attributes: Iterable[tuple[str, str]]) -> None:
        """Put an object by; an attribute is noted again where its value has changed."""
        self._database.execute("INSERT OR IGNORE INTO objects VALUES (?, ?)", (id_, kind))
        for name, value in attributes:
            self._database.execute(_NOTE, {"id": id_, "name": name, "time": time, "value": value})

    def relate(self, id_: str, other: str, qualifier: str) -> None:
        self._database.execute("INSERT OR IGNORE INTO relations VALUES (?, ?, ?)", (id_, qualifier, other))

    def related(self, id_: str, qualifier: str) -> list[str]:
        """Return the ids of those that are `qualifier` to this one."""
        found = self._database.execute(
            "SELECT other FROM relations WHERE id = ? AND qualifier = ? ORDER BY other", (id_, qualifier)
        )
        return [other for (other,) in found]

    def objects(self) -> Iterator[list[Raw]]:
        """Yield all objects in pieces, as the standard writes them."""
        last = ""
        while found := self._database.execute(_OBJECTS, (last, _PIECE)).fetchall():
            attributes = self._of(_VALUES, found[0][0], found[-1][0])
            relations = self._of(_RELATIONS, found[0][0], found[-1][0])
            yield [
                {
                    "id": id_,
                    "type": kind,
                    "attributes": [
                        {"name": name, "time": time, "value": value} for _, name, time, value in attributes.get(id_, ())
                    ],
                    "relationships": [
                        {"objectId": other, "qualifier": qualifier} for _, qualifier, other in relations.get(id_, ())
                    ],
                }
                for id_, kind in found
            ]
            last = found[-1][0]

    def close(self) -> None:
        self._database.close()

    def _of(self, query: str, first: str, last: str) -> dict[str, list[tuple[str, ...]]]:
        found = self._database.execute(query, (first, last))
        return {id_: list(group) for id_, group in groupby(found, key=itemgetter(0))}


_NOTE = """
INSERT OR IGNORE INTO attributes
SELECT :id, :name, :time, :value
 WHERE :value IS NOT (SELECT value FROM attributes WHERE id = :id AND name = :name ORDER BY time DESC LIMIT 1)
"""
_OBJECTS = "SELECT id, kind FROM objects WHERE id > ? ORDER BY id LIMIT ?"
_VALUES = "SELECT id, name, time, value FROM attributes WHERE id BETWEEN ? AND ? ORDER BY id, time, name"
_RELATIONS = "SELECT id, qualifier, other FROM relations WHERE id BETWEEN ? AND ? ORDER BY id, qualifier, other"
