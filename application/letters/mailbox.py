"""The mailbox of a demo: letters as files in the data directory, which are read instead of sent."""

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from uuid import UUID

from application.letters.carriage import SENT, Item, Verdict

KEPT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A letter in the mailbox. `key` is its place: later letters have greater ones."""

    key: str
    id: UUID
    sender: str
    to: str
    subject: str
    sent_at: datetime
    text: str


class Mailbox:
    """One file a letter, `position-id.eml`: sent again, it replaces itself. The oldest go when there are too many."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, message: EmailMessage, to: Address, item: Item) -> Verdict:
        del to  # it is in the message
        await asyncio.to_thread(self._keep, f"{item.position:012}-{item.id}.eml", message.as_bytes())
        return SENT

    def newest(self, limit: int, *, before: str | None = None) -> Sequence[Posted]:
        """Return the newest letters, or those before the one with this key."""
        keys = sorted((path.stem for path in self._folder.glob("*.eml")), reverse=True)
        wanted = [key for key in keys if before is None or key < before]
        return [self._read(key) for key in wanted[:limit]]

    def letter(self, id_: UUID) -> Posted | None:
        found = next(self._folder.glob(f"*-{id_}.eml"), None)
        return self._read(found.stem) if found else None

    def burn(self, id_: UUID) -> None:
        """Take the letter away, if it is there: its reader was forgotten."""
        for path in self._folder.glob(f"*-{id_}.eml"):
            path.unlink(missing_ok=True)

    def _keep(self, name: str, content: bytes) -> None:
        """Write aside and rename: whoever looks sees a whole letter or none."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, aside = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(aside).replace(self._folder / name)
        for old in sorted(self._folder.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)

    def _read(self, key: str) -> Posted:
        raw = (self._folder / f"{key}.eml").read_bytes()
        message = message_from_bytes(raw, policy=SMTP)
        assert isinstance(message, EmailMessage), "our policy makes no other"
        return Posted(
            key=key,
            id=UUID(key.partition("-")[2]),
            sender=str(message["From"]),
            to=str(message["To"]),
            subject=str(message["Subject"]),
            sent_at=message["Date"].datetime,
            text=message.get_content(),
        )
