"""What can be wrong with a trail: how it is spoiled, which problem that is, and words of the sentence about it."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson

from tests.verifier.office_trail import OfficeTrail, joined, stored_of, with_state, written
from tests.verifier.second import Json

Spoil = Callable[[OfficeTrail], bytes]
Items = Sequence[Json]
Lines = Sequence[bytes]


def item(n: int, **changes: object) -> Spoil:
    """Line `n` with these fields."""
    return lambda trail: written([*trail.items[: n - 1], {**trail.items[n - 1], **changes}, *trail.items[n:]])


def deep(n: int, path: str, value: object) -> Spoil:
    """Line `n` with this value at a path into it."""

    def spoil(trail: OfficeTrail) -> bytes:
        items, (*names, last) = trail.items, path.split(".")
        found: Any = items[n - 1]
        for name in names:
            found = found[int(name)] if isinstance(found, list) else found[name]
        found[last] = value
        return written(items)

    return spoil


def stored(n: int, **changes: object) -> Spoil:
    """Line `n` with other stored bytes, and the readable fields as they were."""

    def spoil(trail: OfficeTrail) -> bytes:
        items = trail.items
        items[n - 1] = with_state(items[n - 1], orjson.dumps({**stored_of(items[n - 1]), **changes}))
        return written(items)

    return spoil


def state(n: int, content: bytes) -> Spoil:
    return item(n, state=b64encode(content).decode())


def line(n: int, *instead: bytes) -> Spoil:
    return lambda trail: joined([*trail.lines[: n - 1], *instead, *trail.lines[n:]])


def lines(choose: Callable[[Lines], Iterable[bytes]]) -> Spoil:
    return lambda trail: joined(choose(trail.lines))


def whole(spoil: Callable[[bytes], bytes]) -> Spoil:
    return lambda trail: spoil(trail.whole)


def only(wanted: Callable[[Json], bool]) -> Spoil:
    """What a filter would let through."""
    return lambda trail: written(filter(wanted, trail.items))


def finished(order: Callable[[Items], Items]) -> Spoil:
    """Other events, with positions, versions and leaves that fit them."""
    return lambda trail: written(trail.renumbered(order(trail.items)))


SALT = "A" * 22 + "=="
NO_EVENT = "this is no event of an export: "

# The first line is the Submitted of an applicant, the second a Routed. {n} stands for the number of lines.
FAULTS: Sequence[tuple[Spoil, str, str]] = [
    # A line that does not say what is stored
    (deep(1, "data.round", 2), "edited", "Line 1: data.round reads 2, and the stored bytes say 1."),
    (deep(1, "data.round", value=True), "edited", "data.round reads true, and the stored bytes say 1"),
    (deep(1, "data.round", 1.0), "edited", "data.round reads 1.0, and the stored bytes say 1"),
    (deep(1, "data.documents.0.size", 1), "edited", "data.documents.0.size reads 1, and"),
    (deep(1, "data.documents", []), "edited", "data.documents reads [], and"),
    (deep(2, "data", None), "edited", "Line 2: data reads null, and the stored bytes say {"),
    (deep(6, "by.name", "Umar"), "edited", 'by.name reads "Umar", and the stored bytes say "'),
    (deep(6, "by.note", "x"), "edited", "Line 6: by reads {"),
    (item(3, at="2026-01-01T00:00:00.000000Z"), "edited", 'at reads "2026-01-01T00:00:00.000000Z", and'),
    (item(3, step=9), "edited", "step reads 9, and"),
    (deep(3, "sop.version", "2"), "edited", 'sop.version reads "2", and the stored bytes say "1"'),
    (item(3, correlation="x"), "edited", "correlation reads"),
    (item(3, application=None), "edited", "application reads null, and"),
    (item(3, version=3), "edited", "id reads"),
    (item(3, id="6c1a3d52-0f7e-4b7c-9a53-2f8f6f1f0a01:1"), "edited", "application reads"),
    # A line whose leaf does not follow from it
    (item(3, fact="Verified"), "edited", "from header and stored bytes follows the leaf"),
    (item(3, recorded_at="2026-11-23T01:00:00.000001Z"), "edited", "recorded_at, state or leaf was changed"),
    (item(3, position=4), "edited", "position, id, version, fact,"),
    (item(3, leaf="00" * 32), "edited", f'and it says "{"00" * 24}'),
    (item(3, leaf=None), "edited", "and it says null"),
    (stored(1, round=9), "edited", "from header and stored bytes follows the leaf"),
    # What is sealed
    (deep(1, "by.name", "Budi"), "edited", 'by.name is sealed and must read •••, not "Budi"'),
    (deep(1, "data.document_keys", {}), "edited", "data.document_keys is sealed and must read •••, not {}"),
    (deep(1, "data.applicant.nik", "••••"), "edited", "data.applicant.nik is sealed"),
    (item(2, salts={"by.step": SALT}), "edited", "salts speaks of by.step, and nothing is sealed there"),
    (item(1, salts={"by.sub": SALT}), "edited", 'by.sub reads "•••", and by its salt that is not what was sealed'),
    (item(1, salts=[]), "malformed", "salts must be an object of what was opened, or left out"),
    (item(1, salts={}), "malformed", "salts must be an object of what was opened, or left out"),
    (item(1, salts={"by.sub": "AAAA"}), "malformed", "the salt of by.sub has 3 bytes instead of 16"),
    # Lines that are no events
    (line(2, b'{"position":2}'), "malformed", f"Line 2: {NO_EVENT}application, at, by, correlation, data,"),
    (item(2, note="x"), "malformed", "note is none of its fields"),
    (item(2, position="2"), "malformed", 'position must be a number from 1 on, not "2"'),
    (item(2, position=True), "malformed", "position must be a number from 1 on, not true"),
    (item(2, position=0), "malformed", "position must be a number from 1 on, not 0"),
    (item(2, position=1 << 63), "malformed", "position must be a number from 1 on, not 9223372036854775808"),
    (item(2, id="x:1"), "malformed", "id must be a stream and a version"),
    (item(2, id="6C1A3D52-0F7E-4B7C-9A53-2F8F6F1F0A01:1"), "malformed", "id must be a stream and a version"),
    (item(2, fact=None), "malformed", "fact must be text, not null"),
    (item(2, recorded_at="2026-11-23T09:00:00+08:00"), "malformed", "recorded_at must be written as in 2026-"),
    (item(2, recorded_at="2026-11-23T09:00:00"), "malformed", "recorded_at must be written as in 2026-"),
    (item(2, recorded_at="2026-11-23T09:00:00.000000Z"), "malformed", "recorded_at must be written as in 2026-"),
    (item(2, recorded_at="yesterday"), "malformed", "Invalid isoformat string: 'yesterday'"),
    (item(2, state="*"), "malformed", "state is not in base64"),
    (item(2, state="YQ==\n"), "malformed", "state is not in base64"),
    (item(2, state="YR=="), "malformed", "state is not in base64"),
    (item(2, state=7), "malformed", "state is not in base64"),
    (state(2, b"x"), "malformed", "Expecting value"),
    (state(2, b"[]"), "malformed", "it is no JSON object"),
    (state(2, b'{"by":{"sub":"x","role":"y"}}'), "malformed", "its stored bytes lack at, correlation, fact"),
    (stored(2, by="x"), "malformed", "its stored bytes name nobody"),
    (line(2, b"null"), "malformed", f"Line 2: {NO_EVENT}it is no JSON object"),
    (line(2, b""), "malformed", f"Line 2: {NO_EVENT}Expecting value"),
    (line(2, b"\0" * 80), "malformed", f"Line 2: {NO_EVENT}Expecting value"),
    (line(2, b'{"position":"\xff"}'), "malformed", "it is not UTF-8"),
    (line(2, b'{"position":NaN}'), "malformed", "NaN is no JSON"),
    (line(2, b'{"position":1e999}'), "malformed", '"1e999" is no number that can be stored'),
    (line(2, b'{"position":2,"position":2}'), "malformed", "a name stands twice in one object"),
    (line(2, b'{"data":' + b"[" * 100_000), "malformed", "too deeply nested"),
    (line(2, b'{"position":' + b"9" * 5_000 + b"}"), "malformed", "Line 2: "),
    (line(2, b" " * (1 << 24) + b"{}"), "malformed", "Line 2: this is longer than any event."),
    (whole(lambda trail: trail.replace(b'"fact":"Routed"', b'"fact":"\\ud800"', 1)), "malformed", "Line 2: "),
    (whole(lambda trail: trail.decode().encode("utf-16")), "malformed", f"Line 1: {NO_EVENT}it is not UTF-8"),
    (whole(lambda trail: b"\xef\xbb\xbf" + trail), "malformed", f"Line 1: {NO_EVENT}"),
    (whole(lambda trail: trail.replace(b"\n", b" ", 1)), "malformed", f"Line 1: {NO_EVENT}Extra data"),
    (whole(lambda trail: trail + b"\n"), "malformed", NO_EVENT),
    (whole(lambda trail: trail[:-50]), "malformed", f"Line {{n}}: {NO_EVENT}"),
    # Lines that do not belong together
    (line(3), "filtered", "Line 3: position 4 follows 2 and leaves out 1 event: this is an excerpt,"),
    (line(1), "filtered", "Line 1: position 2 follows 0 and leaves out 1 event"),
    (only(lambda each: each["application"] is not None), "truncated", "seals {n}: positions {n} to {n} were cut off"),
    (only(lambda each: each["version"] == 1), "filtered", "Only a whole export can be proven."),
    (only(lambda each: each["fact"] == "Routed"), "filtered", "Only a whole export can be proven."),
    (lambda trail: written([*trail.items[2:9], {**trail.items[9], "step": 1}]), "edited", "Line 8: step reads"),
    (lines(lambda found: [*found[:3], *found[2:]]), "duplicate", "Line 4: position 3 stands there a second time."),
    (lines(lambda found: [*found[1::-1], *found[2:]]), "reordered", "Line 2: position 1 comes after 2."),
    (lines(lambda found: found[:-1]), "truncated", "seals {n}: positions {n} to {n} were cut off."),
    (whole(lambda _: b""), "truncated", "The export ends after 0 events, the checkpoint seals {n}: positions 1 to {n}"),
    # Lines that fit each other
    (finished(lambda items: [*items[:3], items[2], *items[3:]]), "root", "The first {n} events have the root "),
    (finished(lambda items: [*items[:2], items[3], items[2], *items[4:]]), "root", "and are not what was sealed"),
    (finished(lambda items: [*items[:5], *items[6:]]), "truncated", "positions {n} to {n} were cut off"),
    (finished(lambda items: [{**items[0], "fact": "X"}, *items[1:]]), "root", "the lines fit each other, and"),
]
