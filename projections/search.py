"""Finding names without an extension: words and their endings as lexemes, so that a prefix search looks inside words.

"elat" finds "PKBM Melati", because "elati" is one of its lexemes. pg_trgm would need an extension that an office's
PostgreSQL may not offer; this is an ordinary GIN index on every version.
"""

import re
from collections.abc import Sequence
from typing import LiteralString
from unicodedata import combining, normalize

from psycopg import sql

from projections.connection import Connection
from projections.tables import as_json

_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 60  # a lexeme has at most 2,046 bytes; nobody searches for the 61st letter
_MOST_WORDS = 8  # of a question


def lexemes(number: str, name: str) -> list[str]:
    """Return what finds this row: the parts of its number, the words of its name and each word's endings."""
    endings = (word[start:] for word in _words(name) for start in range(len(word)))
    return sorted({*_words(number), *endings})


def as_tsquery(question: str) -> str:
    """Return a tsquery for rows in which every word of the question occurs. Without a word it finds nothing."""
    return " & ".join(f"'{word}':*" for word in _words(question)[:_MOST_WORDS])


async def put_words(connection: Connection, table: sql.Identifier, found_by: Sequence[dict[str, object]]) -> None:
    """Write the lexemes of permits: dictionaries with `permit` and `lexemes`."""
    if found_by:
        await connection.execute(
            sql.SQL(_PUT).format(table=table), (as_json(found_by),)
        )


_PUT: LiteralString = """
INSERT INTO {table} (permit, words)
SELECT w.permit, array_to_tsvector(w.lexemes)
  FROM json_to_recordset(%s) AS w (permit uuid, lexemes text[])
    ON CONFLICT (permit) DO UPDATE
   SET words = excluded.words
"""


def _words(text: str) -> list[str]:
    plain = "".join(letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
    return [word[:_LONGEST_WORD] for word in _WORD.findall(plain)]
