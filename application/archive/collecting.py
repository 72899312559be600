"""Papers that nobody names: set aside, and taken away by a later run; never a young one, never one that is named.

An orphan is left where a process died, or lost its race, between storing and naming. Between our look and our hand
somebody may begin to name one again: then it is young, or it is named when we look a second time and is put back.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from application.archive.archive import CONTENT
from application.archive.faults import fault_of
from application.archive.names import Names, named_by_pointers

ASIDE = "aside"
FEW = 50  # so many orphans are nothing to wonder at
Mark = tuple[int, str]
SUSPICIOUS_SHARE = 0.2  # of all old papers: then it is rather the wrong database


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An object of the archive; `tag` is the store's own mark of its content."""

    path: str
    size: int
    modified: datetime
    tag: str | None

    @property
    def sha256(self) -> bytes:
        return bytes.fromhex(self.path.rpartition("/")[2].partition(".")[0])

    @property
    def mark(self) -> Mark:
        return _mark(self.modified, self.tag)


class TooManyOrphans(Exception):
    """So many papers are named by nobody that the database is rather not the archive's own. Nothing was touched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a run has found, and with `dry_run` would have done."""

    old: int
    set_aside: tuple[Paper, ...]
    put_back: tuple[Paper, ...]
    taken_away: tuple[Paper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """`names` reads what the database names, anew at each call; `older_than` is a day or more: clocks differ."""

    store: ObjectStore
    names: Callable[[], Names]
    older_than: timedelta
    now: datetime

    def run(self, *, dry_run: bool, however_many: bool = False) -> Found:
        """Set aside what nobody names, put back what somebody names again, take away what lay aside long enough.

        Raises `TooManyOrphans` or `ArchiveUnavailable`; what was set aside until then stays readable there.
        """
        assert self.older_than >= timedelta(days=1), "the young are never touched"
        aside, old = list(self._aside()), [each for each in self._list(CONTENT) if self._is_old(each)]
        orphans = self._unnamed(old)
        if len(orphans) > max(FEW, SUSPICIOUS_SHARE * len(old)) and not however_many:
            raise TooManyOrphans(
                f"{len(orphans)} of {len(old)} old papers are named by nobody: is this the archive's own database? "
                "Nothing was touched; --however-many does it all the same."
            )
        lost = self._unnamed([each for _, each in aside])
        named_again = tuple(each for _, each in aside if each not in lost)
        over = tuple(each for day, each in aside if each in lost and self._is_over(day))
        if dry_run:
            return Found(old=len(old), set_aside=tuple(orphans), put_back=named_again, taken_away=over)
        moved = [self._aside_of(each) for each in orphans if self._set_aside(each)]
        still = self._unnamed(moved)
        put_back = (*named_again, *(each for each in moved if each not in still))
        for each in put_back:
            self._rename(each.path, _home(each.path))
        for each in over:
            self._delete(each.path)
        return Found(old=len(old), set_aside=tuple(still), put_back=put_back, taken_away=over)

    def _unnamed(self, papers: list[Paper]) -> list[Paper]:
        """Pointers are asked only about what the database does not name: each is an object to read."""
        if not papers:
            return []
        names = self.names()
        rest = [each for each in papers if each.sha256 not in names]
        pointed = named_by_pointers(self.store) if rest else frozenset()
        return [each for each in rest if each.sha256 not in pointed]

    def _set_aside(self, paper: Paper) -> bool:
        """Move it, unless somebody has stored it again since it was listed: then it is young."""
        if self._mark(paper.path) != paper.mark:
            return False
        self._rename(paper.path, self._aside_of(paper).path)
        return True

    def _aside_of(self, paper: Paper) -> Paper:
        path = f"{ASIDE}/{self.now.astimezone(UTC).date()}/{paper.path}"
        return Paper(path=path, size=paper.size, modified=paper.modified, tag=paper.tag)

    def _aside(self) -> Iterator[tuple[date, Paper]]:
        for each in self._list(ASIDE):
            yield date.fromisoformat(each.path.split("/")[1]), each

    def _is_old(self, paper: Paper) -> bool:
        return paper.modified <= self.now - self.older_than

    def _is_over(self, day: date) -> bool:
        return day <= (self.now.astimezone(UTC) - self.older_than).date()

    def _list(self, folder: str) -> Iterator[Paper]:
        try:
            for chunk in obstore.list(self.store, folder):
                for each in chunk:
                    yield Paper(path=each["path"], size=each["size"], modified=each["last_modified"], tag=each["e_tag"])
        except (BaseError, OSError) as error:
            raise fault_of(error) from error

    def _mark(self, path: str) -> Mark | None:
        try:
            found = obstore.head(self.store, path)
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise fault_of(error) from error
        return _mark(found["last_modified"], found["e_tag"])

    def _rename(self, path: str, to: str) -> None:
        try:
            obstore.rename(self.store, path, to)
        except (BaseError, OSError) as error:
            raise fault_of(error) from error

    def _delete(self, path: str) -> None:
        try:
            obstore.delete(self.store, path)
        except (BaseError, OSError) as error:
            raise fault_of(error) from error


def _mark(modified: datetime, tag: str | None) -> Mark:
    """What changes when it is stored again. S3 tells whole seconds of a single object; rclone lists without quotes."""
    return int(modified.timestamp()), (tag or "").strip('"')


def _home(path: str) -> str:
    """Return where it was before it was set aside: the path behind `aside/2026-11-28/`."""
    return path.split("/", 2)[2]
