"""`scripts/verify-trail`: each kind of fault by name and line, what passes, and how it ends."""

import gzip
import json
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import orjson
import pytest

from tests.verifier.faults import FAULTS, Spoil, deep, line
from tests.verifier.office_trail import OfficeTrail, joined, written
from tests.verifier.program import SCRIPT, Program
from tests.verifier.second import Json
from tests.verifier.signer import head, signed

EMPTY = signed(head(0, sha256().digest()))


@pytest.mark.parametrize(
    ("spoil", "problem", "said"), FAULTS, ids=[f"{n} {said}" for n, (_, _, said) in enumerate(FAULTS)]
)
def test_a_fault_is_named_with_its_line(
    trail: OfficeTrail, program: Program, spoil: Spoil, problem: str, said: str
) -> None:
    answer = program.judge(spoil(trail), trail.sealed(), trail.key.vkey)

    assert (False, problem) == (answer.told["ok"], answer.told["problem"])
    assert said.replace("{n}", str(len(trail.lines))) in answer.sentence
    assert answer.sentence.startswith("NOT PROVEN. ")
    assert trail.opinion.judge(spoil(trail), trail.sealed(), trail.key.vkey) is None


def test_a_version_that_is_left_out_before_the_sealing_is_found(trail: OfficeTrail, program: Program) -> None:
    """Taken out of the ledger before it was sealed: positions and leaves fit, the stream's versions tell."""
    items = trail.renumbered([{**item, "n": item["version"]} for item in trail.items[:2] + trail.items[3:]])
    items = [trail.with_leaf(_with_version(item, item.pop("n"))) for item in items]

    answer = program.judge(written(items), trail.sealing(map(orjson.dumps, items)))

    assert "version" == answer.told["problem"]
    assert "should come here, not" in answer.sentence


def test_a_clock_that_runs_backwards_is_found(trail: OfficeTrail, program: Program) -> None:
    """The ledger's own never does: somebody wrote this past it."""
    items = trail.items
    items[4] = trail.with_leaf({**items[4], "recorded_at": "2026-01-01T00:00:00Z"})

    answer = program.judge(written(items), trail.sealed(3))

    assert "time" == answer.told["problem"]
    assert "Line 5: recorded_at is earlier than in the line before." in answer.sentence


def test_events_after_the_checkpoint_are_counted_and_still_compared(trail: OfficeTrail, program: Program) -> None:
    size = len(trail.lines)

    answer = program.judge(trail.whole, trail.sealed(size - 3))
    spoiled = program.judge(deep(size - 1, "by.name", "x")(trail), trail.sealed(size - 3))
    gone = program.judge(line(size - 1)(trail), trail.sealed(size - 3))

    assert {"ok": True, "size": size - 3, "signature": "not_checked", "unsealed": 3} == _but(answer.told, "root")
    assert "After them 3 events that fit each other, and that no checkpoint seals yet." in answer.sentence
    assert ["edited", "filtered"] == [each.told["problem"] for each in (spoiled, gone)]


def test_an_empty_trail_is_a_trail(trail: OfficeTrail, program: Program) -> None:
    root = b64encode(sha256().digest()).decode()

    empty, younger = program.judge(b"", EMPTY), program.judge(trail.whole, EMPTY)

    assert {"ok": True, "size": 0, "root": root, "signature": "not_checked", "unsealed": 0} == empty.told
    assert {**empty.told, "unsealed": len(trail.lines)} == younger.told


def test_the_first_fault_does_not_hide_a_bad_signature(trail: OfficeTrail, program: Program) -> None:
    spoiled = trail.sealed()[:-8] + b"AAAAAA=\n"

    whole = program.judge(trail.whole, spoiled, trail.key.vkey)
    cut = program.judge(joined(trail.lines[:-1]), spoiled, trail.key.vkey)

    assert ("signature", "invalid") == (whole.told["problem"], whole.told["signature"])
    assert ("truncated", "invalid") == (cut.told["problem"], cut.told["signature"])
    assert "Besides: the given key did not sign this text." in cut.sentence


@pytest.mark.parametrize("depth", [300, 900, 960, 990, 5_000, 200_000])
@pytest.mark.parametrize("name", ["leaf", "data", "version", "salts"])
def test_however_deep_a_line_is_it_is_answered(trail: OfficeTrail, program: Program, name: str, depth: int) -> None:
    nested = b"[" * depth + b"]" * depth
    spoiled = orjson.dumps({**trail.items[0], name: "deep"}).replace(b'"deep"', nested)

    answer = program.judge(spoiled + b"\n", trail.sealed())

    assert answer.told["problem"] in {"malformed", "edited"}
    assert len(answer.sentence) < 400


# As a command


def run(*options: str | Path, stdin: bytes = b"") -> tuple[int, Json, str]:
    """With nothing of ours and none of our packages within reach."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), *map(str, options)]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False)
    (line,) = done.stdout.splitlines() or [b"{}"]
    return done.returncode, json.loads(line), done.stderr.decode()


def test_the_command_needs_only_python(trail: OfficeTrail, tmp_path: Path) -> None:
    export, checkpoint, key = (tmp_path / name for name in ("trail.ndjson", "checkpoint", "key"))
    export.write_bytes(trail.whole)
    checkpoint.write_bytes(trail.sealed())
    key.write_text(trail.key.vkey + "\n")
    size = len(trail.lines)
    root = checkpoint.read_text().splitlines()[2]

    status, told, said = run(export, checkpoint, "--key", key)

    assert (0, {"ok": True, "size": size, "root": root, "signature": "valid", "unsealed": 0}) == (status, told)
    assert said.startswith(f"Proven: {size} events as the checkpoint sealed them; its signature is valid. (")
    assert (0, "not_checked") == (run("-", checkpoint, stdin=trail.whole)[0], run(export, checkpoint)[1]["signature"])
    assert 0 == run(export, "-", "--key", key, stdin=trail.sealed())[0]
    assert 0 == run("-", checkpoint, stdin=gzip.compress(trail.whole))[0]


def test_a_fault_ends_the_command_with_one_and_what_was_found(trail: OfficeTrail, tmp_path: Path) -> None:
    (checkpoint := tmp_path / "checkpoint").write_bytes(trail.sealed())

    status, told, said = run("-", checkpoint, stdin=line(3)(trail))

    expected = {"ok": False, "size": len(trail.lines), "root": None, "signature": "not_checked", "unsealed": 0}
    assert (1, {**expected, "problem": "filtered"}) == (status, told)
    assert said.startswith("NOT PROVEN. Line 3: position 4 follows 2")


# Without the time: tests have the same names in every process.
_EMPTY_GZIP, _BLANK_GZIP = (gzip.compress(content, mtime=0) for content in (b"", b" "))


@pytest.mark.parametrize(
    ("options", "stdin", "said"),
    [
        (("nowhere", "checkpoint"), b"", "The export cannot be read to its end: [Errno 2]"),
        ((".", "checkpoint"), b"", "The export cannot be read to its end: [Errno 21]"),
        (("-", "nowhere"), b"", "The checkpoint cannot be read: [Errno 2]"),
        (("-", "checkpoint", "--key", "nowhere"), b"", "The key cannot be read: [Errno 2]"),
        (("-", "checkpoint"), _EMPTY_GZIP[:-1], "The export cannot be read to its end: Compressed file ended"),
        (("-", "checkpoint"), _BLANK_GZIP[:-8] + bytes(8), "The export cannot be read to its end: CRC check"),
        (("-", "checkpoint"), b"\x1f\x8b" + bytes(40), "The export cannot be read to its end: Unknown compression"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], stdin: bytes, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "checkpoint").write_bytes(EMPTY)

    status, told, sentence = run(*options, stdin=stdin)

    assert (1, False, "unreadable") == (status, told["ok"], told["problem"])
    assert said in sentence


@pytest.mark.parametrize(
    ("options", "said"),
    [(("-",), "CHECKPOINT"), (("-", "-"), "only one of the files"), (("-", "x", "--keys"), "--keys")],
)
def test_a_wrong_call_is_told_how_to_call(options: tuple[str, ...], said: str) -> None:
    status, told, sentence = run(*options)

    assert (2, {}) == (status, told)
    assert said in sentence


def test_help_says_what_it_is() -> None:
    done = subprocess.run([sys.executable, "-I", "-S", SCRIPT, "--help"], capture_output=True, check=True, text=True)

    assert "Prove offline that an exported trail is whole and unaltered" in done.stdout


def _with_version(item: Json, version: int) -> Json:
    return {**item, "version": version, "id": f"{item['id'][:36]}:{version}"}


def _but(told: Json, name: str) -> Json:
    return {key: value for key, value in told.items() if key != name}
