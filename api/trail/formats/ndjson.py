"""NDJSON: the items of the trail, one a line in the order of positions, with the bytes under each leaf."""

from collections.abc import Iterable

import orjson

from api.trail.formats.items import Item

_AS_LINES = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE


class Lines:
    """The file holds nothing but events: what is chosen of an empty trail is an empty file."""

    def begin(self) -> bytes:
        return b""

    def write(self, items: Iterable[Item]) -> bytes:
        return b"".join(orjson.dumps(item.told, option=_AS_LINES) for item in items)

    def end(self) -> Iterable[bytes]:
        return ()

    def close(self) -> None:
        """There is nothing to give back."""
