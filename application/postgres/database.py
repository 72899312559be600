"""How every connection of ours is opened: in a role with few rights, and never waiting for ever."""

from dataclasses import dataclass
from typing import LiteralString

from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow

APP = "izin_app"
PROJECTOR = "izin_projector"
AUDITOR = "izin_auditor"
OWNER = "izin_owner"
BACKUP = "izin_backup"

_LONG_ROW: LiteralString = "SELECT repeat(' ', 262144)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """When PostgreSQL gives up, in milliseconds; 0 is never."""

    statement: int = 10_000
    lock: int = 3_000
    idle_in_transaction: int = 15_000


def as_role(url: str, role: str, *, timeouts: Timeouts = Timeouts()) -> str:
    """Return a connection string for `url` in a role of ours, whoever logs in; other options of the URL stay.

    Of options that stand twice the last counts: what is asked for here, though the URL may have been here before.
    """
    given = conninfo_to_dict(url)
    settings = {
        "role": role,
        "statement_timeout": timeouts.statement,
        "lock_timeout": timeouts.lock,
        "idle_in_transaction_session_timeout": timeouts.idle_in_transaction,
    }
    ours = " ".join(f"-c {name}={value}" for name, value in settings.items())
    options = f"{given.get('options') or ''} {ours}".strip()
    return make_conninfo(url, options=options, application_name=given.get("application_name") or role)


async def widen(connection: AsyncConnection[TupleRow]) -> None:
    """Let long answers come in at once: libpq's input buffer of 16 KiB grows to the largest row and never shrinks.

    Else an answer takes as many turns of the event loop as it has pieces, and a turn is long where much is asked.
    """
    await connection.execute(_LONG_ROW)
