"""How a stranger's file comes in: examined, scanned where the office scans, and only then kept; or refused."""

import asyncio
from contextlib import nullcontext

from application.uploads.exif import Taken
from application.uploads.inspectors import Inspectors
from application.uploads.quota import Quota
from application.uploads.refused import UploadRefused
from application.uploads.register import UploadRegister
from application.uploads.uploads import Inspected, Upload
from application.uploads.virus_scan import Scanner
from application.uploads.workers import AT_ONCE
from domain.refusals import Sentence


class Infected(UploadRefused):
    """The scanner has found something. `signature` is its name; the content is kept nowhere."""

    def __init__(self, signature: str) -> None:
        super().__init__("infected", INFECTED)
        self.signature = signature


class Intake:
    """Files wait here for their turn: parsers take much memory, and threads are needed elsewhere too."""

    def __init__(self, inspectors: Inspectors, register: UploadRegister, scanner: Scanner | None, quota: Quota) -> None:
        self._inspectors, self._register, self._scanner, self._quota = inspectors, register, scanner, quota
        self._turn = asyncio.Semaphore(AT_ONCE)

    @property
    def scans(self) -> bool:
        """Whether a file must have been scanned before anybody may name it."""
        return self._scanner is not None

    async def take(self, sub: str, content: bytes, name: str, *, with_taken: bool) -> Upload:
        """Keep the file and return it as it is kept; `with_taken` also keeps when and where a picture was taken.

        Raises `UploadRefused`, `QuotaReached`, `ScannerAway`, `ArchiveUnavailable` or `ConnectionLost`; then nothing is
        kept.
        """
        async with self._turn:
            good = await asyncio.to_thread(self._inspectors.check, content, name)
            if self._scanner is not None:
                await asyncio.to_thread(_scan, self._scanner, content, good)
        taken = good.taken if with_taken and good.taken != Taken() else None
        known = await self._register.find(sub, [good.upload.sha256])
        with nullcontext() if known else self._quota.taking(sub, good.upload.size):
            return await self._register.keep(sub, good.upload, good.content, scanned=self.scans, taken=taken)


def _scan(scanner: Scanner, content: bytes, good: Inspected) -> None:
    """What was sent, and what is kept of it where that is something else: a protected PDF hides what is in it."""
    for each in (content, good.content) if good.content != content else (content,):
        if signature := scanner.scan(each):
            raise Infected(signature)


INFECTED = Sentence(
    "Pemeriksa virus menemukan perangkat lunak berbahaya dalam berkas ini. Berkas tidak disimpan.",
    "The virus scanner has found malicious software in this file. It was not kept.",
)
