"""The same proof by other means: the whole file at once, our own program's reading of it, the ledger's own leaf.

Nothing here is taken from `scripts/verify-trail`, and it is told differently on purpose: the tree by the recursion of
RFC 9162, the leaf by PostgreSQL, the line by writing it anew from the stored bytes, the signature by a library.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from application.sealing import MASK, sealed_paths
from application.trail_item import trail_item
from application.vault import Opened, Tampered, commitment

Json = dict[str, Any]
_NOTE = re.compile(
    rb"(?P<text>(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n?(?:(?<=\n)[^\n]+\n?)*)"
    rb"(?:(?<=\n)\n(?P<signatures>(?:\xe2\x80\x94 [^\n +]+ [A-Za-z0-9+/=]+\n)*))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    size: int
    root: str
    signature: str
    unsealed: int


class Found(NamedTuple):
    position: int
    stream: str
    version: int
    recorded_at: datetime
    leaf: bytes


_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError)


@dataclass(slots=True)
class SecondOpinion:
    """Lines it has found whole are remembered, by what they say."""

    ledger: psycopg.Connection
    _known: dict[bytes, Found | None] = field(default_factory=dict[bytes, Found | None])

    def judge(self, trail: bytes, note: bytes, vkey: str | None = None) -> Verdict | None:
        """Return what is proven, or None."""
        checkpoint = _NOTE.fullmatch(note)
        if not checkpoint or not _is_text(note) or not _is_base64(checkpoint["root"]):
            return None
        signatures = [line.split(b" ") for line in (checkpoint["signatures"] or b"").splitlines()]
        if not all(_is_base64(each[2]) and len(b64decode(each[2])) > 4 for each in signatures):
            return None
        signature = _signature(checkpoint, signatures, vkey) if vkey else "not_checked"
        lines = trail.removesuffix(b"\n").split(b"\n") if trail else []
        events = [self.event(line) for line in lines]
        size = int(checkpoint["size"])
        if None in events or size > len(events) or signature not in {"valid", "not_checked"}:
            return None
        whole = [event for event in events if event]
        if (
            not _in_order(whole)
            or b64encode(root := tree([event.leaf for event in whole[:size]])) != checkpoint["root"]
        ):
            return None
        return Verdict(size=size, root=b64encode(root).decode(), signature=signature, unsealed=len(events) - size)

    def event(self, line: bytes) -> Found | None:
        """Return what the order of a trail depends on, if the line is whole."""
        if line not in self._known:
            try:
                self._known[line] = self._event(line)
            except (*_UNREADABLE, psycopg.Error, RecursionError):
                self._known[line] = None
        return self._known[line]

    def is_strange(self, trail: bytes) -> bool:
        """Whether some line tells of an event that our own program cannot show."""
        for item in map(orjson.loads, trail.splitlines()):
            try:
                trail_item(**header_of(item), leaf=b"")
            except _UNREADABLE:
                return True
        return False

    def _event(self, line: bytes) -> Found | None:
        item: Json = orjson.loads(line)
        said_by(line)  # nothing stands there twice
        said = said_by(orjson.dumps({name: item[name] for name in item if name != "salts"}))
        header = header_of(item)
        said_by(header["state"])
        stored = orjson.loads(header["state"])
        plain = trail_item(**header, leaf=b"")
        leaf = self.leaf(header, actor=plain["by"]["sub"], role=plain["by"]["role"])
        plain["leaf"] = leaf.hex()
        _open(plain, item, stored)
        if said != said_by(orjson.dumps(plain, option=orjson.OPT_UTC_Z)):
            return None
        return Found(header["position"], str(header["stream"]), header["version"], header["recorded_at"], leaf)

    def leaf(self, header: Json, *, actor: str, role: str) -> bytes:
        row = self.ledger.execute(
            "SELECT ledger.leaf(%(position)s::bigint, %(stream)s, %(version)s::bigint, %(topic)s, %(state)s,"
            " %(recorded_at)s, %(actor)s, %(role)s)",
            {**header, "actor": actor, "role": role},
        ).fetchone()
        assert row
        return bytes(row[0])


def header_of(item: Json) -> Json:
    stream, version = item["id"].split(":")
    return {
        "position": int(item["position"]),
        "stream": UUID(stream),
        "version": int(version),
        "topic": item["fact"],
        "state": b64decode(item["state"], validate=True),
        "recorded_at": datetime.fromisoformat(item["recorded_at"]),
    }


def tree(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162 2.1.1, word for word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + tree(leaves[:k]) + tree(leaves[k:])).digest()


def said_by(line: bytes) -> str:
    """Return what JSON says, however it is spelled: names in order of the alphabet, each type told from the others."""
    if not isinstance(orjson.loads(line), dict):  # which knows UTF-8, no NaN, and nothing behind it
        raise TypeError("no object")

    def ordered(pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
        names = [name for name, _ in pairs]
        if len(names) != len(set(names)):
            raise ValueError("twice")
        return sorted(pairs, key=itemgetter(0))

    # An object is a list of tuples, an array a list of other things.
    return repr(json.loads(line, object_pairs_hook=lambda pairs: ("object", ordered(pairs))))


def _open(plain: Json, item: Json, stored: Json) -> None:
    """Put what was unmasked into the plain item, where its commitment agrees."""
    salts = dict(item.get("salts", {}))
    if "salts" in item and not salts:
        raise Tampered("nothing was opened")
    for path in sealed_paths(item["fact"], stored["by"]["role"]):
        if path not in salts:
            continue
        *containers, name = path.split(".")
        kept, opened, sealed = plain, item, stored
        for container in containers:
            shown = {"fact": "data"}.get(container, container)
            kept, opened, sealed = kept[shown], opened[shown], sealed[container]
        salt = b64decode(text := salts.pop(path), validate=True)
        if len(salt) != 16 or b64encode(salt).decode() != text or kept[name] != MASK:
            raise Tampered(path)
        if commitment(Opened(orjson.dumps(opened[name]), salt), path) != sealed[name]["c"]:
            raise Tampered(path)
        kept[name] = opened[name]
    if salts:
        raise Tampered("salts")


def _in_order(events: Sequence[Found]) -> bool:
    streams = {event.stream for event in events}
    versions = [[event.version for event in events if event.stream == stream] for stream in streams]
    recorded = [event.recorded_at for event in events]
    return (
        [event.position for event in events] == [*range(1, len(events) + 1)]
        and all(found == [*range(1, len(found) + 1)] for found in versions)
        and recorded == sorted(recorded)
    )


def _signature(note: re.Match[bytes], signatures: list[list[bytes]], vkey: str) -> str:
    name, number, public = vkey.split("+", 2)
    ours = [b64decode(each[2])[4:] for each in signatures if each[1] == name.encode() and _number(each[2]) == number]
    if note["origin"] != name.encode() or not ours:
        return "unknown_key"
    key = Ed25519PublicKey.from_public_bytes(b64decode(public)[1:])
    try:
        for each in ours:
            key.verify(each, note["text"])
    except InvalidSignature:
        return "invalid"
    return "valid"


def _number(signature: bytes) -> str:
    return b64decode(signature)[:4].hex()


def _is_base64(text: bytes) -> bool:
    try:
        return b64encode(b64decode(text, validate=True)) == text
    except ValueError:
        return False


def _is_text(note: bytes) -> bool:
    try:
        return not re.search(r"[\x00-\x09\x0b-\x1f]", note.decode())
    except UnicodeDecodeError:
        return False
