"""scripts/collect on a product at work: nothing that an event, an upload or a pointer names is ever lost."""

import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from api.operations import collect
from application.archive.archive import open_archive
from application.archive.collecting import Collector
from application.archive.names import named_in_database
from application.postgres.database import APP, as_role
from application.postgres.embedded import EmbeddedPostgres
from application.settings import read_settings
from tests.api.casework import a_pdf, an_applicant, case_at, signature, submitted, walked
from tests.api.product import opened
from tests.application.ledgers import database
from tests.application.s3_servers import free_port

MASTER = b64encode(bytes(range(32))).decode()
KEY = b"k" * 32
Call = Callable[..., Result]


@pytest.fixture
def url(cluster: EmbeddedPostgres) -> Iterator[str]:
    with database(cluster) as at:
        yield at


@pytest.fixture
def call(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    def run(*words: str) -> Result:
        typed = Typer(pretty_exceptions_enable=False)
        typed.command()(collect.command)
        with monkeypatch.context() as environment:
            environment.setenv("IZIN_MASTER_KEY", MASTER)
            environment.setenv("IZIN_DATABASE_URL", url)
            return CliRunner().invoke(typed, [*words, f"--data-dir={tmp_path}"])

    return run


def aged(folder: Path, days: int = 30) -> list[Path]:
    """Let everything be so old; return the papers."""
    papers = [path for path in (folder / "archive").rglob("*") if path.is_file()]
    for path in papers:
        then = path.stat().st_mtime - days * 86400
        os.utime(path, (then, then))
    return [path for path in papers if "sha256" in path.parts]


def orphan(folder: Path, content: bytes) -> str:
    return open_archive(read_settings(data_dir=folder)).put(content, KEY)


def test_what_the_product_names_stays_and_what_nobody_names_is_listed_and_set_aside(
    url: str, tmp_path: Path, call: Call
) -> None:
    with opened(url, tmp_path, archive_url=None, master_key=MASTER) as product:
        case = walked(case_at(product, 5), 8)
        assert 200 == case.act("kepala_dinas", "signature", signature(case)).status_code
        product.person("pemohon", "joko").upload(a_pdf("nobody has named this one"))
        lost = orphan(tmp_path, b"a signature that lost its race")
        papers = aged(tmp_path)

        told = call("--dry-run")
        done = call()
        decree = case.by("kepala_dinas").get(f"{case.path}/decree.pdf")
        document = case.by("kabid").get(f"{case.path}/documents/{sha256(a_pdf('R02')).hexdigest()}")

    left = [path for path in papers if path.exists()]
    assert (0, 0) == (told.exit_code, done.exit_code), told.output + done.output
    assert told.stdout.startswith(f"would be set aside: sha256/{lost[:2]}/{lost[2:4]}/{lost}.")
    assert f"{len(papers)} old papers: 1 set aside, 0 put back, 0 taken away" in done.stdout
    assert len(papers) - 1 == len(left)
    assert (200, 200) == (decree.status_code, document.status_code)


def test_an_old_orphan_is_taken_away_after_it_lay_aside_as_long(tmp_path: Path, call: Call) -> None:
    orphan(tmp_path, b"an orphan")
    aged(tmp_path)
    call("--older-than-days=2")
    (aside,) = (tmp_path / "archive" / "aside").iterdir()
    aside.rename(aside.with_name(f"{datetime.now(UTC).date() - timedelta(days=3)}"))

    result = call("--older-than-days=2")

    assert "taken away: aside/" in result.stdout
    assert [] == [path for path in (tmp_path / "archive").rglob("*") if path.is_file()]


def test_an_archive_that_does_not_answer_ends_in_a_sentence(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZIN_ARCHIVE_URL", "s3://izin")
    monkeypatch.setenv("IZIN_S3_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.setenv(f"IZIN_S3_{name}", "x")

    result = call()

    assert 1 == result.exit_code
    assert "Traceback" not in result.output


def test_less_than_a_day_is_refused(call: Call) -> None:
    assert 2 == call("--older-than-days=0").exit_code


def test_whatever_is_handed_in_while_it_runs_is_still_there_afterwards(url: str, tmp_path: Path) -> None:
    """Nothing is young to this collector: it snatches at what is on its way; the next run puts back what was named."""
    collector = Collector(
        store=open_archive(read_settings(data_dir=tmp_path)).store,
        names=partial(named_in_database, as_role(url, APP)),
        older_than=timedelta(days=1),
        now=datetime.now(UTC) + timedelta(days=2),
    )
    over, snatched = Event(), 0

    def snatch() -> None:
        nonlocal snatched
        while not over.is_set():
            snatched += len(collector.run(dry_run=False, however_many=True).set_aside)

    with opened(url, tmp_path, archive_url=None, master_key=MASTER) as product, ExitStack() as stack:
        thread = Thread(target=snatch)
        thread.start()
        stack.callback(thread.join)
        stack.callback(over.set)
        cases = [submitted(product, an_applicant(product, f"siti{n}")) for n in range(4)]
        orphan(tmp_path, b"nobody will ever name this")
        over.set()
        thread.join()
        collector.run(dry_run=False, however_many=True)

        for case in cases:
            for document in case.view()["documents"]:
                assert 200 == case.by("front_office").get(f"{case.path}/documents/{document['sha256']}").status_code
    assert 18 * 4 == len(list((tmp_path / "archive").glob("sha256/*/*/*")))
