"""An office that scans: nothing infected is kept, nothing unscanned is named; without a scanner nothing comes in."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import psycopg
import pytest
from httpx2 import Response
from PIL import Image

from api.commands.examples import REQUIRED
from application.postgres.embedded import EmbeddedPostgres
from tests.api.casework import APPLICATIONS, a_pdf, submission
from tests.api.product import Product, faults, opened, told
from tests.application.clamd import EICAR, SIGNATURE, Clamd, clamd
from tests.application.ledgers import database
from tests.application.s3_servers import free_port


@pytest.fixture(scope="module")
def scanner() -> Iterator[Clamd]:
    with clamd() as running:
        yield running


@pytest.fixture
def url(cluster: EmbeddedPostgres) -> Iterator[str]:
    with database(cluster) as at:
        yield at


def infected_pdf(**how: object) -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page()
        document.pages[0].obj["/Contents"] = document.make_stream(EICAR)
        saved = BytesIO()
        document.save(saved, compress_streams=False, **how)  # type: ignore[arg-type]  # real options
    return saved.getvalue()


def infected_picture() -> bytes:
    """The finding is in a comment, which would not be kept anyway."""
    saved = BytesIO()
    Image.new("RGB", (8, 8)).save(saved, "JPEG", comment=EICAR)
    return saved.getvalue()


def hidden() -> bytes:
    """Protected against copying, so that a scanner which takes it as it is sees nothing."""
    return infected_pdf(encryption=pikepdf.Encryption(owner="rahasia", user=""))


def kept(url: str, folder: Path) -> tuple[int, int]:
    """Rows and objects."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT FROM files.uploads").fetchall()
    return len(rows), sum(path.is_file() for path in (folder / "archive").rglob("*"))


def test_what_is_infected_is_refused_and_kept_nowhere(
    url: str, tmp_path: Path, scanner: Clamd, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(url, tmp_path, archive_url=None, clamav=scanner.tcp, log_level="WARNING") as product:
        siti = product.person("pemohon", "siti")
        answers = [siti.upload(content) for content in (infected_pdf(), infected_picture(), hidden())]
        clean = siti.upload(a_pdf("clean"))

    assert [[("/file", "infected")]] * 3 == [faults(answer) for answer in answers]
    assert 201 == clean.status_code
    assert (1, 1) == kept(url, tmp_path)
    logged = capsys.readouterr().out
    assert 3 == logged.count("upload_infected") == logged.count(SIGNATURE)
    assert EICAR.decode() not in logged


def test_without_a_scanner_nothing_comes_in_and_with_it_again_everything(url: str, tmp_path: Path) -> None:
    port = free_port()
    with opened(url, tmp_path, archive_url=None, clamav=f"127.0.0.1:{port}") as product:
        siti = product.person("pemohon", "siti")
        away = siti.upload(a_pdf("R01"))
        assert (0, 0) == kept(url, tmp_path)
        with clamd(port=port):
            back = siti.upload(a_pdf("R01"))

    assert (503, "temporarily-unavailable") == told(away)
    assert away.headers["retry-after"].isdecimal()
    assert 201 == back.status_code


def test_what_came_in_before_the_office_scanned_cannot_be_named_until_it_is_sent_again(
    url: str, tmp_path: Path, scanner: Clamd
) -> None:
    with opened(url, tmp_path, archive_url=None) as before:
        hand_in(before)
        assert 200 == rehearsed(before).status_code
    with opened(url, tmp_path, archive_url=None, clamav=scanner.socket) as after:
        refused = rehearsed(after)
        hand_in(after)
        taken = rehearsed(after)

    assert [(f"/documents/{n}/sha256", "not_scanned") for n in range(len(REQUIRED))] == faults(refused)
    assert 200 == taken.status_code, taken.text


def hand_in(product: Product) -> None:
    siti = product.person("pemohon", "siti")
    for code in REQUIRED:
        assert 201 == siti.upload(a_pdf(code)).status_code


def rehearsed(product: Product) -> Response:
    return product.person("pemohon", "siti").post(f"{APPLICATIONS}?dry_run=true", submission())
