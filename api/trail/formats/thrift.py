"""As much of Thrift's compact protocol as the headers of a Parquet file are written in.

https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from collections.abc import Iterable, Mapping

_TRUE, _FALSE, _I32, _I64, _BINARY, _LIST, _STRUCT = 1, 2, 5, 6, 8, 9, 12


class I64(int):
    """A whole number that its structure declares as 64 bits wide; others are 32."""


Struct = Mapping[int, "Value"]
Value = bool | int | str | tuple["Value", ...] | Struct
"""A structure is its fields by ascending ids; a list holds one kind of value, an empty one structures."""


def struct(fields: Struct) -> bytes:
    """Return a structure as it is written."""
    return b"".join(_fields(fields)) + b"\0"


def varint(number: int) -> bytes:
    """Return a number, which is not negative, seven bits a byte, the lowest first."""
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def _fields(fields: Struct) -> Iterable[bytes]:
    before = 0
    for id_, value in fields.items():
        yield bytes([(id_ - before) << 4 | _kind(value)])  # ids here are never 16 apart
        if not isinstance(value, bool):  # whose kind says it all
            yield _value(value)
        before = id_


def _kind(value: Value) -> int:
    match value:
        case bool():
            return _TRUE if value else _FALSE
        case I64():
            return _I64
        case int():
            return _I32
        case str():
            return _BINARY
        case tuple():
            return _LIST
        case _:
            return _STRUCT


def _value(value: Value) -> bytes:
    match value:
        case int():
            return varint(value << 1 if value >= 0 else (-value << 1) - 1)
        case str():
            text = value.encode()
            return varint(len(text)) + text
        case tuple():
            kind = _kind(value[0]) if value else _STRUCT
            size = bytes([len(value) << 4 | kind]) if len(value) < 15 else bytes([0xF0 | kind]) + varint(len(value))
            return size + b"".join(map(_value, value))
        case _:
            return struct(value)
