"""One decree for one draft, whoever signs at the same time and wherever a process dies.

The pointer decides: whoever writes it first has made the decree, and everybody after that records this one. A signed
paper that no pointer names is an orphan, no decree. What is recorded is always what the pointer says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import TypeAdapter

from application.archive.archive import Archive
from domain.commands import SignedPaper

_PAPER = TypeAdapter(SignedPaper)


class PaperDisagrees(Exception):
    """The signed paper carries another number than is reserved for its draft: an older register was restored.

    Nothing is recorded. Somebody has to look.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The place of one draft's decree: its pointer, the key of its paper, and what is reserved for it."""

    pointer: str
    key: bytes
    number: str
    issued_on: date


def slot_name(permit: UUID, draft: str, *, shelf: str = "decrees") -> str:
    """Return the pointer's name for the decree of this draft; revocations stand on a shelf of their own."""
    return f"{shelf}/{permit}/{draft}"


def issue_once(archive: Archive, slot: Slot, make: Callable[[], SignedPaper]) -> SignedPaper:
    """Return the decree of this draft; `make` renders, signs and archives it if that was not done before.

    Nothing is made on a store that lets a second writer win (`ArchiveRefuses`). Raises what `make` and the archive
    raise, or `PaperDisagrees`. After any of them, call again with the same slot. Blocks: give it a thread.
    """
    first = archive.pointer(slot.pointer)
    if first is None:
        archive.require_first_writer_wins()
        first = archive.point(slot.pointer, _PAPER.dump_json(make()))
    paper = _PAPER.validate_json(first)
    if paper.number != slot.number:
        raise PaperDisagrees(f"{slot.pointer} is signed as {paper.number}, but {slot.number} is reserved")
    # A pointer is not encrypted. That the paper opens under the permit's key shows that this office has made it.
    archive.get(paper.document_sha256, slot.key)
    return paper
