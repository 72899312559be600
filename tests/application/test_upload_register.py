"""Who has uploaded what: once a person and content, under a key of its own, and nobody's name in the table."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import obstore
import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from obstore.store import LocalStore, MemoryStore

from application.archive.archive import Archive
from application.archive.faults import ArchiveUnavailable
from application.postgres.database import APP, Timeouts, as_role
from application.postgres.pool import Pool
from application.store import ConnectionLost
from application.subkeys import subkeys
from application.uploads.exif import Taken
from application.uploads.register import UploadRegister, upload_register
from application.uploads.uploads import MediaType, Upload

pytestmark = pytest.mark.anyio
KEYS = subkeys(bytes(32))
KTP = b"%PDF-1.7 ktp"


def upload(content: bytes, name: str = "ktp.pdf") -> Upload:
    return Upload(sha256=sha256(content).hexdigest(), size=len(content), media_type=MediaType.PDF, name=name)


@pytest.fixture
def archive() -> Archive:
    return Archive(MemoryStore())


@pytest.fixture
async def register(postgres_url: str, archive: Archive) -> AsyncIterator[UploadRegister]:
    async with upload_register(as_role(postgres_url, APP, timeouts=Timeouts()), archive, KEYS) as opened:
        yield opened


async def test_what_was_kept_is_found_and_opens(register: UploadRegister, archive: Archive) -> None:
    kept = await register.keep("siti", upload(KTP), KTP)

    found = await register.find("siti", [kept.sha256, "0" * 64])

    assert {kept.sha256} == found.keys()
    assert upload(KTP, "dokumen.pdf") == found[kept.sha256].upload
    assert KTP == archive.get(kept.sha256, found[kept.sha256].key)


async def test_the_same_content_by_the_same_person_is_one_upload(register: UploadRegister, archive: Archive) -> None:
    names = [f"{n}.pdf" for n in range(8)]

    kept = await asyncio.gather(*(register.keep("siti", upload(KTP, name), KTP) for name in names))
    again = await register.keep("siti", upload(KTP, "again.pdf"), KTP)

    assert [upload(KTP, name) for name in (*names, "again.pdf")] == [*kept, again]
    key = (await register.find("siti", [again.sha256]))[again.sha256].key
    assert KTP == archive.get(again.sha256, key)


async def test_nobody_finds_the_upload_of_another(register: UploadRegister) -> None:
    kept = await register.keep("siti", upload(KTP), KTP)

    assert {} == await register.find("budi", [kept.sha256])
    assert {} == await register.find("sit", [kept.sha256])


async def test_the_same_content_of_two_people_has_two_keys(register: UploadRegister) -> None:
    for sub in ("siti", "budi"):
        await register.keep(sub, upload(KTP), KTP)

    keys = {(await register.find(sub, [upload(KTP).sha256]))[upload(KTP).sha256].key for sub in ("siti", "budi")}

    assert 2 == len(keys)


async def test_another_process_finds_it_too(register: UploadRegister, archive: Archive, postgres_url: str) -> None:
    kept = await register.keep("siti", upload(KTP), KTP)
    async with upload_register(as_role(postgres_url, APP, timeouts=Timeouts()), archive, KEYS) as other:
        found = await other.find("siti", [kept.sha256])

    assert found == await register.find("siti", [kept.sha256])


async def test_the_table_names_nobody_and_holds_no_key(register: UploadRegister, postgres_url: str) -> None:
    kept = await register.keep("siti", upload(KTP, "ktp siti rahmah.pdf"), KTP)
    key = (await register.find("siti", [kept.sha256]))[kept.sha256].key

    with psycopg.connect(postgres_url) as connection:
        ((row, wrapped),) = connection.execute("SELECT u::text, wrapped FROM files.uploads u").fetchall()

    assert "siti" not in row
    assert key not in bytes(wrapped)


async def test_a_row_that_was_moved_to_another_person_does_not_open(
    register: UploadRegister, archive: Archive, postgres_url: str
) -> None:
    await register.keep("siti", upload(KTP), KTP)
    await register.keep("budi", upload(b"%PDF-1.7 other"), b"%PDF-1.7 other")  # 14 bytes
    with psycopg.connect(postgres_url) as connection:
        connection.execute(
            "UPDATE files.uploads u SET uploader = o.uploader FROM files.uploads o WHERE u.sha256 = %s AND o.size = %s",
            (upload(KTP).sha256, 14),
        )

    async with upload_register(as_role(postgres_url, APP, timeouts=Timeouts()), archive, KEYS) as other:
        with pytest.raises(InvalidTag):
            await other.find("budi", [upload(KTP).sha256])


async def test_nothing_is_noted_of_what_the_archive_did_not_take(postgres_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    broken = Archive(LocalStore(folder))
    folder.rmdir()
    folder.write_bytes(b"not a folder")
    async with upload_register(as_role(postgres_url, APP, timeouts=Timeouts()), broken, KEYS) as frail:
        with pytest.raises(ArchiveUnavailable):
            await frail.keep("siti", upload(KTP), KTP)

        assert {} == await frail.find("siti", [upload(KTP).sha256])


@pytest.fixture
async def nowhere(archive: Archive) -> AsyncIterator[UploadRegister]:
    """A register whose database is away."""
    async with Pool("postgresql://127.0.0.1:1/izin", min_size=0, max_size=1, open=False, timeout=0.2) as pool:
        yield UploadRegister(pool, archive, KEYS)


async def test_without_a_database_everybody_is_told_to_come_again(nowhere: UploadRegister) -> None:
    with pytest.raises(ConnectionLost):
        await nowhere.find("siti", [upload(KTP).sha256])
    with pytest.raises(ConnectionLost):
        await nowhere.keep("siti", upload(KTP), KTP)


async def test_nobody_is_asked_about_no_hash(nowhere: UploadRegister) -> None:
    assert {} == await nowhere.find("siti", [])


async def test_an_upload_is_unscanned_until_it_is_sent_again_to_an_office_that_scans(register: UploadRegister) -> None:
    sent = upload(KTP)
    await register.keep("siti", sent, KTP)
    before = (await register.find("siti", [sent.sha256]))[sent.sha256]

    await register.keep("siti", sent, KTP, scanned=True)
    after = (await register.find("siti", [sent.sha256]))[sent.sha256]

    assert (False, True) == (before.scanned, after.scanned)
    assert before.key == after.key


async def test_what_was_scanned_stays_so(register: UploadRegister, postgres_url: str) -> None:
    sent = upload(KTP)
    await register.keep("siti", sent, KTP, scanned=True)

    await register.keep("siti", sent, KTP)

    assert (await register.find("siti", [sent.sha256]))[sent.sha256].scanned
    with psycopg.connect(postgres_url) as connection:
        assert [("clean", True)] == connection.execute(
            "SELECT state, scanned_at IS NOT NULL FROM files.uploads"
        ).fetchall()


async def test_when_and_where_a_picture_was_taken_is_kept_sealed(
    register: UploadRegister, archive: Archive, postgres_url: str
) -> None:
    taken = Taken(at=datetime(2026, 11, 25, 1, 14, tzinfo=UTC), latitude=-3.442333, longitude=114.8339)
    sent = upload(KTP)
    await register.keep("dewi", sent, KTP, taken=taken)

    async with upload_register(as_role(postgres_url, APP, timeouts=Timeouts()), archive, KEYS) as other:
        assert taken == (await other.find("dewi", [sent.sha256]))[sent.sha256].taken
    with psycopg.connect(postgres_url) as connection:
        ((row,),) = connection.execute("SELECT u::text FROM files.uploads u").fetchall()
    assert "114.8339" not in row
    assert b"114.8339".hex() not in row


async def test_of_the_same_file_sent_many_times_at_once_one_copy_is_kept(
    register: UploadRegister, archive: Archive
) -> None:
    sent = upload(KTP)

    await asyncio.gather(*(register.keep("siti", sent, KTP) for _ in range(8)))

    kept = (await register.find("siti", [sent.sha256]))[sent.sha256]
    assert KTP == archive.get(sent.sha256, kept.key)
    assert 1 == sum(len(chunk) for chunk in obstore.list(archive.store))
