"""A trail as an office makes it, what it is sealed with, and how a line of it is forged."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field

import orjson

from application.sealing import MASK
from application.trail_item import trail_item
from tests.verifier.second import Json, SecondOpinion, header_of, tree
from tests.verifier.signer import LogKey, head, signed


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTrail:
    """The lines of an export, whole and without its line ends; `opinion` knows the ledger's leaf."""

    lines: tuple[bytes, ...]
    opinion: SecondOpinion
    key: LogKey = field(default_factory=LogKey)

    @property
    def whole(self) -> bytes:
        return joined(self.lines)

    @property
    def items(self) -> list[Json]:
        return [orjson.loads(line) for line in self.lines]

    def sealed(self, size: int | None = None) -> bytes:
        """Return a checkpoint of the first `size` events, signed."""
        return self.sealing(self.lines if size is None else self.lines[:size])

    def sealing(self, lines: Iterable[bytes]) -> bytes:
        """Return a checkpoint of these lines as they say they are."""
        leaves = [bytes.fromhex(orjson.loads(line)["leaf"]) for line in lines]
        return signed(head(len(leaves), tree(leaves)), self.key)

    def with_leaf(self, item: Json) -> Json:
        """Return the item with the leaf that follows from it: what whoever knows how it is made would do."""
        by = stored_of(item)["by"]
        sub = by["sub"] if isinstance(by["sub"], str) else MASK
        leaf = self.opinion.leaf(header_of(item), actor=sub, role=by["role"])
        return {**item, "leaf": leaf.hex()}

    def renumbered(self, items: Iterable[Json]) -> list[Json]:
        """Return the items with positions, versions, ids and leaves that fit."""
        versions: dict[str, int] = {}
        found: list[Json] = []
        for position, item in enumerate(deepcopy([*items]), 1):
            stream = item["id"].partition(":")[0]
            version = versions[stream] = versions.get(stream, 0) + 1
            found.append(
                self.with_leaf({**item, "position": position, "version": version, "id": f"{stream}:{version}"})
            )
        return found


def joined(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def written(items: Iterable[Json]) -> bytes:
    return joined(map(orjson.dumps, items))


def restated(item: Json, stored: Json) -> Json:
    """Return the item as it would read had this been stored; the leaf is left as it was."""
    found = trail_item(**header_of(with_state(item, orjson.dumps(stored))), leaf=bytes.fromhex(item["leaf"]))
    return orjson.loads(orjson.dumps(found, option=orjson.OPT_UTC_Z))  # type: ignore[no-any-return]  # JSON


def stored_of(item: Json) -> Json:
    found: Json = orjson.loads(b64decode(item["state"]))
    return found


def with_state(item: Json, state: bytes) -> Json:
    return {**item, "state": b64encode(state).decode()}
