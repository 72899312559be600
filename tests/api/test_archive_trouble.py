"""An archive that is away, full or damaged: everybody is told what it means for them, and nothing is half done."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from application.postgres.embedded import EmbeddedPostgres
from application.settings import Settings
from tests.api.casework import a_pdf, case_at, signature, walked
from tests.api.product import Product, opened, told
from tests.application.ledgers import database
from tests.application.s3_servers import S3Server, free_port, moto, rclone
from tests.application.small_disk import SMALL, no_room_left, small_disk


@pytest.fixture
def url(cluster: EmbeddedPostgres) -> Iterator[str]:
    with database(cluster) as at:
        yield at


def uploads(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM files.uploads").fetchone()
    assert row is not None
    return int(row[0])


def spoil(folder: Path, content_sha256: str, how: str) -> None:
    (stored,) = folder.glob(f"sha256/*/*/{content_sha256}.*")
    if how == "gone":
        stored.unlink()
    else:
        stored.write_bytes(stored.read_bytes()[:-1] + b"\0")


@pytest.mark.parametrize("how", ["gone", "rotten"])
def test_a_document_that_is_not_intact_is_not_shown_and_nobody_is_told_it_never_was(
    url: str, tmp_path: Path, how: str
) -> None:
    with opened(url, tmp_path, archive_url=None) as product:
        case = case_at(product, 2)
        document = sha256(a_pdf("R02")).hexdigest()
        spoil(tmp_path / "archive", document, how)

        answer = case.by("front_office").get(f"{case.path}/documents/{document}")
        other = case.by("front_office").get(f"{case.path}/documents/{sha256(a_pdf('R03')).hexdigest()}")

    assert (500, "document-damaged") == told(answer)
    assert document not in answer.text
    assert 200 == other.status_code


def test_an_upload_that_the_disk_has_no_room_for_is_told_as_such_and_leaves_nothing(url: str, tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "disk") as place,
        opened(url, tmp_path, archive_url=(place / "archive").as_uri()) as product,
    ):
        siti = product.person("pemohon", "siti")
        large = (a_pdf("large") + b"%").ljust(2 * SMALL, b"x")
        refused, small = siti.upload(large), siti.upload(a_pdf("small"))
        kept = [path for path in (place / "archive").rglob("*") if path.is_file()]

    assert (503, "storage-full") == told(refused)
    assert refused.headers["retry-after"].isdecimal()
    assert (201, 1, 1) == (small.status_code, len(kept), uploads(url))


@pytest.fixture
def away(url: str, tmp_path: Path) -> Iterator[Product]:
    """A product whose S3 does not answer."""
    nobody = f"http://127.0.0.1:{free_port()}"
    with opened(
        url,
        tmp_path,
        archive_url="s3://izin/papers",
        s3_endpoint=nobody,
        s3_access_key_id="kunci",
        s3_secret_access_key="rahasia",
    ) as product:
        yield product


def test_an_upload_while_the_archive_is_away_is_told_to_come_again(away: Product, url: str) -> None:
    answer = away.person("pemohon", "siti").upload(a_pdf("x"))

    assert (503, "temporarily-unavailable") == told(answer)
    assert answer.headers["retry-after"].isdecimal()
    assert 0 == uploads(url)


def test_a_signature_that_the_archive_cannot_keep_is_not_made_and_can_be_made_later(url: str, tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "disk") as place,
        opened(url, tmp_path, archive_url=(place / "archive").as_uri()) as product,
    ):
        case = walked(case_at(product, 5), 8)
        with no_room_left(place):
            refused = case.act("kepala_dinas", "signature", signature(case))
        unsigned = case.view("kepala_dinas")
        signed = case.act("kepala_dinas", "signature", signature(case))
        decree = case.by("kepala_dinas").get(f"{case.path}/decree.pdf")

    assert (503, "storage-full") == told(refused)
    assert (8, None) == (unsigned["step"], unsigned.get("decree"))
    assert (200, 200) == (signed.status_code, decree.status_code)
    assert signed.json()["decree"]["document_sha256"] == sha256(decree.content).hexdigest()


def test_an_office_on_s3_signs_and_shows_what_it_keeps(url: str, tmp_path: Path) -> None:
    with moto() as server, opened(url, tmp_path, **on(server, tmp_path)) as product:
        case = walked(case_at(product, 5), 8)
        signed = case.act("kepala_dinas", "signature", signature(case))
        decree = case.by("kepala_dinas").get(f"{case.path}/decree.pdf")
        document = case.by("kabid").get(f"{case.path}/documents/{sha256(a_pdf('R02')).hexdigest()}")

    assert (200, 200, a_pdf("R02")) == (signed.status_code, decree.status_code, document.content)
    assert signed.json()["decree"]["document_sha256"] == sha256(decree.content).hexdigest()


def test_nothing_is_signed_where_a_second_signature_could_win(url: str, tmp_path: Path) -> None:
    with rclone() as server, opened(url, tmp_path, **on(server, tmp_path)) as product:
        case = walked(case_at(product, 5), 8)
        refused = case.act("kepala_dinas", "signature", signature(case))
        left = case.view("kepala_dinas")
        papers = [path for path in server.folder.rglob("*.json") if path.is_file()]

    assert (503, "temporarily-unavailable") == told(refused)
    assert (8, None, []) == (left["step"], left.get("decree"), papers)


def test_a_machine_that_cannot_examine_files_takes_none(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(url, tmp_path, archive_url=None) as product:
        siti = product.person("pemohon", "siti")
        monkeypatch.setattr("sys.executable", "/bin/false")
        answer = siti.upload(a_pdf("x"))

    assert (503, "temporarily-unavailable") == told(answer)
    assert 0 == uploads(url)


def on(server: S3Server, tmp_path: Path) -> dict[str, Any]:
    return server.settings(tmp_path).model_dump(include={name for name in Settings.model_fields if "s3" in name}) | {
        "archive_url": "s3://izin/papers"
    }
