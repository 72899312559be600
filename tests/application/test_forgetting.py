"""A decision to forget is carried out, whoever dies meanwhile, in every process, and again after an old backup."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from obstore.store import MemoryStore

from application.archive.archive import Archive
from application.erasure.doomed import paths_of
from application.erasure.forgetting import Forgetting
from application.erasure.forgotten import Forgotten
from application.issuing import slot_name
from application.letters.mailbox import Mailbox
from application.permits import Permits
from application.permits_on_postgres import open_permits
from application.postgres.database import APP, as_role
from application.postgres.pool import small_pool
from application.subkeys import subkeys
from application.uploads.register import UploadRegister, upload_register
from application.uploads.uploads import MediaType, Upload
from domain.commands import Erase, Submit, Withdraw
from domain.personal import MASK
from tests.application.desk import MASTER, asked, vault, walk
from tests.book import office_rulebook
from tests.papers import SUBMIT
from tests.people import RATNA, SITI
from tests.projections.office import until
from tests.walk import DRAFTED

NOW = timedelta()
ERASE = Erase(legal_ground="UU 27/2022 Pasal 43 ayat (1) huruf c", reason="Permintaan tertulis.")
ENDED = ((SITI, Withdraw(reason="Batal.")), (RATNA, ERASE))


@dataclass(frozen=True, kw_only=True)
class Process:
    """One process of an office that forgets; it follows the log when it is told to."""

    permits: Permits
    uploads: UploadRegister
    archive: Archive
    forgetting: Forgetting

    async def uploaded(self, content: bytes) -> tuple[str, str]:
        """Return hash and key of what Siti has uploaded."""
        digest = sha256(content).hexdigest()
        upload = Upload(sha256=digest, size=len(content), media_type=MediaType.PDF, name="ktp.pdf")
        await self.uploads.keep("siti", upload, content)
        return digest, (await self.uploads.find("siti", [digest]))[digest].key_text

    async def submitted(self, *contents: bytes) -> UUID:
        kept = dict([await self.uploaded(content) for content in contents])
        documents = tuple(replace(SUBMIT.documents[0], sha256=each) for each in kept)
        command: Submit = replace(SUBMIT, documents=(*documents, *SUBMIT.documents[1:]), document_keys=kept)
        return (await self.permits.execute(command, asked(SITI, uuid4()))).permit.id

    async def ended(self, *contents: bytes) -> UUID:
        """A file that is to be forgotten, and nobody has begun to."""
        permit = await self.submitted(*contents)
        await walk(self.permits, permit, *ENDED)
        return permit


@asynccontextmanager
async def process(url: str, folder: Path, archive: Archive) -> AsyncGenerator[Process]:
    app = as_role(url, APP)
    async with (
        open_permits(url, vault=vault(), book=office_rulebook, readers=2) as permits,
        upload_register(app, archive, subkeys(MASTER)) as uploads,
        small_pool(app) as pool,
    ):
        forgetting = Forgetting(Forgotten(pool), permits, uploads, archive, Mailbox(folder), every=0.02)
        yield Process(permits=permits, uploads=uploads, archive=archive, forgetting=forgetting)


def keys(url: str) -> list[tuple[UUID, bytes]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT permit, wrapped FROM ledger.keys").fetchall()


def rows(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    assert found
    return int(found[0])


async def test_nobody_is_read_from_the_moment_of_the_decision(postgres_url: str, tmp_path: Path) -> None:
    async with process(postgres_url, tmp_path, Archive(MemoryStore())) as here:
        permit = await here.ended(b"KTP")

        filed = await here.permits.get(permit)
        first = await here.permits.get(permit, version=1)

    assert [permit] == [each for each, _ in keys(postgres_url)]  # the key is there
    assert filed
    assert first
    assert (MASK, MASK, None) == (filed.permit.applicant.nik, first.permit.applicant.nik, filed.key)
    assert first.permit.erased
    assert MASK == first.history[0][1].by.sub


async def test_each_step_is_done_by_whoever_finds_it_undone(postgres_url: str, tmp_path: Path) -> None:
    archive = Archive(MemoryStore())
    async with process(postgres_url, tmp_path, archive) as died:
        permit = await died.ended(b"KTP", b"Ijazah")
        found = await died.permits.last_look(permit)
        assert found
        paths = paths_of(found)
    async with process(postgres_url, tmp_path, archive) as died:
        await died.forgetting.finish_all()
    assert ([], 2, 2) == (keys(postgres_url), rows(postgres_url, "files.doomed"), rows(postgres_url, "files.uploads"))
    async with process(postgres_url, tmp_path, archive) as died:
        await died.forgetting.sweep(grace=NOW)
    assert (2, 0) == (rows(postgres_url, "files.doomed"), rows(postgres_url, "files.uploads"))
    async with process(postgres_url, tmp_path, archive) as heir:
        await heir.forgetting.sweep()  # somebody may still be on their way with it
        assert 2 == len(paths)
        assert 2 == rows(postgres_url, "files.doomed")
        await heir.forgetting.sweep(grace=NOW)
        assert [] == [copy for path in paths for copy in archive.copies(path.split("/")[3].partition(".")[0])]
        assert 0 == rows(postgres_url, "files.doomed")
        await heir.forgetting.finish(permit)
        await heir.forgetting.sweep(grace=NOW)


async def test_many_processes_forget_at_once_and_once(postgres_url: str, tmp_path: Path) -> None:
    archive = Archive(MemoryStore())
    async with process(postgres_url, tmp_path, archive) as one, process(postgres_url, tmp_path, archive) as other:
        permits = [await one.ended(b"KTP %d" % n) for n in range(3)]

        await asyncio.gather(*(each.forgetting.finish(permit) for permit in permits for each in (one, other)))
        await asyncio.gather(one.forgetting.sweep(grace=NOW), other.forgetting.sweep(grace=NOW))
        await asyncio.gather(one.forgetting.sweep(grace=NOW), other.forgetting.sweep(grace=NOW))

    assert ([], 0) == (keys(postgres_url), rows(postgres_url, "files.doomed"))


async def test_every_process_drops_what_it_remembers(postgres_url: str, tmp_path: Path) -> None:
    archive = Archive(MemoryStore())
    async with process(postgres_url, tmp_path, archive) as one, process(postgres_url, tmp_path, archive) as other:
        permit = await one.submitted(b"KTP")
        await walk(other.permits, permit, (SITI, Withdraw(reason="Batal.")))
        await other.uploads.find("siti", [sha256(b"KTP").hexdigest()])
        assert permit in other.permits._writer._folded
        assert other.uploads._remembered
        following = asyncio.create_task(other.forgetting.run())

        await walk(one.permits, permit, (RATNA, ERASE))
        await until(lambda: not (keys(postgres_url) or other.uploads._remembered))
        assert permit not in other.permits._writer._folded
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)

        state = one.permits._writer._folded.get(permit)
    assert state is None or (state.key, state.permit.applicant.name) == (None, MASK)


async def test_a_key_that_came_back_with_an_old_backup_is_destroyed_again(postgres_url: str, tmp_path: Path) -> None:
    async with process(postgres_url, tmp_path, Archive(MemoryStore())) as here:
        permit = await here.ended(b"KTP")
        (kept,) = keys(postgres_url)
        await here.forgetting.finish(permit)
        with psycopg.connect(postgres_url) as connection:
            connection.execute("INSERT INTO ledger.keys VALUES (%s, %s)", kept)

        await here.forgetting.finish_all()

    assert [] == keys(postgres_url)


async def test_a_paper_that_was_signed_and_never_recorded_goes_too(postgres_url: str, tmp_path: Path) -> None:
    archive = Archive(MemoryStore())
    async with process(postgres_url, tmp_path, archive) as here:
        permit = await here.submitted(b"KTP")
        await walk(here.permits, permit, *DRAFTED[1:])
        filed = await here.permits.get(permit)
        assert filed
        assert filed.key
        paper = archive.put(b"%PDF signed", filed.key.papers)
        archive.point(slot_name(permit, "draft"), b'{"document_sha256": "%s"}' % paper.encode())
        await walk(here.permits, permit, *ENDED)

        await here.forgetting.finish(permit)
        for _ in range(2):
            await here.forgetting.sweep(grace=NOW)

    assert [] == list(archive.copies(paper))


async def test_the_same_content_of_somebody_else_is_another_upload(postgres_url: str, tmp_path: Path) -> None:
    archive, digest = Archive(MemoryStore()), sha256(b"KTP").hexdigest()
    async with process(postgres_url, tmp_path, archive) as here:
        permit = await here.submitted(b"KTP")
        other = bytes(32)
        archive.put(b"KTP", other)
        theirs = replace(SUBMIT, document_keys={digest: b64encode(other).decode()})
        document = replace(SUBMIT.documents[0], sha256=digest)
        await here.permits.execute(
            replace(theirs, documents=(document, *SUBMIT.documents[1:])), asked(replace(SITI, sub="budi"), uuid4())
        )
        await walk(here.permits, permit, *ENDED)

        await here.forgetting.finish(permit)
        for _ in range(2):
            await here.forgetting.sweep(grace=NOW)

        assert b"KTP" == archive.get(digest, other)
    assert 1 == len(archive.copies(digest))
