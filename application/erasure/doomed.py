"""What goes with a file's key: the uploads it names, and papers that were signed for it and never recorded."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from application.archive.archive import path_of
from application.permits import Filed
from domain.events import AuthorityGiven, BAPFiled, Drafted, Submitted

PAPERS = "decrees/"  # of a whole file: where its pointers are, instead of a path


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """An object of the archive. `uploader` is as the register calls them, None for the papers of a file."""

    path: str
    uploader: bytes | None = None
    sha256: str | None = None


class NamesUploaders(Protocol):
    def name_of(self, sub: str) -> bytes: ...


def doomed_of(filed: Filed, uploads: NamesUploaders) -> list[Doomed]:
    """Return what must go when `filed`, whose events are open, is forgotten."""
    found: dict[str, Doomed] = {}
    for each in _uploads(filed, uploads):
        # Who names it first has uploaded it: a repair by, or after, an attorney names what is in the file already.
        found.setdefault(each.path, each)
    if any(isinstance(event.fact, Drafted) for _, event in filed.history):
        # Signed, perhaps, and withdrawn before anybody recorded it.
        found[papers_of(filed.permit.id)] = Doomed(path=papers_of(filed.permit.id))
    return list(found.values())


def paths_of(filed: Filed) -> frozenset[str]:
    """Return the uploads that this file names, by their paths: the same content under another key is another one."""
    return frozenset(path for path, _, _ in _named(filed))


def papers_of(permit: UUID) -> str:
    return f"{PAPERS}{permit}"


def _uploads(filed: Filed, uploads: NamesUploaders) -> Iterator[Doomed]:
    for path, sha256, sub in _named(filed):
        yield Doomed(path=path, uploader=uploads.name_of(sub), sha256=sha256)


def _named(filed: Filed) -> Iterator[tuple[str, str, str]]:
    """Yield path, hash and uploader of each document, whoever handed it in, in whichever round."""
    for _, event in filed.history:
        if isinstance(event.fact, Submitted | BAPFiled | AuthorityGiven):
            for sha256, key in event.fact.document_keys.items():
                yield path_of(sha256, b64decode(key)), sha256, event.by.sub
