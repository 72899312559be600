"""What somebody could do to an export, by kind: each takes a whole trail and returns one that is not the same.

Some know nothing and hit a byte; some know how a leaf is made, and make it anew for what they changed.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any
from uuid import UUID

import orjson
import psycopg

from application.sealing import MASK
from application.vault import Tampered
from tests.verifier.office_trail import OfficeTrail, joined, restated, stored_of, with_state, written
from tests.verifier.second import Json

Forgery = Callable[[Random, OfficeTrail], bytes]
Place = tuple[Any, Any]  # a container, and a name or a number in it


def byte_replaced(rng: Random, trail: OfficeTrail) -> bytes:
    at = rng.randrange(len(trail.whole))
    return trail.whole[:at] + rng.randbytes(1) + trail.whole[at + 1 :]


def bit_flipped(rng: Random, trail: OfficeTrail) -> bytes:
    return _bit_flipped(rng, trail.whole)


def byte_inserted(rng: Random, trail: OfficeTrail) -> bytes:
    at = rng.randrange(len(trail.whole) + 1)
    return trail.whole[:at] + rng.choice([rng.randbytes(1), b'"', b" ", b"\n", b"{", b"\0"]) + trail.whole[at:]


def bytes_deleted(rng: Random, trail: OfficeTrail) -> bytes:
    at = rng.randrange(len(trail.whole))
    return trail.whole[:at] + trail.whole[at + rng.choice([1, 1, 2, 40]) :]


def field_changed(rng: Random, trail: OfficeTrail) -> bytes:
    """Any value of a line, however deep."""
    return _edited(rng, trail, lambda item: _change(rng, rng.choice([*_places(item)])))


def header_changed(rng: Random, trail: OfficeTrail) -> bytes:
    names = [
        "position",
        "id",
        "application",
        "version",
        "fact",
        "at",
        "recorded_at",
        "sop",
        "step",
        "correlation",
        "leaf",
    ]
    return _edited(rng, trail, lambda item: _change(rng, (item, rng.choice(names))))


def actor_changed(rng: Random, trail: OfficeTrail) -> bytes:
    return _edited(rng, trail, lambda item: _change(rng, (item["by"], rng.choice([*item["by"]]))))


def field_taken_out(rng: Random, trail: OfficeTrail) -> bytes:
    def take(item: Json) -> None:
        container, name = rng.choice([*_places(item)])
        del container[name]

    return _edited(rng, trail, take)


def field_put_in(rng: Random, trail: OfficeTrail) -> bytes:
    def put(item: Json) -> None:
        container = rng.choice([item, *(each[name] for each, name in _places(item) if _holds(each[name]))])
        if isinstance(container, dict):
            container[rng.choice(["note", "acting_for", "salts", "ok", "$", ""])] = rng.choice([None, {}, "x", 1])
        else:
            container.insert(rng.randrange(len(container) + 1), rng.choice([None, {}, "x", 1]))

    return _edited(rng, trail, put)


def field_nulled(rng: Random, trail: OfficeTrail) -> bytes:
    def null(item: Json) -> None:
        container, name = rng.choice([(each, name) for each, name in _places(item) if each[name] is not None])
        container[name] = None

    return _edited(rng, trail, null)


def name_stands_twice(rng: Random, trail: OfficeTrail) -> bytes:
    """Read by one program as the first, by another as the last."""
    lines = [*trail.lines]
    n = rng.randrange(len(lines))
    name = rng.choice([*orjson.loads(lines[n])])
    twice = b'"' + name.encode() + b'":' + rng.choice([b"1", b"null", orjson.dumps(orjson.loads(lines[n])[name])])
    lines[n] = rng.choice([b"{" + twice + b"," + lines[n][1:], lines[n][:-1] + b"," + twice + b"}"])
    return joined(lines)


def number_spelled_otherwise(rng: Random, trail: OfficeTrail) -> bytes:
    lines = [*trail.lines]
    n = rng.randrange(len(lines))
    position = str(n + 1)
    other = rng.choice([f"{position}.0", f"{position}e0", "NaN", "Infinity", "1e999", f'"{position}"', f"0{position}"])
    lines[n] = lines[n].replace(f'"position":{position}'.encode(), f'"position":{other}'.encode())
    return joined(lines)


def unmasked_with_a_lie(rng: Random, trail: OfficeTrail) -> bytes:
    """A sealed field that reads something, with or without a salt beside it."""

    def open_one(item: Json) -> None:
        masked = [(each, name) for each, name in _places(item) if each[name] == MASK]
        container, name = rng.choice(masked)
        container[name] = rng.choice(["Siti Rahmah", "", "••", "••••", {}, [MASK], None, 0])
        if rng.random() < 0.7:
            path = rng.choice(["by.sub", "by.name", "fact.applicant.name", "fact.tracking_code", "data.tracking_code"])
            item["salts"] = {path: b64encode(rng.randbytes(rng.choice([16, 16, 8, 0]))).decode()}

    return _edited(rng, trail, open_one, among=[n for n, line in enumerate(trail.lines) if MASK.encode() in line])


def state_bit_flipped(rng: Random, trail: OfficeTrail) -> bytes:
    def flip(item: Json) -> None:
        item["state"] = b64encode(_bit_flipped(rng, b64decode(item["state"]))).decode()

    return _edited(rng, trail, flip)


def state_spelled_otherwise(rng: Random, trail: OfficeTrail) -> bytes:
    """Base64 that decodes to the same bytes, for those who are not strict."""

    def spell(item: Json) -> None:
        at = rng.randrange(len(item["state"]))
        junk = rng.choice(["\n", " ", "=", "-", "é", "===="])
        item["state"] = rng.choice([item["state"][:at] + junk + item["state"][at:], item["state"] + junk])

    return _edited(rng, trail, spell)


def state_rewritten(rng: Random, trail: OfficeTrail) -> bytes:
    """Another fact, and a line that says it: only the leaf is as it was."""
    return _rewritten(rng, trail, lambda items: items)


def state_rewritten_and_leaf(rng: Random, trail: OfficeTrail) -> bytes:
    """The same, with the leaf that follows from it."""
    return _rewritten(rng, trail, lambda items: [trail.with_leaf(item) for item in items])


def header_rewritten_and_leaf(rng: Random, trail: OfficeTrail) -> bytes:
    items = trail.items
    n = rng.randrange(len(items))
    before, now = items[n - 1]["recorded_at"], items[n]["recorded_at"]
    items[n]["recorded_at"] = rng.choice([before, before, now, "2026-11-23T01:00:00Z", "2031-01-01T00:00:00.000001Z"])
    if rng.random() < 0.5:
        items[n]["fact"] = rng.choice(["Approved", "Verified", "Claimed"])
    items[n] = trail.with_leaf(items[n])
    return written(items)


def leaf_of_another(rng: Random, trail: OfficeTrail) -> bytes:
    items = trail.items
    one, other = rng.sample(range(len(items)), 2)
    items[one]["leaf"] = items[other]["leaf"]
    return written(items)


def line_taken_out(rng: Random, trail: OfficeTrail) -> bytes:
    lines = [*trail.lines]
    del lines[rng.randrange(len(lines))]
    return joined(lines)


def line_taken_out_and_renumbered(rng: Random, trail: OfficeTrail) -> bytes:
    items = trail.items
    del items[rng.randrange(len(items))]
    return written(trail.renumbered(items))


def lines_filtered(rng: Random, trail: OfficeTrail) -> bytes:
    application = rng.choice([item["application"] for item in trail.items])
    return written(item for item in trail.items if item["application"] == application)


def line_put_in(rng: Random, trail: OfficeTrail) -> bytes:
    lines = [*trail.lines]
    foreign = rng.choice([b"null", b"{}", b"", b"[]", b"\0" * 40, b"\xff\xfe", b"#", rng.choice(lines), b"[" * 100_000])
    lines.insert(rng.randrange(len(lines) + 1), foreign)
    return joined(lines)


def event_put_in_and_renumbered(rng: Random, trail: OfficeTrail) -> bytes:
    """An event that nobody has told, at a place where it could have happened; all that comes after fits it."""
    items = trail.items
    n = rng.randrange(len(items))
    foreign = deepcopy(items[n])
    if rng.random() < 0.3:
        foreign["id"] = f"{UUID(int=rng.getrandbits(128))}:1"
        foreign["application"] = foreign["application"] and foreign["id"][:36]
    items.insert(n + 1, foreign)
    return written(trail.renumbered(items))


def line_doubled(rng: Random, trail: OfficeTrail) -> bytes:
    lines = [*trail.lines]
    lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
    return joined(lines)


def lines_swapped(rng: Random, trail: OfficeTrail) -> bytes:
    items = _swapped(rng, trail.items)
    return written(items)


def lines_swapped_and_renumbered(rng: Random, trail: OfficeTrail) -> bytes:
    """Also the clock of each is the one of its new place."""
    times = [item["recorded_at"] for item in trail.items]
    swapped = zip(_swapped(rng, trail.items), times, strict=True)
    return written(trail.renumbered({**item, "recorded_at": at} for item, at in swapped))


def line_nulled(rng: Random, trail: OfficeTrail) -> bytes:
    lines = [*trail.lines]
    n = rng.randrange(len(lines))
    lines[n] = rng.choice([b"null", b"{}", b"", b"\0" * len(lines[n]), b" " * len(lines[n]), b'""', b"0"])
    return joined(lines)


def tail_cut_off(rng: Random, trail: OfficeTrail) -> bytes:
    return joined(trail.lines[: rng.randrange(len(trail.lines))])


def tail_cut_off_anywhere(rng: Random, trail: OfficeTrail) -> bytes:
    return trail.whole[: rng.randrange(len(trail.whole))]


def head_cut_off(rng: Random, trail: OfficeTrail) -> bytes:
    return trail.whole[rng.randrange(1, len(trail.whole)) :]


def version_skipped(rng: Random, trail: OfficeTrail) -> bytes:
    """From some event on, a stream has versions one higher: as if one of its events had been taken out in time."""
    items = trail.items
    n = rng.randrange(len(items))
    stream = items[n]["id"][:36]
    for at in range(n, len(items)):
        if items[at]["id"].startswith(stream):
            version = items[at]["version"] + 1
            items[at] = trail.with_leaf({**items[at], "version": version, "id": f"{stream}:{version}"})
    return written(items)


def spelled_otherwise(rng: Random, trail: OfficeTrail) -> bytes:
    """Not a forgery: the same said with other blanks, escapes, line ends and order of names."""
    lines = [*trail.lines]
    n = rng.randrange(len(lines))
    item: Json = orjson.loads(lines[n])
    lines[n] = rng.choice(
        [
            orjson.dumps(item, option=orjson.OPT_SORT_KEYS),
            lines[n].replace(b'":', b'" :\t', 3),
            lines[n].replace("•".encode(), b"\\u2022").replace(b"/", b"\\/"),
            b"  " + lines[n] + b"\r",
        ]
    )
    return joined(lines).removesuffix(rng.choice([b"", b"\n"]))


HARMLESS: tuple[Forgery, ...] = (spelled_otherwise,)
FORGERIES: tuple[Forgery, ...] = (
    *(byte_replaced, bit_flipped, byte_inserted, bytes_deleted),
    *(field_changed, header_changed, actor_changed, field_taken_out, field_put_in, field_nulled),
    *(name_stands_twice, number_spelled_otherwise, unmasked_with_a_lie),
    *(state_bit_flipped, state_spelled_otherwise, state_rewritten, state_rewritten_and_leaf),
    *(header_rewritten_and_leaf, leaf_of_another),
    *(line_taken_out, line_taken_out_and_renumbered, lines_filtered, line_put_in, event_put_in_and_renumbered),
    *(line_doubled, lines_swapped, lines_swapped_and_renumbered, line_nulled, version_skipped),
    *(tail_cut_off, tail_cut_off_anywhere, head_cut_off),
)


def _bit_flipped(rng: Random, content: bytes) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << rng.randrange(8)]) + content[at + 1 :]


def _edited(rng: Random, trail: OfficeTrail, edit: Callable[[Json], None], among: list[int] | None = None) -> bytes:
    n = rng.choice(among or [*range(len(trail.lines))])
    item: Json = orjson.loads(trail.lines[n])
    edit(item)
    return joined([*trail.lines[:n], orjson.dumps(item), *trail.lines[n + 1 :]])


def _rewritten(rng: Random, trail: OfficeTrail, finish: Callable[[list[Json]], list[Json]]) -> bytes:
    items = trail.items
    n = rng.randrange(len(items))
    stored = stored_of(items[n])
    _change(rng, rng.choice([*_places(stored)]))
    try:
        (items[n],) = finish([restated(items[n], stored)])
    except (Tampered, LookupError, TypeError, AttributeError, psycopg.Error):  # it could not have been stored so
        items[n] = with_state(items[n], orjson.dumps(stored))
    return written(items)


def _swapped(rng: Random, items: list[Json]) -> list[Json]:
    one, other = rng.sample(range(len(items)), 2)
    items[one], items[other] = items[other], items[one]
    return items


def _holds(value: object) -> bool:
    return isinstance(value, (dict, list))


def _places(value: Any) -> Iterator[Place]:
    for name in value if isinstance(value, dict) else range(len(value)):
        yield value, name
        if _holds(value[name]):
            yield from _places(value[name])


def _change(rng: Random, place: Place) -> None:
    """Put something else there, mostly of the same type."""
    container, name = place
    value = container[name]
    others: list[Any] = ["x", None, 0, True, {}, [], MASK, 1.5, "•"]
    if isinstance(value, bool):
        others += [not value, int(value)] * 6
    elif isinstance(value, int):
        others += [value + 1, value - 1, float(value), -value, str(value), 1 << 63] * 3
    elif isinstance(value, float):
        others += [value + 1e-9, int(value), -value] * 5
    elif isinstance(value, str):
        at = rng.randrange(len(value) + 1)
        others += [value[:at] + "x" + value[at:], value[:at], value.upper(), value + " ", value[::-1], ""] * 3
    elif isinstance(value, dict):
        others += [{**value, "x": 1}, dict([*value.items()][1:])] * 5
    elif isinstance(value, list):
        others += [[*value, 1], value[1:], value[::-1], [*value, *value]] * 4
    same = [repr(value)]
    container[name] = rng.choice([other for other in others if repr(other) not in same])
