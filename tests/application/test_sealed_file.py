"""A backup's files: whatever is done to one of them, nothing wrong is ever read from it as if it were right."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from application.backup.faults import DamagedBackup
from application.backup.sealed_file import MAGIC, PIECE, SALT, TAG, read_sealed, write_sealed

KEY = b"k" * 32
HEAD, STEP = len(MAGIC) + SALT, PIECE + TAG
THREE = [b"a" * PIECE, b"b" * PIECE, b"c" * 1000]
Change = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return sealed(tmp_path_factory.mktemp("sealed") / "file", *THREE)


def sealed(place: Path, *chunks: bytes) -> bytes:
    with place.open("wb") as out:
        size, digest = write_sealed(out, KEY, "data-1/data.izb", chunks)
    content = place.read_bytes()
    assert (size, digest) == (len(content), sha256(content).hexdigest())
    return content


def read(place: Path, content: bytes, key: bytes = KEY, label: str = "data-1/data.izb") -> bytes:
    place.write_bytes(content)
    with place.open("rb") as file:
        return b"".join(read_sealed(file, key, label))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_what_was_written_is_read(tmp_path: Path, size: int) -> None:
    content = bytes(size)

    assert content == read(tmp_path / "read", sealed(tmp_path / "written", content[:7], content[7:]))


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def pieces(content: bytes, *order: int) -> bytes:
    """The head, and the pieces in this order."""
    body = content[HEAD:]
    return content[:HEAD] + b"".join(body[n * STEP : (n + 1) * STEP] for n in order)


CHANGES: dict[str, tuple[Change, str]] = {
    "swapped": (lambda c: pieces(c, 1, 0, 2), "piece 1"),
    "one taken out": (lambda c: pieces(c, 0, 2), "piece 2"),
    "one put in twice": (lambda c: pieces(c, 0, 0, 1, 2), "piece 2"),
    "the last cut off": (lambda c: pieces(c, 0, 1), "cut off after piece 2"),
    "the last first": (lambda c: pieces(c, 2), "piece 1"),
    "a byte short": (lambda c: c[:-1], "piece 3"),
    "a byte long": (lambda c: c + b"\0", "piece 3"),
    "only the head": (lambda c: c[:HEAD], "piece 1"),
    "half a head": (lambda c: c[: HEAD - 1], "does not begin"),
    "nothing": (lambda _: b"", "does not begin"),
    "salt flipped": (lambda c: flipped(c, HEAD - 1), "piece 1"),
    "content flipped": (lambda c: flipped(c, HEAD + STEP + 5), "piece 2"),
    "tag flipped": (lambda c: flipped(c, len(c) - 1), "piece 3"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_file_that_was_swapped_cut_or_altered_is_refused(written: bytes, tmp_path: Path, name: str) -> None:
    change, why = CHANGES[name]
    with pytest.raises(DamagedBackup, match=why):
        read(tmp_path / "read", change(written))


def test_neither_another_key_nor_another_place_opens_a_file(written: bytes, tmp_path: Path) -> None:
    with pytest.raises(DamagedBackup, match="another key"):
        read(tmp_path / "read", written, key=b"x" * 32)
    with pytest.raises(DamagedBackup):
        read(tmp_path / "read", written, label="data-2/data.izb")
