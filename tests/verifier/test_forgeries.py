"""Forged trails, by kind: the program finds them all, and a second one written otherwise agrees on every single one.

What counts is what is said. A trail that says the same in other words (a blank, an escape) is no forgery, and must
pass; so a third judge, who looks at neither leaves nor roots, compares what the sealed lines say with the original.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from gzip import compress
from random import Random

import orjson
import pytest

from tests.campaign import times
from tests.verifier.forgeries import FORGERIES, HARMLESS, Forgery
from tests.verifier.office_trail import OfficeTrail, written
from tests.verifier.program import Answer, Program
from tests.verifier.second import Json, Verdict, said_by, tree
from tests.verifier.signer import LogKey, head, signed

Recorder = Callable[[str, object], None]
EACH = times(10, 340)
CLEAN = times(40, 1000)


def agreed(answer: Answer, verdict: Verdict | None) -> bool:
    if verdict is None:
        return not answer.ok
    told = {name: answer.told[name] for name in ("size", "root", "signature", "unsealed")}
    return answer.ok and told == {name: getattr(verdict, name) for name in told}


def said(trail: bytes, size: int | None = None) -> list[str] | None:
    """Return what the lines say, or the first `size` of them, or None where they cannot be read."""
    try:
        return [said_by(line) for line in trail.removesuffix(b"\n").split(b"\n")[:size]]
    except (ValueError, TypeError):
        return None


@pytest.mark.timeout(times(60, 3600))
@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_whatever_is_done_to_a_sealed_trail_is_found(
    trail: OfficeTrail, program: Program, forge: Forgery, record_property: Recorder
) -> None:
    checkpoint, count = trail.sealed(), Counter[str]()

    for seed in range(EACH):
        forged = forge(Random(f"{forge.__name__} {seed}"), trail)
        answer = program.judge(forged, checkpoint)

        assert agreed(answer, trail.opinion.judge(forged, checkpoint)), seed
        same = said(forged) == said(trail.whole)
        assert same == (answer.ok and answer.told["unsealed"] == 0), (seed, answer)
        assert not answer.ok or said(forged, len(trail.lines)) == said(trail.whole), (seed, answer)
        count["says the same" if same else answer.told.get("problem", "appended")] += 1

    record_property(f"sealed, {forge.__name__}", dict(count))


@pytest.mark.timeout(times(60, 3600))
@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_what_is_not_sealed_yet_can_be_rewritten_and_what_is_cannot(
    trail: OfficeTrail, program: Program, forge: Forgery, record_property: Recorder
) -> None:
    """What our own program could not read at all, the second one refuses, and the first does not judge."""
    count = Counter[str]()

    for seed in range(EACH // 2):
        rng = Random(f"unsealed {forge.__name__} {seed}")
        size = rng.randrange(len(trail.lines))
        checkpoint, forged = trail.sealed(size), forge(rng, trail)
        answer = program.judge(forged, checkpoint)

        assert agreed(answer, trail.opinion.judge(forged, checkpoint)) or trail.opinion.is_strange(forged), seed
        same = said(forged, size) == said(trail.whole, size)
        assert same or not answer.ok, (seed, answer)
        count["passes" if answer.ok else "found"] += 1

    record_property(f"partly sealed, {forge.__name__}", dict(count))


@pytest.mark.parametrize("respell", HARMLESS, ids=lambda respell: respell.__name__)
def test_the_same_in_other_words_is_the_same(trail: OfficeTrail, program: Program, respell: Forgery) -> None:
    checkpoint = trail.sealed()

    for seed in range(EACH):
        other = respell(Random(seed), trail)
        answer = program.judge(other, checkpoint)

        assert answer.ok, (seed, answer)
        assert agreed(answer, trail.opinion.judge(other, checkpoint)), seed


def checkpoints(rng: Random, checkpoint: bytes) -> Iterator[bytes]:
    at = rng.randrange(len(checkpoint))
    yield checkpoint[:at] + bytes([checkpoint[at] ^ 1 << rng.randrange(8)]) + checkpoint[at + 1 :]
    yield checkpoint[:at] + rng.randbytes(1) + checkpoint[at + 1 :]
    yield checkpoint[:at] + rng.choice([b"\n", b" ", b"+", rng.randbytes(1)]) + checkpoint[at:]
    yield checkpoint[:at] + checkpoint[at + 1 :]
    yield checkpoint[:at]


@pytest.mark.timeout(times(60, 3600))
def test_a_checkpoint_is_damaged_in_no_byte_unseen(
    trail: OfficeTrail, program: Program, record_property: Recorder
) -> None:
    checkpoint, count = trail.sealed(), Counter[str]()

    for seed in range(EACH * 2):
        for damaged in checkpoints(Random(seed), checkpoint):
            answer = program.judge(trail.whole, damaged, trail.key.vkey)

            assert agreed(answer, trail.opinion.judge(trail.whole, damaged, trail.key.vkey)), damaged
            assert answer.ok == (damaged == checkpoint), damaged
            count[answer.told.get("problem", "unchanged")] += 1
            without = program.judge(trail.whole, damaged)
            assert agreed(without, trail.opinion.judge(trail.whole, damaged)), damaged

    record_property("checkpoint", dict(count))


@pytest.mark.timeout(times(60, 3600))
def test_a_checkpoint_of_something_else_does_not_fit(trail: OfficeTrail, program: Program) -> None:
    leaves = [bytes.fromhex(item["leaf"]) for item in trail.items]
    n, stranger = len(leaves), LogKey()
    for text, key in (
        (head(n, tree(leaves[:-1])), trail.key),
        (head(n - 1, tree(leaves)), trail.key),
        (head(n + 1, tree([*leaves, bytes(32)])), trail.key),
        (head(n, tree(leaves)), stranger),
        (head(n, tree(leaves), origin="other.example/log"), trail.key),
    ):
        answer = program.judge(trail.whole, signed(text, key), trail.key.vkey)

        assert not answer.ok
        assert agreed(answer, trail.opinion.judge(trail.whole, signed(text, key), trail.key.vkey))


@pytest.mark.timeout(times(60, 3600))
def test_clean_trails_pass(trail: OfficeTrail, program: Program) -> None:
    """Histories of other offices: some files of this one, in another order, sealed at some point."""
    for seed in range(CLEAN):
        rng = Random(seed)
        export = written(items := another(rng, trail))
        leaves = [bytes.fromhex(item["leaf"]) for item in items]
        size = rng.choice([len(leaves), rng.randrange(len(leaves) + 1)])
        keys = rng.choice([(trail.key,), (LogKey(name="witness"), trail.key)])
        extensions = rng.choice([(), ("printed 2026-12-01",)])
        checkpoint = signed(head(size, tree(leaves[:size]), *extensions), *keys)
        vkey = rng.choice([None, trail.key.vkey])

        answer = program.judge(rng.choice([export, compress(export, 1)]), checkpoint, vkey)

        assert answer.ok, (seed, answer)
        assert agreed(answer, trail.opinion.judge(export, checkpoint, vkey)), seed
        assert {
            "ok": True,
            "size": size,
            "root": b64encode(tree(leaves[:size])).decode(),
            "signature": "valid" if vkey else "not_checked",
            "unsealed": len(leaves) - size,
        } == answer.told


def another(rng: Random, trail: OfficeTrail) -> list[Json]:
    streams: dict[str, list[Json]] = {}
    for item in trail.items:
        streams.setdefault(item["id"][:36], []).append(item)
    chosen = {n: [*events] for n, events in enumerate(streams.values()) if rng.random() < 0.7}
    mixed: list[Json] = []
    while chosen:
        n = rng.choice([*chosen])
        mixed.append({**chosen[n].pop(0), "recorded_at": f"2026-11-28T01:00:00.{len(mixed):06}Z"})
        if not chosen[n] or rng.random() < 0.03:
            del chosen[n]
    mixed[:1] = [{**item, "recorded_at": "2026-11-28T01:00:00Z"} for item in mixed[:1]]
    return trail.renumbered(mixed)


def test_a_forgery_is_a_forgery(trail: OfficeTrail) -> None:
    """The kinds differ, and none of them leaves the trail as it was more often than by chance."""
    for forge in FORGERIES:
        forged = {forge(Random(seed), trail) for seed in range(8)}
        assert len(forged - {trail.whole}) >= 3, forge.__name__
    assert all(orjson.loads(line) for line in trail.lines)
