"""Finding applications by name and number without an extension.

Words and their endings are lexemes, so that a prefix search looks inside words: "elat" finds "PKBM Melati", because
"elati" is one of its lexemes. pg_trgm would need an extension that an office's PostgreSQL may not offer; this is an
ordinary GIN index on every version. A number is also found by its beginning.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import LiteralString, TypeVar
from unicodedata import combining, normalize

from projections.engine.connection import Connection
from projections.engine.projection import Change
from projections.engine.tables import Tables, Versioned, as_json, on_table


class Named(Versioned):
    """A row that is found by its number and name."""

    number: str
    institution: str


NamedRow = TypeVar("NamedRow", bound=Named)

_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 60  # a lexeme has at most 2,046 bytes; nobody searches for the 61st letter
_MOST_WORDS = 8  # of a question
_BEYOND = "\U0010ffff"  # after everything that can be typed


@lru_cache(maxsize=4_096)  # several projections file the same names, one soon after the other
def lexemes(number: str, name: str) -> tuple[str, ...]:
    """Return what finds this row: date and count of its number, the words of its name and each word's endings."""
    # What every number begins with would make a list of all applications.
    counts = (part for part in _words(number) if part.isdecimal())
    endings = (word[start:] for word in _words(name) for start in range(len(word)))
    return tuple(sorted({*counts, *endings}))


def question(q: str) -> dict[str, str]:
    """Return the parameters of a search: `words`, a tsquery all words of which must occur, and the number's range."""
    words = _words(q)[:_MOST_WORDS]
    beginning = q.strip().upper() if words else _BEYOND  # what has no word finds nothing
    return {
        "words": " & ".join(f"'{word}':*" for word in words),
        "number_from": beginning,
        "number_below": beginning + _BEYOND,
    }


def is_found(q: str, number: str, name: str) -> bool:
    """Whether a search for `q` finds this row: what `question` asks the database, for a name that is not there."""
    words, found_by = _words(q)[:_MOST_WORDS], lexemes(number, name)
    if not words:
        return False
    return number.startswith(q.strip().upper()) or all(
        any(lexeme.startswith(word) for lexeme in found_by) for word in words
    )


async def put_words(connection: Connection, tables: Tables, name: str, changes: Sequence[Change[NamedRow]]) -> None:
    """Write the lexemes of permits that are new or have another name now."""
    found_by = [
        {"permit": after["permit"], "lexemes": lexemes(after["number"], after["institution"])}
        for before, after in ((change.before, change.after) for change in changes)
        if after and not (before and before["institution"] == after["institution"])
    ]
    if found_by:
        await connection.execute(on_table(tables, name, _PUT), (as_json(found_by),))


def _words(text: str) -> list[str]:
    return [word[:_LONGEST_WORD] for word in _WORD.findall(_plain(text.casefold()))]


def _plain(text: str) -> str:
    """Return the text without accents."""
    if text.isascii():
        return text
    return "".join(letter for letter in normalize("NFKD", text) if not combining(letter))


_PUT: LiteralString = """
INSERT INTO {table} (permit, words)
SELECT w.permit, array_to_tsvector(w.lexemes)
  FROM json_to_recordset(%s) AS w (permit uuid, lexemes text[])
    ON CONFLICT (permit) DO UPDATE
   SET words = excluded.words
"""
