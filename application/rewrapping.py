"""The keys of permits, wrapped anew after a wrapping key has changed. The office runs on meanwhile.

Nobody may change a row of `ledger.keys`: triggers refuse it. Who owns the tables lifts them here for one batch at a
time, inside the transaction that puts them back; only a new file waits for that, for milliseconds.
"""

from collections.abc import Iterator
from typing import LiteralString
from uuid import UUID

import psycopg

from application.settings import BadSettings
from application.vault import UnknownMasterKey, Vault

BATCH = 500
_COUNTED: LiteralString = """
SELECT substring(wrapped FROM 2 FOR 8), count(*)
  FROM ledger.keys
 GROUP BY 1
 ORDER BY 2 DESC
"""
_OTHERS: LiteralString = """
SELECT permit, wrapped
  FROM ledger.keys
 WHERE permit > %s
   AND substring(wrapped FROM 2 FOR 8) <> %s
 ORDER BY permit
 LIMIT %s
"""
_LIFT: LiteralString = "ALTER TABLE ledger.keys DISABLE TRIGGER keep, DISABLE TRIGGER keep_row"
_PUT_BACK: LiteralString = "ALTER TABLE ledger.keys ENABLE ALWAYS TRIGGER keep, ENABLE ALWAYS TRIGGER keep_row"
# One that is gone by now was forgotten, and stays so.
_WRAP: LiteralString = "UPDATE ledger.keys SET wrapped = %s WHERE permit = %s AND wrapped = %s"


def counted(connection: psycopg.Connection) -> dict[bytes, int]:
    """Return how many permits' keys each master key wraps, by its name."""
    return dict(connection.execute(_COUNTED).fetchall())


def rewrap(owner: str, vault: Vault, *, batch: int = BATCH) -> Iterator[int]:
    """Wrap every key by the vault's present master key, and yield how many after each batch.

    Raises BadSettings where a key was wrapped by one that is not configured: then nothing of its batch has changed.
    """
    last = UUID(int=0)
    with psycopg.connect(owner, autocommit=True) as connection:
        while rows := connection.execute(_OTHERS, (last, vault.present, batch)).fetchall():
            try:
                anew = [(vault.wrapped_anew(permit, wrapped), permit, wrapped) for permit, wrapped in rows]
            except UnknownMasterKey as unknown:
                raise BadSettings(f"{unknown}: name it in IZIN_WRAPPING_KEYS_ALSO.") from None
            with connection.transaction(), connection.cursor() as cursor:
                cursor.execute(_LIFT)
                cursor.executemany(_WRAP, anew)
                cursor.execute(_PUT_BACK)
            last = rows[-1][0]
            yield len(rows)
