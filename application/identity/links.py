"""The link of last resort: an office without a provider is entered by whoever may apply its migrations.

It is good once, for a quarter of an hour, and what it opens is a session of an hour as administrator.
"""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import LiteralString

import psycopg
from psycopg import errors

from application.installation import open_owner
from application.postgres.database import OWNER
from application.settings import BadSettings, Settings
from domain.actor import Caller, Role

GOOD_FOR = timedelta(minutes=15)
SESSION = timedelta(hours=1)
PATH = "/login/entry"
ADMINISTRATOR = Caller(sub="break-glass", name="Administrator darurat", roles=frozenset({Role.ADMIN}))

_MAKE: LiteralString = "INSERT INTO access.links (token_hash, expires_at) VALUES (%s, clock_timestamp() + %s)"


def make_link(settings: Settings) -> str:
    """Return a new link, or raise BadSettings where nobody may come in that way, or what `open_owner` raises."""
    if settings.demo:
        raise BadSettings("This is a demo, where anybody may be anybody: sign in at /login.")
    if settings.oidc_issuer is not None:
        raise BadSettings(f"People sign in by {settings.oidc_issuer}: there is no other way in while it is set.")
    if settings.public_url is None:
        raise BadSettings("IZIN_PUBLIC_URL: where is this office reached? The link leads there.")
    token = token_urlsafe(32)
    with open_owner(settings) as owner, psycopg.connect(owner) as connection:
        try:
            connection.execute(f"SET ROLE {OWNER}".encode())
            connection.execute(_MAKE, (sha256(token.encode()).digest(), GOOD_FOR))
        except (errors.InsufficientPrivilege, errors.InvalidParameterValue):
            raise BadSettings("This login may make no such link: use IZIN_OWNER_DATABASE_URL.") from None
        except (errors.UndefinedTable, errors.InvalidSchemaName):
            raise BadSettings("The tables are not there yet: run scripts/migrate.") from None
    return f"{str(settings.public_url).rstrip('/')}{PATH}?code={token}"
