"""Drafts and surveys of one database, on a few connections of their own."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from application.applying.drafts import Drafts
from application.applying.surveys import Surveys
from application.postgres.pool import small_pool
from application.vault import Vault


@asynccontextmanager
async def open_desk(url: str, vault: Vault, naming: bytes) -> AsyncGenerator[tuple[Drafts, Surveys]]:
    """Yield both in the database at `url`, which must be the primary."""
    async with small_pool(url) as pool:
        yield Drafts(pool, vault, naming), Surveys(pool)
