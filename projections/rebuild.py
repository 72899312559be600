"""Blue and green: a read model built anew beside the live one, and put in its place when it has caught up.

Readers notice nothing: they ask a view, and the view is pointed to the new tables in one short transaction.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from psycopg import errors

from projections.apply import apply
from projections.checkpoint import Checkpoint, create_version, find_live, install, tables_of
from projections.connection import Connect, Connection
from projections.log import read_batch, read_head
from projections.projection import AnyProjection
from projections.recorded import OpenState
from projections.tables import create_tables, drop_tables, show

Progress = Callable[[int, int], None]
"""Told the position reached, and the one to reach."""

_BATCH = 5_000
_SHORT = 0.1  # seconds that a reader may have to wait behind a switch that itself has to wait
log = structlog.get_logger(__name__)


class AlreadyRebuilding(Exception):
    """Another process is rebuilding this read model."""


def silent(_reached: int, _of: int) -> None:
    """Nobody watches."""
