"""The archive: what went in comes out or is missed, is unreadable without its key, and the first pointer stays."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from obstore.store import MemoryStore

from application.archive.archive import Archive, open_archive
from application.archive.faults import ArchiveFull, ArchiveUnavailable, Corrupted, NotArchived
from application.settings import BadSettings, read_settings
from tests.application.small_disk import SMALL, small_disk

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
CONTENT = b"KEPUTUSAN KEPALA DINAS"
HASH = sha256(CONTENT).hexdigest()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return open_archive(read_settings(data_dir=tmp_path))


def objects(tmp_path: Path) -> list[Path]:
    return sorted(path for path in tmp_path.rglob("*") if path.is_file())


@given(content=st.binary(max_size=10_000), key=st.binary(min_size=32, max_size=32))
def test_what_goes_in_comes_out(content: bytes, key: bytes) -> None:
    archive = Archive(MemoryStore())

    assert content == archive.get(archive.put(content, key), key)


def test_the_folder_of_the_archive_is_nobody_elses(archive: Archive, tmp_path: Path) -> None:
    archive.put(CONTENT, KEY)

    assert 0o700 == (tmp_path / "archive").stat().st_mode & 0o777


def test_content_is_named_by_its_hash(archive: Archive, tmp_path: Path) -> None:
    assert HASH == archive.put(CONTENT, KEY)

    (stored,) = objects(tmp_path)
    assert stored.relative_to(tmp_path / "archive").as_posix().startswith(f"sha256/{HASH[:2]}/{HASH[2:4]}/{HASH}.")


def test_neither_content_nor_key_is_readable_on_disk(archive: Archive, tmp_path: Path) -> None:
    archive.put(CONTENT, KEY)

    (stored,) = objects(tmp_path)
    assert CONTENT not in stored.read_bytes()
    assert KEY.hex()[:16] not in stored.name


def test_storing_again_is_one_object(archive: Archive, tmp_path: Path) -> None:
    archive.put(CONTENT, KEY)
    stored = objects(tmp_path)

    assert HASH == archive.put(CONTENT, KEY)
    assert stored == objects(tmp_path)


def test_storing_again_mends_what_was_damaged(archive: Archive, tmp_path: Path) -> None:
    archive.put(CONTENT, KEY)
    objects(tmp_path)[0].write_bytes(b"")

    archive.put(CONTENT, KEY)

    assert CONTENT == archive.get(HASH, KEY)


def test_the_same_content_of_two_people_is_two_objects(archive: Archive) -> None:
    archive.put(CONTENT, KEY)

    with pytest.raises(NotArchived, match=HASH):
        archive.get(HASH, OTHER_KEY)
    archive.put(CONTENT, OTHER_KEY)
    assert CONTENT == archive.get(HASH, KEY) == archive.get(HASH, OTHER_KEY)


def test_what_was_never_stored_is_missed(archive: Archive) -> None:
    with pytest.raises(NotArchived):
        archive.get("00" * 32, KEY)


@pytest.mark.parametrize("at", [0, 12, -1], ids=["nonce", "content", "tag"])
def test_a_changed_byte_is_found(archive: Archive, tmp_path: Path, at: int) -> None:
    archive.put(CONTENT, KEY)
    (stored,) = objects(tmp_path)
    changed = bytearray(stored.read_bytes())
    changed[at] ^= 1
    stored.write_bytes(bytes(changed))

    with pytest.raises(Corrupted, match="does not open"):
        archive.get(HASH, KEY)


@pytest.mark.parametrize("length", [0, 5, 20])
def test_a_shortened_object_is_found(archive: Archive, tmp_path: Path, length: int) -> None:
    archive.put(CONTENT, KEY)
    (stored,) = objects(tmp_path)
    stored.write_bytes(stored.read_bytes()[:length])

    with pytest.raises(Corrupted):
        archive.get(HASH, KEY)


def test_another_object_in_its_place_is_found(archive: Archive, tmp_path: Path) -> None:
    archive.put(CONTENT, KEY)
    (stored,) = objects(tmp_path)
    archive.put(b"another decree", KEY)
    (another,) = set(objects(tmp_path)) - {stored}
    stored.write_bytes(another.read_bytes())

    with pytest.raises(Corrupted):
        archive.get(HASH, KEY)


def test_the_first_pointer_stays(archive: Archive) -> None:
    assert b"1" == archive.point("decrees/a/b", b"1")
    assert b"1" == archive.point("decrees/a/b", b"2")
    assert b"1" == archive.pointer("decrees/a/b")
    assert archive.pointer("decrees/a/c") is None


def test_of_many_that_point_at_once_one_wins_and_all_agree(archive: Archive) -> None:
    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(lambda n: archive.point("decrees/a/b", b"%d" % n), range(32)))

    assert 1 == len(set(written))
    assert archive.pointer("decrees/a/b") == written[0]


def test_a_store_that_cannot_write_says_so_and_no_more(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "archive" / "sha256").write_text("in the way")

    with pytest.raises(ArchiveUnavailable) as told:
        archive.put(CONTENT, KEY)
    assert "\n" not in str(told.value)


def test_a_store_that_cannot_read_says_so(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "archive" / "sha256").write_text("in the way")

    with pytest.raises(ArchiveUnavailable):
        archive.get(HASH, KEY)


def test_content_that_is_not_what_its_name_says_is_found_even_if_well_sealed(archive: Archive, tmp_path: Path) -> None:
    archive.put(CONTENT, KEY)
    (stored,) = objects(tmp_path)
    stored.write_bytes(b"n" * 12 + AESGCM(KEY).encrypt(b"n" * 12, b"another decree", bytes.fromhex(HASH)))

    with pytest.raises(Corrupted, match="other content"):
        archive.get(HASH, KEY)


def test_other_stores_are_named_by_their_address() -> None:
    archive = open_archive(read_settings(archive_url="memory:///"))

    assert CONTENT == archive.get(archive.put(CONTENT, KEY), KEY)


@pytest.mark.parametrize("url", ["nonsense", "ftp://files.example/a", "s3:///papers"])
def test_an_address_that_names_no_store_is_told_at_the_start(url: str) -> None:
    with pytest.raises(BadSettings, match=f"IZIN_ARCHIVE_URL: {url} names no store"):
        open_archive(read_settings(archive_url=url))


def test_a_full_disk_is_told_as_such_and_nothing_is_half_there(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as place:
        archive = open_archive(read_settings(data_dir=place))
        small = archive.put(CONTENT, KEY)
        before = objects(place)

        with pytest.raises(ArchiveFull) as told:
            archive.put(b"x" * 2 * SMALL, KEY)
        with pytest.raises(ArchiveFull):
            archive.point("decrees/a/b", b"x" * 2 * SMALL)

        assert "\n" not in str(told.value)
        assert before == objects(place)
        assert archive.pointer("decrees/a/b") is None
        assert CONTENT == archive.get(small, KEY)


def test_a_disk_with_room_again_takes_what_it_refused(tmp_path: Path) -> None:
    content = b"x" * 2 * SMALL
    with small_disk(tmp_path / "disk") as place:
        archive = open_archive(read_settings(data_dir=place))
        with pytest.raises(ArchiveFull):
            archive.put(content, KEY)
    roomy = open_archive(read_settings(data_dir=tmp_path))

    assert content == roomy.get(roomy.put(content, KEY), KEY)
