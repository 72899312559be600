"""Checkpoints outside of the database: written once, read strictly, and a folder that cannot be trusted is said."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from application.evidence.folder import Folder, Unpublished
from application.evidence.keys import LogKeys, NotOurs
from application.evidence.refused import Problem, SealingRefused
from domain.signed_note import Checkpoint, Signature, key_id, signed, text_of

NAME = "izin.test/log"
KEY = Ed25519PrivateKey.generate()
KEYS = LogKeys(name=NAME, published=(KEY.public_key().public_bytes_raw(),))
MONDAY, TUESDAY = (datetime(2026, 11, day, 23, 59, tzinfo=UTC) for day in (23, 24))


def note(size: int, name: str = NAME) -> str:
    text = text_of(Checkpoint(origin=name, size=size, root=bytes(32)))
    id_ = key_id(NAME, KEYS.published[0])
    return signed(text, Signature(name=NAME, key_id=id_, signature=KEY.sign(text.encode())))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path, KEYS)


def sizes(folder: Folder) -> list[int]:
    return [each.size for each in folder.newest()]


def test_each_checkpoint_is_a_file_and_the_newest_is_beside(folder: Folder, tmp_path: Path) -> None:
    assert [] == sizes(folder)
    for size, day in ((9, MONDAY), (10, MONDAY), (11, TUESDAY)):
        folder.publish(note(size), day)
    place = tmp_path / "izin.test_log"

    assert [11, 11] == sizes(folder)
    assert folder.has(note(11))
    assert not folder.has(note(10))
    assert note(11) == (place / "checkpoint").read_text("utf-8")
    assert KEYS.verifier_keys() == (place / "verifier-keys").read_text().splitlines()
    assert note(9) == (place / "2026/11/23" / f"{9:019}.note").read_text("utf-8")
    files = [file for file in place.rglob("*") if file.is_file()]
    assert {0o644} == {file.stat().st_mode & 0o777 for file in files}
    assert 5 == len(files)


def test_what_was_published_is_never_written_again(folder: Folder) -> None:
    file = folder.publish(note(9), MONDAY)
    before = file.stat()

    folder.publish(note(9), MONDAY)

    assert before.st_ino == file.stat().st_ino


def test_the_newest_put_back_does_not_hide_what_came_later(folder: Folder, tmp_path: Path) -> None:
    folder.publish(note(9), MONDAY)
    folder.publish(note(12), TUESDAY)
    (tmp_path / "izin.test_log" / "checkpoint").write_text(note(9), encoding="utf-8")
    (tmp_path / "izin.test_log" / "2027" / "01").mkdir(parents=True)

    assert [9, 12] == sizes(folder)
    (tmp_path / "izin.test_log" / "checkpoint").unlink()
    assert [12] == sizes(folder)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", note(9).encode()[:-5], note(9).replace("\n9\n", "\n8\n").encode(), note(9, "other").encode()],
)
@pytest.mark.parametrize("which", ["checkpoint", f"2026/11/24/{12:019}.note"])
def test_a_damaged_checkpoint_is_no_checkpoint(folder: Folder, tmp_path: Path, content: bytes, which: str) -> None:
    folder.publish(note(12), TUESDAY)
    (tmp_path / "izin.test_log" / which).write_bytes(content)

    with pytest.raises(SealingRefused, match=which) as refused:
        folder.newest()

    assert Problem.CHECKPOINT_FOREIGN == refused.value.problem


def test_a_folder_that_cannot_be_read_is_no_empty_folder(folder: Folder, tmp_path: Path) -> None:
    folder.publish(note(12), TUESDAY)
    (tmp_path / "izin.test_log" / "checkpoint").unlink()
    (tmp_path / "izin.test_log" / "checkpoint").mkdir()

    with pytest.raises(SealingRefused) as refused:
        folder.newest()

    assert Problem.FOLDER_UNREADABLE == refused.value.problem


def test_a_folder_that_cannot_be_written_is_said(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "izin.test_log").write_text("a file where the folder should be")

    with pytest.raises(Unpublished, match=r"izin\.test_log"):
        folder.publish(note(12), TUESDAY)


def test_nothing_is_left_of_a_write_that_failed(folder: Folder, tmp_path: Path) -> None:
    place = tmp_path / "izin.test_log"
    (place / "checkpoint").mkdir(parents=True)

    with pytest.raises(Unpublished):
        folder.publish(note(12), TUESDAY)

    assert [] == [file for file in place.iterdir() if file.name.startswith(".")]


def test_only_ours_is_published(folder: Folder) -> None:
    with pytest.raises(NotOurs):
        folder.publish(note(12, "other"), TUESDAY)
