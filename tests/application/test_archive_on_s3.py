"""The archive on two real S3 servers: what goes in comes out, and each way in which it cannot is told as it is."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256
from pathlib import Path
from time import monotonic
from uuid import uuid4

import obstore
import pytest

from application.archive.archive import Archive, open_archive, path_of
from application.archive.faults import ArchiveFull, ArchiveRefuses, ArchiveUnavailable, Corrupted, NotArchived, fault_of
from application.issuing import Slot, issue_once
from application.settings import BadSettings
from domain.commands import SignedPaper
from tests.application.s3_servers import KEY, SECRET, S3Server, free_port, losing_answers, rclone

PERMIT_KEY, OTHER_KEY = b"k" * 32, b"o" * 32
AT_ONCE = 8


def paper() -> bytes:
    """Content that no other test has stored."""
    return b"KEPUTUSAN " + os.urandom(2000)


@pytest.fixture
def archive(s3: S3Server, tmp_path: Path) -> Archive:
    return open_archive(s3.settings(tmp_path))


def test_what_goes_in_comes_out_and_only_under_its_key(archive: Archive) -> None:
    content = paper()

    digest = archive.put(content, PERMIT_KEY)

    assert sha256(content).hexdigest() == digest
    assert content == archive.get(digest, PERMIT_KEY)
    with pytest.raises(NotArchived):
        archive.get(digest, OTHER_KEY)


def test_the_server_holds_nothing_readable(archive: Archive) -> None:
    content = paper()
    digest = archive.put(content, PERMIT_KEY)

    stored = bytes(obstore.get(archive.store, path_of(digest, PERMIT_KEY)).bytes())

    assert content[:20] not in stored
    assert digest in path_of(digest, PERMIT_KEY)


def test_storing_again_is_the_same_object_and_mends_it(archive: Archive) -> None:
    content = paper()
    digest = archive.put(content, PERMIT_KEY)
    obstore.put(archive.store, path_of(digest, PERMIT_KEY), b"rotten")
    with pytest.raises(Corrupted):
        archive.get(digest, PERMIT_KEY)

    assert digest == archive.put(content, PERMIT_KEY)
    assert content == archive.get(digest, PERMIT_KEY)


def test_a_rotten_bit_is_found(archive: Archive) -> None:
    digest = archive.put(paper(), PERMIT_KEY)
    path = path_of(digest, PERMIT_KEY)
    stored = bytearray(obstore.get(archive.store, path).bytes())
    stored[len(stored) // 2] ^= 1
    obstore.put(archive.store, path, bytes(stored))

    with pytest.raises(Corrupted, match=digest):
        archive.get(digest, PERMIT_KEY)


def test_an_object_that_somebody_has_deleted_is_missed(archive: Archive) -> None:
    digest = archive.put(paper(), PERMIT_KEY)
    obstore.delete(archive.store, path_of(digest, PERMIT_KEY))

    with pytest.raises(NotArchived, match=digest):
        archive.get(digest, PERMIT_KEY)


def test_a_bucket_that_is_not_there_is_no_missing_paper(s3: S3Server, tmp_path: Path) -> None:
    archive = open_archive(s3.settings(tmp_path, archive_url="s3://elsewhere/papers"))

    for ask in (
        lambda: archive.put(b"x", PERMIT_KEY),
        lambda: archive.get("00" * 32, PERMIT_KEY),
        lambda: archive.pointer("decrees/a/b"),
        lambda: archive.point("decrees/a/b", b"1"),
    ):
        with pytest.raises(ArchiveRefuses, match="not found"):
            ask()


@pytest.mark.parametrize("wrong", [{"s3_secret_access_key": "other"}, {"s3_access_key_id": "nobody"}])
def test_broken_credentials_are_refused_and_nothing_is_kept(
    s3_rclone: S3Server, tmp_path: Path, wrong: dict[str, str]
) -> None:
    archive, before = open_archive(s3_rclone.settings(tmp_path, **wrong)), files_of(s3_rclone)

    for ask in (lambda: archive.put(paper(), PERMIT_KEY), lambda: archive.get("00" * 32, PERMIT_KEY)):
        with pytest.raises(ArchiveRefuses) as told:
            ask()
        assert "\n" not in str(told.value)
        assert SECRET not in str(told.value)
    assert before == files_of(s3_rclone)


def test_a_server_that_is_away_is_told_soon(s3_rclone: S3Server, tmp_path: Path) -> None:
    archive = open_archive(s3_rclone.settings(tmp_path, s3_endpoint=f"http://127.0.0.1:{free_port()}"))
    began = monotonic()

    for ask in (lambda: archive.put(b"x", PERMIT_KEY), lambda: archive.pointer("a")):
        with pytest.raises(ArchiveUnavailable):
            ask()
    assert monotonic() < began + 10


def test_a_server_that_comes_back_serves_the_same_archive(tmp_path: Path) -> None:
    port, content = free_port(), paper()
    (tmp_path / "files").mkdir()
    with rclone(port, tmp_path / "files") as server:
        archive = open_archive(server.settings(tmp_path))
        digest = archive.put(content, PERMIT_KEY)
    with pytest.raises(ArchiveUnavailable):
        archive.get(digest, PERMIT_KEY)

    with rclone(port, tmp_path / "files"):
        assert content == archive.get(digest, PERMIT_KEY)


def test_where_conditions_are_honoured_the_first_writer_wins(s3_moto: S3Server, tmp_path: Path) -> None:
    archive, name = open_archive(s3_moto.settings(tmp_path)), f"decrees/{uuid4()}"

    archive.require_first_writer_wins()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = set(pool.map(lambda n: archive.point(name, b"%d" % n), range(4 * AT_ONCE)))

    assert {archive.pointer(name)} == told
    assert told == {archive.point(name, b"later")}
    assert [] == [each["path"] for chunk in obstore.list(archive.store, "probe") for each in chunk]


def test_a_pointer_whose_answer_was_lost_is_found_by_whoever_asks_again(s3_moto: S3Server, tmp_path: Path) -> None:
    name = f"decrees/{uuid4()}"
    with losing_answers(s3_moto) as address:
        frail = open_archive(s3_moto.settings(tmp_path, s3_endpoint=address))
        with pytest.raises(ArchiveUnavailable):
            frail.point(name, b"mine")

    assert b"mine" == open_archive(s3_moto.settings(tmp_path)).point(name, b"another's")


def test_nothing_is_signed_on_a_store_that_writes_over_what_is_there(s3_rclone: S3Server, tmp_path: Path) -> None:
    archive, slot = open_archive(s3_rclone.settings(tmp_path)), a_slot()
    assert [b"1", b"2"] == [archive.point(f"trial/{slot.pointer}", each) for each in (b"1", b"2")]

    def sign() -> SignedPaper:
        raise AssertionError("nobody may be asked for a passphrase's worth")

    for _ in range(2):
        with pytest.raises(ArchiveRefuses, match="writes over"):
            issue_once(archive, slot, sign)
    assert archive.pointer(slot.pointer) is None


def test_the_secret_may_stand_in_a_file(s3_rclone: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ACCESS_KEY_ID", KEY), ("SECRET_ACCESS_KEY", SECRET)):
        (tmp_path / name).write_text(f"{value}\n")
        monkeypatch.setenv(f"IZIN_S3_{name}_FILE", str(tmp_path / name))
    settings = s3_rclone.settings(tmp_path, s3_access_key_id=None, s3_secret_access_key=None)
    archive, content = open_archive(settings), paper()

    assert content == archive.get(archive.put(content, PERMIT_KEY), PERMIT_KEY)
    assert SECRET not in repr(settings)


def test_half_a_credential_is_a_slip_of_the_pen(s3_moto: S3Server, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="IZIN_S3_ACCESS_KEY_ID and IZIN_S3_SECRET_ACCESS_KEY"):
        open_archive(s3_moto.settings(tmp_path, s3_secret_access_key=None))


@pytest.mark.parametrize(
    ("says", "kind"),
    [
        ("Server returned non-2xx status code: 507 Insufficient Storage", ArchiveFull),
        ("Server returned non-2xx status code: 500: <Code>XMinioStorageFull</Code>", ArchiveFull),
        ("Unable to copy data to file: No space left on device (os error 28)", ArchiveFull),
        ("Disk quota exceeded (os error 122)", ArchiveFull),
        ("Read-only file system (os error 30)", ArchiveRefuses),
        ("Server returned non-2xx status code: 301 Moved Permanently", ArchiveRefuses),
        ("Server returned non-2xx status code: 500 Internal Server Error", ArchiveUnavailable),
    ],
)
def test_what_a_store_complains_of_is_told_by_what_can_be_done(says: str, kind: type[ArchiveUnavailable]) -> None:
    told = fault_of(OSError(f"{says}\n\nDebug source: Generic {{ … }}"))

    assert (kind, says) == (type(told), str(told))


def a_slot() -> Slot:
    return Slot(pointer=f"decrees/{uuid4()}", key=PERMIT_KEY, number="500/1", issued_on=date(2026, 11, 27))


def files_of(server: S3Server) -> set[Path]:
    return {path for path in server.folder.rglob("*") if path.is_file()}
