"""Is somebody still to be found? Every table, every object and file, and whatever our own keys open, looked through.

A drill is worth something because it can fail: before an erasure it finds the person, in what the keys open.
"""

import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from quopri import encodestring
from typing import LiteralString
from urllib.parse import quote, quote_plus

import obstore
import orjson
import psycopg
from obstore.store import ObjectStore
from psycopg import sql

from application.schema import SCHEMA
from application.sealing import unseal
from application.vault import Vault

SHORTEST = 4  # letters: shorter ones stand in anything
_PIECE = 1_000  # rows
Place = tuple[str, bytes]  # where something is, and what


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`hits` by place and by which of the strings (counted from 1: a report must not name anybody either)."""

    hits: Sequence[tuple[str, int]]
    places: int
    size: int


def look(places: Iterable[Place], strings: Sequence[str]) -> Found:
    """Look for each of `strings` in all places, however it may be written there."""
    sought = [(n, _pattern(text)) for n, text in enumerate(strings, 1) if len(text) >= SHORTEST]
    hits: dict[tuple[str, int], None] = {}
    count, size = 0, 0
    for name, content in places:
        count, size = count + 1, size + len(content)
        hits.update({(name, n): None for n, pattern in sought if pattern.search(content)})
    return Found(hits=list(hits), places=count, size=size)


def forms(text: str) -> list[bytes]:
    """Return how `text` may be written: plain, escaped for JSON, HTML, addresses or mail, in UTF-16, base64, hex."""
    plain = text.encode()
    written = {
        *(plain, text.encode("utf-16-le"), text.encode("utf-16-be")),
        *(json.dumps(text)[1:-1].encode(), escape(text).encode(), quote(text).encode(), quote_plus(text).encode()),
        *(encodestring(plain), encodestring(plain, header=True)),
        *_base64(plain),
        *_base64(text.encode("utf-16-le")),
    }
    return sorted(written | {form.hex().encode() for form in written})


def in_database(url: str) -> Iterator[Place]:
    """Yield every row of every table, whoever owns it, as PostgreSQL writes it; large tables in pieces."""
    with psycopg.connect(url) as connection:
        for schema, table in connection.execute(_TABLES).fetchall():
            query = sql.SQL("SELECT whole::text FROM {} AS whole").format(sql.Identifier(schema, table))
            with connection.cursor("drill") as rows:
                rows.itersize = _PIECE
                rows.execute(query)
                while piece := rows.fetchmany(_PIECE):
                    yield f"{schema}.{table}", "\n".join(row[0] for row in piece).encode()


def in_archive(store: ObjectStore) -> Iterator[Place]:
    """Yield every object as it lies there, with its path."""
    for chunk in obstore.list(store):
        for each in chunk:
            yield (
                f"archive {each['path']}",
                each["path"].encode() + b"\n" + bytes(obstore.get(store, each["path"]).bytes()),
            )


def in_files(folders: Iterable[Path]) -> Iterator[Place]:
    """Yield every file, such as logs, exports and what waits in a mailbox, with its name."""
    for folder in folders:
        for file in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            if file.is_file():
                yield f"file {file}", str(file).encode() + b"\n" + file.read_bytes()


def opened(url: str, vault: Vault) -> Iterator[Place]:
    """Yield every event as its key opens it, as long as there is one."""
    with psycopg.connect(url) as connection, connection.cursor("opened") as rows:
        rows.itersize = _PIECE
        rows.execute(_EVENTS)
        for stream, version, topic, state, wrapped in rows:
            raw = SCHEMA.read(topic, state)
            unseal(vault.key(stream, wrapped), version, topic, raw)
            yield f"opened {stream}:{version}", orjson.dumps(raw)


def _pattern(text: str) -> re.Pattern[bytes]:
    return re.compile(b"|".join(map(re.escape, forms(text))), re.IGNORECASE)


def _base64(plain: bytes) -> Iterator[bytes]:
    """Wherever it begins: three bytes make four letters, of which those at the edges also tell of neighbours."""
    for encode in (b64encode, urlsafe_b64encode):
        for n in range(3):
            text = encode(b"\0" * n + plain)[(8 * n + 5) // 6 :].rstrip(b"=")
            yield text[:-1]


_TABLES: LiteralString = """
SELECT schemaname, tablename
  FROM pg_tables
 WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
 ORDER BY schemaname, tablename
"""
_EVENTS: LiteralString = """
SELECT e.originator_id, e.originator_version, e.topic, e.state, k.wrapped
  FROM ledger.events e
  JOIN ledger.keys k
    ON k.permit = e.originator_id
"""
