"""A power of attorney (surat kuasa) as a value: who acts for an applicant, what for, by which letter, until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.papers import Document

LETTER = "kuasa"  # what the letter is kept as, among the documents of a file


class Power(StrEnum):
    """What somebody may do for an applicant. To give up a file takes express words (KUHPerdata Pasal 1796)."""

    REPAIR = "repair"
    RECEIVE = "receive"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attorney:
    """Who was empowered (penerima kuasa). Every field is personal data and is sealed when stored."""

    sub: str
    name: str
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A power as a file has it. `over`: it has ended by itself, with its day or with the file."""

    attorney: Attorney
    letter: Document
    powers: tuple[Power, ...]
    since: datetime
    until: datetime | None
    over: bool = False

    @property
    def title(self) -> str:
        """How whoever acts by it is recorded: for whom, and by which letter. It names nobody."""
        return f"Kuasa pemohon (surat kuasa {self.letter.sha256[:12]})"
