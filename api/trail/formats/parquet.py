"""Parquet, written by hand: plain values in gzip pages, one page a column and group of rows.

https://parquet.apache.org/docs/file-format/. Nothing but the group that is being filled is kept, and of each group
that was written where its columns stand. A library would do more and weigh a hundred times as much (ADR 19).
"""

import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from struct import pack
from typing import Any

from api.trail.formats.items import Item
from api.trail.formats.table import COLUMNS, REQUIRED, Kind, Row, rows
from api.trail.formats.thrift import I64, Struct, Value, struct, varint

GROUP = 10_000
_MAGIC = b"PAR1"
_PLAIN, _RLE = 0, 3  # encodings
_INT64, _BYTES = 2, 6  # types
_GZIP, _LEVEL = 2, 3  # codec; a third of the time of zlib's own choice, for a tenth more bytes
_REQUIRED, _OPTIONAL = 0, 1
_TEXT: Struct = {1: {}}
_MICROSECONDS: Struct = {8: {1: True, 2: {2: {}}}}  # UTC
_UTF8, _TIMESTAMP_MICROS = 0, 10  # the same, for readers of before 2018
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Columns:
    def __init__(self, group: int = GROUP) -> None:
        self._group = group
        self._waiting: list[Row] = []
        self._at = 0
        self._rows = 0
        self._groups: list[Struct] = []

    def begin(self) -> bytes:
        self._at = len(_MAGIC)
        return _MAGIC

    def write(self, items: Iterable[Item]) -> bytes:
        incoming, written = iter(rows(items)), bytearray()
        while True:
            self._waiting += islice(incoming, self._group - len(self._waiting))
            if len(self._waiting) < self._group:
                return bytes(written)
            written += self._written()

    def end(self) -> Iterable[bytes]:
        if self._waiting:
            yield self._written()
        footer = struct(_file(self._rows, tuple(self._groups)))
        yield footer + pack("<I", len(footer)) + _MAGIC

    def close(self) -> None:
        """There is nothing to give back."""

    def _written(self) -> bytes:
        """Return the rows that wait as a group, and note where it stands."""
        count, pages, columns, size = len(self._waiting), bytearray(), [], 0
        for (name, kind), values in zip(COLUMNS.items(), zip(*self._waiting, strict=True), strict=True):
            page, plain = _page(values, kind, required=name in REQUIRED)
            columns.append(_column(name, kind, count, at=self._at + len(pages), plain=plain, packed=len(page)))
            pages += page
            size += plain
        self._groups.append({1: tuple(columns), 2: I64(size), 3: I64(count)})
        self._at += len(pages)
        self._rows += count
        self._waiting.clear()
        return bytes(pages)


def _page(values: Sequence[Any], kind: Kind, *, required: bool) -> tuple[bytes, int]:
    """Return a page with its header, and how long both would be if nothing were compressed."""
    present = [value for value in values if value is not None]
    content = (b"" if required else _levels(values, len(present))) + _plain(present, kind)
    packer = zlib.compressobj(_LEVEL, wbits=31)
    packed = packer.compress(content) + packer.flush()
    about: Struct = {1: len(values), 2: _PLAIN, 3: _RLE, 4: _RLE}
    header = struct({1: 0, 2: len(content), 3: len(packed), 5: about})
    return header + packed, len(header) + len(content)


def _plain(values: Sequence[Any], kind: Kind) -> bytes:
    if kind is Kind.TEXT:
        texts = [value.encode() for value in values]
        return b"".join(part for text in texts for part in (pack("<I", len(text)), text))
    if kind is Kind.INSTANT:
        values = [(value - _EPOCH) // _MICROSECOND for value in values]
    return pack(f"<{len(values)}q", *values)


def _levels(values: Sequence[Any], present: int) -> bytes:
    """Return which values are there: one run where all or none are, else a bit for each, in bytes of eight."""
    if present in (0, len(values)):
        run = varint(len(values) << 1) + (b"\1" if present else b"\0")
    else:
        bits = "".join("0" if value is None else "1" for value in reversed(values))
        size = -(-len(values) // 8)
        run = varint(size << 1 | 1) + int(bits, 2).to_bytes(size, "little")
    return pack("<I", len(run)) + run


def _column(name: str, kind: Kind, count: int, *, at: int, plain: int, packed: int) -> Struct:
    about: Struct = {
        1: _type(kind),
        2: (_PLAIN, _RLE),
        3: (name,),
        4: _GZIP,
        5: I64(count),
        6: I64(plain),
        7: I64(packed),
        9: I64(at),
    }
    return {2: I64(at), 3: about}


def _file(count: int, groups: tuple[Value, ...]) -> Struct:
    root: Struct = {4: "trail", 5: len(COLUMNS)}
    schema = (root, *(_element(name, kind) for name, kind in COLUMNS.items()))
    return {1: 1, 2: schema, 3: I64(count), 4: groups, 6: "Jejak Izin"}


def _element(name: str, kind: Kind) -> Struct:
    is_text, repetition = kind is Kind.TEXT, _REQUIRED if name in REQUIRED else _OPTIONAL
    fields: dict[int, Value] = {1: _type(kind), 3: repetition, 4: name}
    if is_text or kind is Kind.INSTANT:
        fields |= {6: _UTF8 if is_text else _TIMESTAMP_MICROS, 10: _TEXT if is_text else _MICROSECONDS}
    return fields


def _type(kind: Kind) -> int:
    return _BYTES if kind is Kind.TEXT else _INT64
