"""Proofs from the tree: that an entry is in it, and that one tree begins another. Two questions, at any size.

Only what is kept is read; whether it fits to what was signed is for whoever asks to check.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString

from domain.merkle import Span, consistency_spans, inclusion_spans
from domain.merkle_store import Hashes, Place, runs, span_hash
from domain.sealed_logs import SealedLog
from projections.engine.connection import Connection

_HASHES: Mapping[SealedLog, LiteralString] = {
    SealedLog.TRAIL: "SELECT level, index, hash FROM ledger.hashes(%b::integer[], %b::bigint[], %b::bigint[])",
    SealedLog.ACCESS: "SELECT level, index, hash FROM ledger.access_hashes(%b::integer[], %b::bigint[], %b::bigint[])",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    leaf: bytes
    path: Sequence[bytes]
    root: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    path: Sequence[bytes]
    first_root: bytes
    second_root: bytes


async def inclusion(connection: Connection, log: SealedLog, index: int, size: int) -> Inclusion:
    """Return the proof that leaf `index` is in the tree of `size`; raise `NotKept` where the tree is damaged."""
    leaf, whole, spans = Span(index, index + 1), Span(0, size), inclusion_spans(index, size)
    kept = await _kept(connection, log, [leaf, whole, *spans])
    path = [span_hash(span, kept) for span in spans]
    return Inclusion(leaf=span_hash(leaf, kept), path=path, root=span_hash(whole, kept))


async def consistency(connection: Connection, log: SealedLog, first: int, second: int) -> Consistency:
    """Return the proof that the tree of `first` leaves begins that of `second`; raise `NotKept` as above."""
    old, new, spans = Span(0, first), Span(0, second), consistency_spans(first, second)
    kept = await _kept(connection, log, [old, new, *spans])
    path = [span_hash(span, kept) for span in spans]
    return Consistency(path=path, first_root=span_hash(old, kept), second_root=span_hash(new, kept))


async def _kept(connection: Connection, log: SealedLog, spans: Sequence[Span]) -> Hashes:
    needed = list(dict.fromkeys(runs(spans)))
    columns = [run.level for run in needed], [run.first for run in needed], [run.count for run in needed]
    rows = await (await connection.execute(_HASHES[log], columns, binary=True)).fetchall()
    return {Place(level, index): hash_ for level, index, hash_ in rows}
