"""Who has uploaded what, before a submission names it: content in the archive, each upload under a key of its own.

The key is kept wrapped. A submission takes it along in its facts, sealed under the permit's key. The row here stays:
whoever forgets a permit must destroy it too. Neither the uploader (an HMAC) nor the file's name is kept in clear.
"""

import asyncio
import hmac
import os
from base64 import b64encode
from collections import OrderedDict
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import LiteralString

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg.rows import class_row
from pydantic import TypeAdapter

from application.archive.archive import Archive
from application.postgres.pool import Pool, connected, small_pool
from application.subkeys import Subkeys
from application.uploads.exif import Taken
from application.uploads.uploads import Upload

_TAKEN = TypeAdapter(Taken)
KEY_BYTES = 32
NONCE = 12
REMEMBERED = 20_000  # uploads: a row hardly ever changes, so it is looked up once a process

INSERT: LiteralString = """
INSERT INTO files.uploads (uploader, sha256, size, media_type, name, wrapped, state, scanned_at, taken)
VALUES (%b, %b, %b, %b, %b, %b, %b, CASE %b WHEN 'clean' THEN clock_timestamp() END, %b)
    ON CONFLICT (uploader, sha256) DO NOTHING
"""
SCANNED: LiteralString = """
UPDATE files.uploads
   SET state = 'clean', scanned_at = clock_timestamp()
 WHERE uploader = %b
   AND sha256 = %b
   AND state = 'unscanned'
"""
SELECT: LiteralString = """
SELECT sha256, size, media_type, name, wrapped, state, taken
  FROM files.uploads
 WHERE uploader = %b
   AND sha256 = ANY (%b)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An upload in the archive, and the key that opens it, as bytes and as facts carry it (base64).

    `taken` is None unless an inspector's picture tells when or where.
    """

    upload: Upload
    key: bytes
    key_text: str
    scanned: bool = False
    taken: Taken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What is noted of an upload beside its content."""

    sha256: str
    size: int
    media_type: str
    uploaded_at: datetime


_OF: LiteralString = """
SELECT sha256, size, media_type, uploaded_at
  FROM files.uploads
 WHERE uploader = %b
 ORDER BY uploaded_at, sha256
"""


@asynccontextmanager
async def upload_register(url: str, archive: Archive, keys: Subkeys) -> "AsyncGenerator[UploadRegister]":
    """Yield the register in the database at `url`, which must be the primary."""
    async with small_pool(url) as pool:
        yield UploadRegister(pool, archive, keys)


class UploadRegister:
    """Uploads by their uploader and content; the same content by the same person is one upload."""

    def __init__(self, pool: Pool, archive: Archive, keys: Subkeys) -> None:
        self._pool, self._archive = pool, archive
        self._wrapping, self._naming = AESGCM(keys.uploads), keys.uploaders
        self._remembered: OrderedDict[tuple[str, str], Kept] = OrderedDict()

    async def keep(
        self, sub: str, upload: Upload, content: bytes, *, scanned: bool = False, taken: Taken | None = None
    ) -> Upload:
        """Store `content` and note that `sub` uploaded it; return it.

        Raises `ArchiveUnavailable` or `ConnectionLost`: nothing is noted then, but the archive may hold an orphan.
        """
        known = await self.find(sub, [upload.sha256])
        if upload.sha256 in known:
            if scanned and not known[upload.sha256].scanned:
                await self._now_scanned(sub, upload.sha256)
            return replace(known[upload.sha256].upload, name=upload.name)
        key, uploader = os.urandom(KEY_BYTES), self._uploader(sub)
        await asyncio.to_thread(self._archive.put, content, key)
        # What people call their files is personal; the submission gives each a name of its own.
        row = (uploader, upload.sha256, upload.size, upload.media_type, f"dokumen{Path(upload.name).suffix}")
        state, sealed = "clean" if scanned else "unscanned", _sealed(taken, key) if taken else None
        async with connected(self._pool) as connection:
            await connection.execute(INSERT, (*row, self._wrap(key, uploader, upload.sha256), state, state, sealed))
        kept = (await self.find(sub, [upload.sha256]))[upload.sha256]
        if kept.key != key:  # the same person has sent the same file twice at once, and the other one was faster
            await asyncio.to_thread(self._archive.remove, upload.sha256, key)
        return replace(kept.upload, name=upload.name)

    async def find(self, sub: str, hashes: Collection[str]) -> Mapping[str, Kept]:
        """Return those of `hashes` that `sub` has uploaded; raise `ConnectionLost`."""
        recalled = {each: self._remembered.get((sub, each)) for each in hashes}
        found = {each: kept for each, kept in recalled.items() if kept is not None}
        if len(found) < len(recalled):
            found.update(await self._look_up(sub, [each for each in recalled if each not in found]))
        return found

    async def of(self, sub: str) -> Sequence[Noted]:
        """Return everything that `sub` has uploaded and the register still knows, oldest first."""
        async with connected(self._pool) as connection, connection.cursor(row_factory=class_row(Noted)) as cursor:
            await cursor.execute(_OF, (self._uploader(sub),))
            return await cursor.fetchall()

    def name_of(self, sub: str) -> bytes:
        """Return how the register calls this uploader: nobody can tell who it is."""
        return self._uploader(sub)

    def forget(self) -> None:
        """Look every upload up anew: some are gone."""
        self._remembered.clear()

    async def _look_up(self, sub: str, hashes: list[str]) -> dict[str, Kept]:
        uploader = self._uploader(sub)
        async with connected(self._pool) as connection:
            cursor = await connection.execute(SELECT, (uploader, hashes))
            rows = await cursor.fetchall()
        found: dict[str, Kept] = {}
        for sha256, size, media_type, name, wrapped, state, taken in rows:
            upload = Upload(sha256=sha256, size=size, media_type=media_type, name=name)
            key = self._unwrap(wrapped, uploader, sha256)
            found[sha256] = Kept(
                upload=upload,
                key=key,
                key_text=b64encode(key).decode(),
                scanned=state == "clean",
                taken=_opened(taken, key) if taken else None,
            )
            self._remember((sub, sha256), found[sha256])
        return found

    async def _now_scanned(self, sub: str, sha256: str) -> None:
        """It was uploaded before the office began to scan, and again now."""
        async with connected(self._pool) as connection:
            await connection.execute(SCANNED, (self._uploader(sub), sha256))
        self._remembered.pop((sub, sha256), None)

    def _remember(self, place: tuple[str, str], kept: Kept) -> None:
        self._remembered[place] = kept
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)

    def _uploader(self, sub: str) -> bytes:
        return hmac.digest(self._naming, sub.encode(), "sha256")

    def _wrap(self, key: bytes, uploader: bytes, sha256: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._wrapping.encrypt(nonce, key, uploader + sha256.encode())

    def _unwrap(self, wrapped: bytes, uploader: bytes, sha256: str) -> bytes:
        return self._wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], uploader + sha256.encode())


def _sealed(taken: Taken, key: bytes) -> bytes:
    """Where somebody was is nobody's business without the upload's key."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, _TAKEN.dump_json(taken), b"taken")


def _opened(sealed: bytes, key: bytes) -> Taken:
    return _TAKEN.validate_json(AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], b"taken"))
