"""The collector of orphans: what anybody names or what is young stays, whatever happens while it works."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import obstore
import pytest

from application.archive.archive import Archive, open_archive
from application.archive.collecting import FEW, Collector, Paper, TooManyOrphans
from application.archive.faults import ArchiveUnavailable, NotArchived
from application.archive.names import Names
from application.settings import read_settings
from tests.application.s3_servers import S3Server, free_port

KEY, WEEK = b"k" * 32, timedelta(days=7)
LATER = WEEK + timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC)


def hashed(content: bytes) -> bytes:
    return sha256(content).digest()


def collector(
    archive: Archive, *named: bytes, at: datetime | None = None, names: Callable[[], Names] | None = None
) -> Collector:
    """One that looks from beyond a week, so that everything stored now is old."""
    known = frozenset(map(hashed, named))
    return Collector(store=archive.store, names=names or (lambda: known), older_than=WEEK, now=at or now() + LATER)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return open_archive(read_settings(data_dir=tmp_path))


@pytest.fixture(params=["folder", "moto", "rclone"])
def any_archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    if request.param == "folder":
        return open_archive(read_settings(data_dir=tmp_path))
    server: S3Server = request.getfixturevalue(f"s3_{request.param}")
    return open_archive(server.settings(tmp_path, archive_url=f"s3://izin/{tmp_path.name}-{os.getpid()}"))


def hashes(papers: tuple[Paper, ...]) -> list[bytes]:
    return [each.sha256 for each in papers]


def is_kept(archive: Archive, content: bytes) -> bool:
    try:
        return content == archive.get(sha256(content).hexdigest(), KEY)
    except NotArchived:
        return False


def paths(archive: Archive, folder: str) -> list[str]:
    return [each["path"] for chunk in obstore.list(archive.store, folder) for each in chunk]


def test_what_nobody_names_is_set_aside_and_taken_away_by_a_later_run(any_archive: Archive) -> None:
    for content in (b"named", b"orphan"):
        any_archive.put(content, KEY)

    first = collector(any_archive, b"named").run(dry_run=False)
    again = collector(any_archive, b"named").run(dry_run=False)
    later = collector(any_archive, b"named", at=now() + 2 * LATER).run(dry_run=False)

    assert [2, 1, 1] == [first.old, again.old, later.old]
    assert ([hashed(b"orphan")], (), ()) == (
        hashes(first.set_aside),
        first.put_back,
        first.taken_away,
    )
    assert ((), (), ()) == (again.set_aside, again.put_back, again.taken_away)
    assert [hashed(b"orphan")] == hashes(later.taken_away)
    assert (True, False) == (is_kept(any_archive, b"named"), is_kept(any_archive, b"orphan"))
    assert [] == paths(any_archive, "aside")


def test_a_pointer_names_too(any_archive: Archive) -> None:
    digest = any_archive.put(b"signed, and not recorded yet", KEY)
    any_archive.point("decrees/a/b", b'{"number": "500/1", "document_sha256": "%s"}' % digest.encode())

    assert () == collector(any_archive).run(dry_run=False).set_aside


def test_a_dry_run_tells_the_same_and_does_nothing(archive: Archive) -> None:
    archive.put(b"orphan", KEY)

    told = collector(archive).run(dry_run=True)

    assert is_kept(archive, b"orphan")
    assert [each.path for each in told.set_aside] == paths(archive, "sha256")
    assert told.set_aside[0].sha256 == collector(archive).run(dry_run=False).set_aside[0].sha256


def test_the_young_are_never_touched(archive: Archive) -> None:
    archive.put(b"orphan", KEY)

    found = collector(archive, at=now() + WEEK - timedelta(hours=1)).run(dry_run=False)

    assert (0, ()) == (found.old, found.set_aside)
    assert is_kept(archive, b"orphan")


def test_less_than_a_day_is_no_age(archive: Archive) -> None:
    with pytest.raises(AssertionError):
        replace(collector(archive), older_than=timedelta(hours=23)).run(dry_run=True)


def test_what_is_named_again_after_it_was_set_aside_is_put_back_by_the_next_run(any_archive: Archive) -> None:
    any_archive.put(b"orphan", KEY)
    collector(any_archive).run(dry_run=False)
    assert not is_kept(any_archive, b"orphan")

    found = collector(any_archive, b"orphan", at=now() + 3 * LATER).run(dry_run=False)

    assert ([hashed(b"orphan")], ()) == (hashes(found.put_back), found.taken_away)
    assert is_kept(any_archive, b"orphan")


def test_what_is_named_while_it_is_set_aside_is_put_back_at_once(any_archive: Archive) -> None:
    any_archive.put(b"orphan", KEY)
    asked: list[Names] = []

    def somebody_is_faster() -> Names:
        """Nobody names it at the first look; at the second somebody does."""
        asked.append(frozenset({hashed(b"orphan")} if asked else ()))
        return asked[-1]

    found = collector(any_archive, names=somebody_is_faster).run(dry_run=False)

    assert ([hashed(b"orphan")], ()) == (hashes(found.put_back), found.set_aside)
    assert is_kept(any_archive, b"orphan")


def test_what_is_stored_again_between_the_look_and_the_hand_is_young(any_archive: Archive) -> None:
    any_archive.put(b"orphan", KEY)

    def stored_again() -> Names:
        any_archive.put(b"orphan", KEY)
        return frozenset()

    found = collector(any_archive, names=stored_again).run(dry_run=False)

    assert () == found.set_aside
    assert is_kept(any_archive, b"orphan")


def test_a_database_that_knows_hardly_any_paper_is_the_wrong_one(archive: Archive) -> None:
    contents = [b"%d" % n for n in range(FEW + 1)]
    for content in contents:
        archive.put(content, KEY)

    with pytest.raises(TooManyOrphans, match=f"{FEW + 1} of {FEW + 1} old papers"):
        collector(archive).run(dry_run=False)
    assert all(is_kept(archive, content) for content in contents)
    assert FEW + 1 == len(collector(archive).run(dry_run=False, however_many=True).set_aside)


def test_what_somebody_else_has_taken_meanwhile_is_no_fault(archive: Archive) -> None:
    archive.put(b"orphan", KEY)

    def gone() -> Names:
        for path in paths(archive, "sha256"):
            obstore.delete(archive.store, path)
        return frozenset()

    assert () == collector(archive, names=gone).run(dry_run=False).set_aside


def test_an_archive_that_is_away_is_told(s3_rclone: S3Server, tmp_path: Path) -> None:
    away = open_archive(s3_rclone.settings(tmp_path, s3_endpoint=f"http://127.0.0.1:{free_port()}"))

    with pytest.raises(ArchiveUnavailable):
        collector(away).run(dry_run=True)
