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
_TOGETHER = 10_000
_TABLES = """
PRAGMA journal_mode = MEMORY;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -8192;
CREATE TABLE objects (id TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE attributes (id TEXT, name TEXT, time TEXT, value TEXT, PRIMARY KEY (id, name, time)) WITHOUT ROWID;
CREATE TABLE relations (id TEXT, qualifier TEXT, other TEXT, PRIMARY KEY (id, qualifier, other)) WITHOUT ROWID;
"""


class Shelf:
    """Used by one piece of work at a time, whichever thread that runs in. Rows are written many at a time."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._database.executescript(_TABLES)
        self._objects: list[tuple[str, str]] = []
        self._attributes: list[tuple[str, str, str, str]] = []
        self._relations: list[tuple[str, str, str]] = []
        self._last: dict[tuple[str, str], str] = {}  # values put by lately: most are the same again

    def put(self, id_: str, kind: str, time: str, attributes: Iterable[tuple[str, str]]) -> None:
        """Put an object by, with the values that its attributes have from `time` on."""
        self._objects.append((id_, kind))
        for name, value in attributes:
            if self._last.get((id_, name)) != value:
                self._last[id_, name] = value
                self._attributes.append((id_, name, time, value))
        if len(self._objects) > _TOGETHER:
            self._put_down()

    def relate(self, id_: str, other: str, qualifier: str) -> None:
        self._relations.append((id_, qualifier, other))

    def related(self, id_: str, qualifier: str) -> list[str]:
        """Return the ids of those that are `qualifier` to this one."""
        self._put_down()
        found = self._database.execute(
            "SELECT other FROM relations WHERE id = ? AND qualifier = ? ORDER BY other", (id_, qualifier)
        )
        return [other for (other,) in found]

    def objects(self) -> Iterator[list[Raw]]:
        """Yield all objects in pieces, as the standard writes them."""
        self._put_down()
        last = ""
        while found := self._database.execute(_OBJECTS, (last, _PIECE)).fetchall():
            attributes = self._of(_VALUES, found[0][0], found[-1][0])
            relations = self._of(_RELATIONS, found[0][0], found[-1][0])
            yield [
                {
                    "id": id_,
                    "type": kind,
                    "attributes": list(_changes(attributes.get(id_, ()))),
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

    def _put_down(self) -> None:
        with self._database:
            self._database.execute("BEGIN")
            self._database.executemany("INSERT OR IGNORE INTO objects VALUES (?, ?)", self._objects)
            self._database.executemany("INSERT OR IGNORE INTO attributes VALUES (?, ?, ?, ?)", self._attributes)
            self._database.executemany("INSERT OR IGNORE INTO relations VALUES (?, ?, ?)", self._relations)
        for rows in (self._objects, self._attributes, self._relations):
            rows.clear()
        if len(self._last) > _TOGETHER:
            self._last.clear()


def _changes(values: Iterable[tuple[str, ...]]) -> Iterator[Raw]:
    """Yield the values of attributes, which come by name and time, that are others than the ones before."""
    before: tuple[str, str] | None = None
    for _, name, time, value in values:
        if (name, value) != before:
            yield {"name": name, "time": time, "value": value}
        before = name, value


_OBJECTS = "SELECT id, kind FROM objects WHERE id > ? ORDER BY id LIMIT ?"
_VALUES = "SELECT id, name, time, value FROM attributes WHERE id BETWEEN ? AND ? ORDER BY id, name, time"
_RELATIONS = "SELECT id, qualifier, other FROM relations WHERE id BETWEEN ? AND ? ORDER BY id, qualifier, other"
