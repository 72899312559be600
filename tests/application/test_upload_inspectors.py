"""The processes that examine strangers' files: the same verdicts as in this one, within limits, reaching nothing."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep

import pytest
from PIL import Image

from application.uploads.inspectors import Inspectors
from application.uploads.refused import UploadRefused
from application.uploads.uploads import check_upload
from application.uploads.workers import MIB, Allowance, WorkerMissing
from tests.application.hostile_pdf import Spoil, dangers, harmless, pdf, with_stream, zeros
from tests.application.test_uploads import (
    FROM_A_CAMERA,
    JPEG,
    PDF,
    PNG,
    archive,
    bottomless,
    image,
    pdf_that_is_an_archive,
)

GOOD = [
    PDF,
    JPEG,
    PNG,
    FROM_A_CAMERA,
    image("JPEG", progressive=True),
    image("JPEG", mode="CMYK"),
    image("JPEG", comment=b"Catatan"),
    image("MPO"),
    *(image("PNG", mode=mode) for mode in ("1", "L", "LA", "P", "RGBA")),
    *(pdf(spoil) for _, spoil in harmless()),
]
BAD = [
    b"",
    b"MZ",
    PDF[:-8],
    PDF + archive(),
    PNG + archive(),
    pdf_that_is_an_archive(),
    bottomless(),
    JPEG[:40],
    PNG[:60] + bytes([PNG[60] ^ 1]) + PNG[61:],
    with_stream(zeros(200)),
    *(pdf(spoil) for _, spoil, _ in dangers()),
]


@pytest.fixture(scope="module")
def inspectors() -> Iterator[Inspectors]:
    process = Inspectors(at_once=1)
    yield process
    process.close()


def verdict(check: object, content: bytes) -> object:
    try:
        return check(content, "ktp é.pdf")  # type: ignore[operator]  # either of the two
    except UploadRefused as refused:
        return refused.code, refused.sentence


@pytest.mark.parametrize("content", GOOD + BAD, ids=range(len(GOOD + BAD)))
def test_the_verdict_is_the_same_as_in_this_process(inspectors: Inspectors, content: bytes) -> None:
    """Also for what needs a module that a process without open files could not load any more."""
    assert verdict(check_upload, content) == verdict(inspectors.check, content)


@pytest.mark.parametrize("name", ["", "\udcff.pdf", "x" * 5000, "foto\n.jpg"])
def test_no_name_is_too_strange(inspectors: Inspectors, name: str) -> None:
    assert inspectors.check(PDF, name).upload.name.endswith(".pdf")


def large_picture() -> bytes:
    """It needs a second and 200 MB."""
    file = BytesIO()
    Image.new("RGB", (8000, 6000)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    "allowance",
    [
        Allowance(memory=150 * MIB),
        Allowance(cpu_s=0, wall_s=600),
        Allowance(wall_s=0.05),
    ],
    ids=["memory", "seconds of work", "seconds on the clock"],
)
def test_what_takes_too_much_is_refused_and_the_next_file_is_not(allowance: Allowance) -> None:
    greedy, content = Inspectors(allowance, at_once=1), with_stream(zeros(100), times=5)
    content = large_picture() if allowance.memory < 1000 * MIB else content

    with pytest.raises(UploadRefused) as refused:
        greedy.check(content, "x")
    after = Inspectors.check(greedy, PDF, "x") if allowance.wall_s > 1 else None
    greedy.close()

    assert "too_complex" == refused.value.code
    assert after is None or after.content == PDF


def test_a_process_that_has_died_is_replaced() -> None:
    process = Inspectors(at_once=1)
    process.check(PDF, "x")
    for pid in process.pids():
        os.kill(pid, 9)
        wait_for_the_end_of(pid)

    assert PDF == process.check(PDF, "x").content
    process.close()


def test_it_may_open_nothing_and_as_root_it_is_nobody() -> None:
    process = Inspectors(at_once=1)
    process.check(PDF, "x")
    (pid,) = process.pids()
    limits = Path(f"/proc/{pid}/limits").read_text()
    status = Path(f"/proc/{pid}/status").read_text()
    environment = Path(f"/proc/{pid}/environ").read_bytes() if os.getuid() == 0 else b""
    process.close()

    for name, most in (("Max open files", "3"), ("Max file size", "0"), ("Max core file size", "0")):
        line = next(line for line in limits.splitlines() if line.startswith(name))
        assert [most, most] == line.removeprefix(name).split()[:2]
    assert ("Uid:\t65534" in status) == (os.getuid() == 0)
    assert b"IZIN_" not in environment


def test_many_at_once_wait_for_their_turn_and_each_gets_its_own(inspectors: Inspectors) -> None:
    files = [pdf(titled(f"{n}")) for n in range(20)]

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda content: inspectors.check(content, "x").content, files))

    assert files == kept


def test_no_process_is_left_behind() -> None:
    process = Inspectors()
    process.check(PDF, "x")
    (pid,) = process.pids()

    process.close()

    assert not Path(f"/proc/{pid}").exists()


def titled(title: str) -> Spoil:
    return lambda document: document.docinfo.__setitem__("/Title", title)


def test_a_machine_that_cannot_start_one_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")

    with pytest.raises(WorkerMissing, match="status 1"):
        Inspectors().check(PDF, "x")


def wait_for_the_end_of(pid: int) -> None:
    until = monotonic() + 10
    while "zombie" not in Path(f"/proc/{pid}/status").read_text():
        assert monotonic() < until
        sleep(0.01)
